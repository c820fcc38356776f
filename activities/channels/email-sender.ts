import type { HandOver } from './hand-over';

export type Mailbox = { readonly name: string | null; readonly address: string };

export type OutgoingEmail = {
  /** `<id@domain>`. The same for every attempt, so that mail systems can tell a second copy. */
  readonly messageId: string;
  readonly from: Mailbox;
  readonly replyTo: string | null;
  readonly to: Mailbox;
  /** Shown in the message; each gets a copy once the recipient's has been taken. */
  readonly cc: readonly Mailbox[];
  readonly subject: string;
  readonly html: string | null;
  readonly text: string;
  /** Where one click ends the messages of this purpose (RFC 8058), or `null`. */
  readonly unsubscribeUrl: string | null;
};

export interface EmailSender {
  /** Never rejects for what a server says or does; aborting it gives `transient` or `unknown`, by how far it came. */
  send(email: OutgoingEmail, signal?: AbortSignal): Promise<HandOver>;
  /** Waits for what is under way, and closes the connections. */
  close(): Promise<void>;
}
