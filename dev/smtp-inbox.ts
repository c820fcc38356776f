export type SmtpInbox = {
  /** For the product: `smtp://127.0.0.1:PORT`. */
  readonly smtpUrl: string;
  /** For people: the page of the mails. */
  readonly webUrl: string;
  readonly stop: () => Promise<void>;
};
