import type { Instant } from '../../domain/types';
import type { Tx } from '../../facts/write/transaction';
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
  { id, template, cc, ...message }: ComposedMessage,
  { touchId, customerId, token, at }: MessageClaim,
): Promise<void> {
  const data = {
    ...message,
    cc: [...cc],
    purpose: template.purpose,
    template: template.name,
    templateVersion: template.version,
    language: template.language,
    state: 'claimed' as const,
    attemptToken: token,
    at: new Date(at),
  };
  await tx.message.upsert({ where: { id }, create: { ...data, id, touchId, customerId }, update: data });
}
