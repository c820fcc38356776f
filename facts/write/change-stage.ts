import type { Stage } from '../../prisma/generated/enums';
import type { LockedCustomer } from './lock-customer';
import { recordFact } from './record';
import type { FactContext, Tx } from './transaction';

/** A stage as people and interfaces write it. */
export function stageName(stage: Stage): string {
  return stage.replace('_', '-');
}

export type StageChange = {
  readonly to: Stage;
  /** Why, in a word; for `lost` and `dormant` the reason that win-back looks at. */
  readonly reason: string | null;
};

/**
 * Moves a locked customer to a stage, and wakes its episodes.
 * @returns the customer as it stands now; the same where it is in that stage already
 */
export async function changeStage(
  tx: Tx,
  customer: LockedCustomer,
  { to, reason }: StageChange,
  ctx: FactContext,
): Promise<LockedCustomer> {
  if (customer.stage === to) return customer;
  const isAway = to === 'lost' || to === 'dormant';
  const row = await tx.customer.update({
    where: { id: customer.id },
    data: {
      stage: to,
      stageSinceAt: new Date(customer.nowMs),
      lostReason: isAway ? (reason ?? 'silent') : null,
      version: { increment: 1 },
    },
  });
  const data = { from: stageName(customer.stage), to: stageName(to), reason };
  await recordFact(tx, customer, [{ kind: 'stage.changed', data }], ctx);
  return { ...row, factsVersion: row.factsVersion + 1, nowMs: customer.nowMs };
}
