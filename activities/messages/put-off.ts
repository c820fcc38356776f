import type { Tx } from '../../facts/write/transaction';
import type { ActivityDeps } from '../activity-deps';
import type { TouchMessage } from './conclude';

/** A mail server that comes back within a day is waited for. */
const LONGEST_MS = 86_400_000;
/** About three hours of answers: a message that a hold has kept for days is not given up at the second one. */
const FEWEST_ANSWERS = 20;

/** What a provider's "not now" means for a message. */
export type PutOff = {
  /** The provider gives this reason for the first time. */
  readonly isNews: boolean;
  /** It has been put off for so long that the channel is of no use. */
  readonly isTooLong: boolean;
};

/**
 * Counts that a provider did not take a message for now. What was put off for the same step before counts too: a message
 * is taken back when its window closes, and comes anew on the next day.
 */
export async function countPutOff(
  tx: Tx,
  deps: ActivityDeps,
  { id, touchId, channel }: Pick<TouchMessage, 'id' | 'touchId' | 'channel'>,
  code: string,
): Promise<PutOff> {
  const now = deps.clock();
  const [own] = await tx.$queryRaw<{ readonly times: number }[]>`
    INSERT INTO "MessageEvent" AS e ("messageId", "kind", "dedupeKey", "at", "data")
    VALUES (${id}::uuid, 'delayed', ${`delayed ${code}`}, ${new Date(now)}, '{"times": 1}')
    ON CONFLICT ("messageId", "dedupeKey")
      DO UPDATE SET "data" = jsonb_build_object('times', (e."data"->>'times')::int + 1)
    RETURNING (e."data"->>'times')::int AS "times"`;
  const [all] = await tx.$queryRaw<{ readonly since: Date; readonly times: number }[]>`
    SELECT min(e."at") AS "since", sum((e."data"->>'times')::int)::int AS "times"
    FROM "Touch" mine
      JOIN "Touch" t ON t."customerId" = mine."customerId" AND t."leadSubjectId" = mine."leadSubjectId"
        AND t."leadStepId" = mine."leadStepId"
      JOIN "Message" m ON m."touchId" = t."id" AND m."channel" = ${channel}::"Channel"
      JOIN "MessageEvent" e ON e."messageId" = m."id" AND e."kind" = 'delayed'
    WHERE mine."id" = ${touchId}::uuid
    HAVING count(*) > 0`;
  const isTooLong = all !== undefined && all.times >= FEWEST_ANSWERS && now - all.since.getTime() >= LONGEST_MS;
  return { isNews: own?.times === 1, isTooLong };
}
