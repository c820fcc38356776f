import { createTransport, type SendMailOptions } from 'nodemailer';
import { normalizeEmail } from '../../domain/message/contact-address';
import type { EmailSender, Mailbox, OutgoingEmail } from './email-sender';
import type { FailedCopy, HandOver } from './hand-over';
import { smtpOutcome } from './smtp-outcome';

export type SmtpSettings = {
  /** `smtp://user:password@host:587`, or `smtps://…` for TLS from the start. */
  readonly url: string;
  /** Connections at the same time. Default 5. */
  readonly maxConnections?: number;
  /** For name, connection, greeting and TLS. Default 10 s. */
  readonly connectTimeoutMs?: number;
  /** How long the server may be silent. Default 60 s. */
  readonly replyTimeoutMs?: number;
  /** For everything together, waiting for a free connection included. Default 120 s. */
  readonly totalTimeoutMs?: number;
};

/** How far a message came. */
type Progress = { bodyEnded: boolean };

/**
 * Sends by SMTP over a pool of connections. The recipient and each copy are an SMTP transaction of their own, so that a
 * refusal is one address's, and no copy goes out of a message that its recipient does not get.
 */
export function createSmtpEmailSender(settings: SmtpSettings): EmailSender {
  const { totalTimeoutMs = 120_000 } = settings;
  // The pool's own signal is the one object of a send that its plugins see again.
  const progressOf = new WeakMap<AbortSignal, Progress>();
  const transport = createTransport({
    url: settings.url,
    pool: true,
    maxConnections: settings.maxConnections ?? 5,
    // The pool tries a message again by itself only where a kept connection was closed before any of it was read. Once
    // is enough; more is the caller's affair.
    maxRequeues: 1,
    connectionTimeout: settings.connectTimeoutMs ?? 10_000,
    greetingTimeout: settings.connectTimeoutMs ?? 10_000,
    dnsTimeout: settings.connectTimeoutMs ?? 10_000,
    socketTimeout: settings.replyTimeoutMs ?? 60_000,
    socketCloseTimeout: 1_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // The final dot is written after the message stream has ended, and never before: until then nothing can be taken.
  transport.use('stream', (mail, done) => {
    const progress = mail.data.signal === undefined ? undefined : progressOf.get(mail.data.signal);
    mail.message.processFunc((body) => {
      // A body that was read to its end is never read a second time: the server may have taken the first.
      if (progress?.bodyEnded === true) body.destroy(new Error('The message was already handed over'));
      body.once('end', () => {
        if (progress !== undefined) progress.bodyEnded = true;
      });
      return body;
    });
    done();
  });

  const underWay = new Set<Promise<unknown>>();

  async function transact(email: OutgoingEmail, recipient: Mailbox, signal: AbortSignal): Promise<HandOver> {
    if (!normalizeEmail(recipient.address).ok) {
      return { kind: 'refused', code: 'EADDRESS', text: 'The address is malformed', contactPoint: 'bounced' };
    }
    const progress: Progress = { bodyEnded: false };
    const own = AbortSignal.any([signal]);
    progressOf.set(own, progress);
    try {
      const info = await transport.sendMail({ ...mailOf(email), ...envelopeOf(email, recipient), signal: own });
      return { kind: 'accepted', providerId: info.serverMessageId ?? null };
    } catch (error) {
      return smtpOutcome(error, progress.bodyEnded);
    }
  }

  async function send(email: OutgoingEmail, signal?: AbortSignal): Promise<HandOver> {
    const timeout = AbortSignal.timeout(totalTimeoutMs);
    const limit = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    const outcome = await transact(email, email.to, limit);
    if (outcome.kind !== 'accepted') return outcome;
    const failedCopies: FailedCopy[] = [];
    for (const copy of email.cc) {
      const result = await transact(email, copy, limit);
      if (result.kind !== 'accepted')
        failedCopies.push({ address: copy.address, code: result.code, text: result.text });
    }
    return failedCopies.length === 0 ? outcome : { ...outcome, failedCopies };
  }

  return {
    send: (email, signal) => {
      const sending = send(email, signal);
      underWay.add(sending);
      return sending.finally(() => underWay.delete(sending));
    },
    close: async () => {
      await Promise.allSettled(underWay);
      transport.close();
    },
  };
}

function mailOf(email: OutgoingEmail): SendMailOptions {
  return {
    messageId: email.messageId,
    from: nodemailerAddress(email.from),
    to: nodemailerAddress(email.to),
    cc: email.cc.map(nodemailerAddress),
    subject: email.subject,
    text: email.text,
    ...(email.html === null ? {} : { html: email.html }),
    ...(email.replyTo === null ? {} : { replyTo: email.replyTo }),
    headers: {
      // RFC 3834: keeps holiday notices from answering.
      'Auto-Submitted': 'auto-generated',
      ...(email.unsubscribeUrl === null
        ? {}
        : {
            'List-Unsubscribe': `<${email.unsubscribeUrl}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
    },
  };
}

function envelopeOf(email: OutgoingEmail, recipient: Mailbox): Pick<SendMailOptions, 'envelope'> {
  return { envelope: { from: email.from.address, to: [recipient.address] } };
}

function nodemailerAddress({ name, address }: Mailbox): { name: string; address: string } {
  return { name: name ?? '', address };
}
