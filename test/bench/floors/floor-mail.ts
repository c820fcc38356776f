import { randomUUID } from 'node:crypto';
import type { EmailSender } from '../../../activities/channels/email-sender';

const TEXT = 'Your invoice is overdue. '.repeat(40);

/** Sends about as much as a reminder is, through the product's own sender. @throws Error where it is not taken */
export async function sendFloorMail(sender: EmailSender, address: string): Promise<void> {
  const outcome = await sender.send(
    {
      messageId: `<${randomUUID()}@bench.example>`,
      from: { name: 'Bench', address: 'billing@bench.example' },
      replyTo: null,
      to: { name: null, address },
      cc: [],
      subject: 'Your invoice',
      html: `<p>${TEXT}</p>`,
      text: TEXT,
      unsubscribeUrl: null,
    },
    new AbortController().signal,
  );
  if (outcome.kind !== 'accepted') throw new Error(`The mail server answered ${outcome.kind}`);
}
