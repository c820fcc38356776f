/** What the server does instead of taking the message. */
export type SmtpAct =
  /** At `rcpt` the address is refused, at `data` the message, after all of it was read. 421 also ends the connection. */
  | { readonly kind: 'refuse'; readonly at: SmtpStage; readonly code: number; readonly text?: string }
  /** Closes the connection. At `data` the message has been taken, and counts as received: the sender is not told. */
  | { readonly kind: 'drop'; readonly at: SmtpStage }
  /** Says nothing until the client or `stop` closes the connection. At `data` the message counts as received. */
  | { readonly kind: 'hang'; readonly at: SmtpStage }
  /** Answers well, this many milliseconds late. At `data` the message counts as received from the start. */
  | { readonly kind: 'delay'; readonly at: SmtpStage; readonly ms: number }
  /** Answers well, but not before this. */
  | { readonly kind: 'wait'; readonly at: SmtpStage; readonly until: Promise<void> };

/** `rcpt`: a recipient is named, before DATA. `data`: the whole message is there. */
export type SmtpStage = 'rcpt' | 'data';

export type SmtpRule = SmtpAct & {
  /** Only for this recipient. Default: all. */
  readonly to?: string;
  /** This many times. Default: always. */
  readonly next?: number;
};

/** Asked at each stage: at `rcpt` for the one recipient, at `data` for all that were taken. `null` is the usual reply. */
export type SmtpScript = (at: SmtpStage, recipients: readonly string[]) => SmtpAct | null;

/** Rules as a script: the first that fits and is not used up. */
export function scriptOf(rules: readonly SmtpRule[]): SmtpScript {
  const left = new Map(rules.map((rule) => [rule, rule.next ?? Infinity]));
  return (at, recipients) => {
    for (const [rule, times] of left) {
      if (rule.at !== at || times <= 0) continue;
      if (rule.to !== undefined && !recipients.includes(rule.to)) continue;
      left.set(rule, times - 1);
      return rule;
    }
    return null;
  };
}
