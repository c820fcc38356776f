import type { Channel, Instant, Purpose } from '../../domain/types';
import type { Tx } from '../../facts/write/transaction';
import { Prisma } from '../../prisma/generated/client';
import { PREPARED } from '../../prisma/prepared';

/** A message as it is claimed: who gets it, and its rendered text. */
export type ComposedMessage = {
  readonly id: string;
  /** A contact point of the customer, or one of the staff. */
  readonly contactPointId: string | null;
  readonly staffId: string | null;
  readonly channel: Channel;
  readonly address: string;
  readonly cc: readonly string[];
  readonly purpose: Purpose;
  readonly template: { readonly name: string; readonly version: number; readonly language: string };
  readonly messageIdHeader: string | null;
  readonly unsubscribeToken: string | null;
  readonly subject: string | null;
  readonly bodyText: string;
  readonly bodyHtml: string | null;
  readonly segments: number | null;
};

export type MessageClaim = {
  readonly touchId: string;
  readonly customerId: string;
  readonly token: string;
  /** The instant that it counts at. */
  readonly at: Instant;
};

/** Writes the message of a claim, or writes it anew where an earlier attempt has claimed it. */
export async function writeMessage(
  tx: Tx,
  message: ComposedMessage,
  { touchId, customerId, token, at }: MessageClaim,
): Promise<void> {
  const { template } = message;
  await tx.$executeRaw(Prisma.sql`${PREPARED}
    INSERT INTO "Message" (
      "id", "touchId", "customerId", "contactPointId", "staffId", "channel", "purpose", "address", "template", "templateVersion",
      "language", "state", "attemptToken", "at", "messageIdHeader", "subject", "bodyText", "bodyHtml", "segments",
      "unsubscribeToken", "cc")
    VALUES (
      ${message.id}::uuid, ${touchId}::uuid, ${customerId}::uuid, ${message.contactPointId}::uuid,
      ${message.staffId}::uuid, ${message.channel}::"Channel", ${message.purpose}::"Purpose", ${message.address}, ${template.name},
      ${template.version}, ${template.language}, 'claimed', ${token}, ${new Date(at)}, ${message.messageIdHeader},
      ${message.subject}, ${message.bodyText}, ${message.bodyHtml}, ${message.segments}, ${message.unsubscribeToken},
      ${[...message.cc]}::text[])
    ON CONFLICT ("id") DO UPDATE SET
      "contactPointId" = EXCLUDED."contactPointId", "staffId" = EXCLUDED."staffId", "purpose" = EXCLUDED."purpose", "address" = EXCLUDED."address",
      "template" = EXCLUDED."template", "templateVersion" = EXCLUDED."templateVersion",
      "language" = EXCLUDED."language", "state" = EXCLUDED."state", "attemptToken" = EXCLUDED."attemptToken",
      "at" = EXCLUDED."at", "subject" = EXCLUDED."subject", "bodyText" = EXCLUDED."bodyText",
      "bodyHtml" = EXCLUDED."bodyHtml", "segments" = EXCLUDED."segments", "cc" = EXCLUDED."cc"`);
}

/** Takes back the messages of a touch that have not been handed over. */
export async function releaseMessages(tx: Tx, touchId: string): Promise<void> {
  await tx.message.updateMany({ where: { touchId, state: 'claimed' }, data: { state: 'released' } });
}
