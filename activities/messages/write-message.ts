import type { Instant } from '../../domain/types';
import type { Tx } from '../../facts/write/transaction';
import { Prisma } from '../../prisma/generated/client';
import type { ComposedMessage } from './compose-message';

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
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "Message" (
      "id", "touchId", "customerId", "contactPointId", "channel", "purpose", "address", "template", "templateVersion",
      "language", "state", "attemptToken", "at", "messageIdHeader", "subject", "bodyText", "bodyHtml", "segments",
      "unsubscribeToken", "cc")
    VALUES (
      ${message.id}::uuid, ${touchId}::uuid, ${customerId}::uuid, ${message.contactPointId}::uuid,
      ${message.channel}::"Channel", ${template.purpose}::"Purpose", ${message.address}, ${template.name},
      ${template.version}, ${template.language}, 'claimed', ${token}, ${new Date(at)}, ${message.messageIdHeader},
      ${message.subject}, ${message.bodyText}, ${message.bodyHtml}, ${message.segments}, ${message.unsubscribeToken},
      ${[...message.cc]}::text[])
    ON CONFLICT ("id") DO UPDATE SET
      "contactPointId" = EXCLUDED."contactPointId", "purpose" = EXCLUDED."purpose", "address" = EXCLUDED."address",
      "template" = EXCLUDED."template", "templateVersion" = EXCLUDED."templateVersion",
      "language" = EXCLUDED."language", "state" = EXCLUDED."state", "attemptToken" = EXCLUDED."attemptToken",
      "at" = EXCLUDED."at", "subject" = EXCLUDED."subject", "bodyText" = EXCLUDED."bodyText",
      "bodyHtml" = EXCLUDED."bodyHtml", "segments" = EXCLUDED."segments", "cc" = EXCLUDED."cc"`);
}
