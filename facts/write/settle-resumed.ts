import { supersededOnResume } from '../../domain/decide/resume';
import { loadDecideInput } from '../read/load-decide-input';
import { Prisma } from '../../prisma/generated/client';
import type { LockedCustomer } from './lock-customer';
import type { TimelineEntry } from './timeline-entry';
import type { FactContext, Tx } from './transaction';

type Superseded = Extract<TimelineEntry, { kind: 'step.superseded' }>;

/** What the locked customer has unsettled, read after the change. */
export type Resumption = {
  /** Due items that came back into play. Those under another hold stay out of it. */
  readonly itemIds: ReadonlySet<string>;
  readonly because: Superseded['data']['because'];
};

/**
 * Settles the passed steps that a break has made pointless, so that nobody is escalated or blocked by surprise when a
 * hold ends or an invoice opens again: all but the latest message and the latest task of each due item.
 * @returns the timeline entry, or `null` where nothing was settled
 */
export async function settleResumed(
  tx: Tx,
  customer: LockedCustomer,
  { itemIds, because }: Resumption,
  ctx: FactContext,
): Promise<Superseded | null> {
  if (itemIds.size === 0) return null;
  const { input } = await loadDecideInput(tx, customer.id, { now: ctx.now });
  const held = new Set(input.holds.map((hold) => hold.itemId));
  const resumed = held.has(null) ? [] : [...itemIds].filter((itemId) => !held.has(itemId));
  const pairs = supersededOnResume(input, new Set(resumed), customer.nowMs);
  if (pairs.length === 0) return null;
  const rows = pairs.map(({ itemId, step }) => ({ itemId, step }));
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "TouchItem" ("subjectId", "stepId", "touchId", "customerId", "outcome", "at", "explanation")
    SELECT p."itemId", p."step", NULL, ${customer.id}::uuid, 'superseded', ${new Date(customer.nowMs)}, ${because}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS p("itemId" uuid, "step" text)
    ON CONFLICT DO NOTHING`);
  return {
    kind: 'step.superseded',
    data: { because, pairs: pairs.map(({ invoice, step }) => ({ invoice, step })) },
  };
}
