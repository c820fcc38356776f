import type { HandOver } from './hand-over';
import { providerText } from './hand-over';

/** What nodemailer puts on the errors of a send. */
type SmtpError = {
  readonly code: string | null;
  readonly message: string;
  /** The SMTP command that was answered, or `CONN` or `API`. */
  readonly command: string | null;
  readonly reply: string | null;
  readonly replyCode: number | null;
};

// RFC 5321: 503 is a bad sequence of commands. RFC 4954: 530, 534, 535 and 538 ask for another way to log in. They are
// about the session and our settings; every message would fail alike, and each can go once that is mended.
const SESSION_REPLIES = [503, 530, 534, 535, 538];
// RFC 3463 and RFC 7505: no such mailbox, no such system, bad syntax, ambiguous, moved, null MX; and a mailbox that is
// disabled. 5.1.7 and 5.1.8 are about the sender, 5.2.2 is a full mailbox, 5.7.x is policy.
const ADDRESS_STATUS = /^5\.(1\.(1|2|3|4|6|10)|2\.1)$/;
// Without an enhanced status: 550 mailbox unavailable, 551 not local, 553 name not allowed, as the answer to RCPT TO.
const ADDRESS_REPLIES = [550, 551, 553];

/**
 * What a failed send means. A reply of the server decides by itself, whenever it came; without one it depends on whether
 * the server already had the end of the message, since then it may have taken it.
 * @param bodyEnded whether the whole message had been read for sending when the error came.
 */
export function smtpOutcome(error: unknown, bodyEnded: boolean): HandOver {
  const { code, message, command, reply, replyCode } = readError(error);
  const text = providerText(reply ?? message);
  if (replyCode !== null && replyCode >= 400 && replyCode < 600) {
    const status = enhancedStatus(reply ?? '');
    const shown = status === null ? String(replyCode) : `${replyCode} ${status}`;
    if (replyCode < 500 || code === 'EAUTH' || SESSION_REPLIES.includes(replyCode)) {
      return { kind: 'transient', code: shown, text, retryAfterMs: null };
    }
    const dead =
      status === null ? command === 'RCPT TO' && ADDRESS_REPLIES.includes(replyCode) : ADDRESS_STATUS.test(status);
    return { kind: 'refused', code: shown, text, contactPoint: dead ? 'bounced' : null };
  }
  if (bodyEnded) return { kind: 'unknown', code: code ?? 'ERROR', text };
  return { kind: 'transient', code: code ?? 'ERROR', text, retryAfterMs: null };
}

function enhancedStatus(reply: string): string | null {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})(?=\s|$)/.exec(reply)?.[1] ?? null;
}

function readError(error: unknown): SmtpError {
  const fields: object = typeof error === 'object' && error !== null ? error : {};
  const replyCode: unknown = 'responseCode' in fields ? fields.responseCode : null;
  return {
    code: textIn(fields, 'code'),
    message: textIn(fields, 'message') ?? String(error),
    command: textIn(fields, 'command'),
    reply: textIn(fields, 'response'),
    replyCode: typeof replyCode === 'number' ? replyCode : null,
  };
}

function textIn(fields: object, key: string): string | null {
  const value: unknown = Reflect.get(fields, key);
  return typeof value === 'string' && value !== '' ? value : null;
}
