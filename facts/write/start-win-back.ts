import { chooseBranch } from '../../domain/win-back/choose-branch';
import type { LossReason, WinBackPolicy } from '../../domain/win-back/win-back-policy';
import type { EpisodeContext } from '../read/load-episode-context';
import { readPurchases } from '../read/customer-purchases';
import type { PublishedDocument } from '../read/published-documents';
import type { WinBackEntry } from './timeline/win-back-entries';
import type { Tx } from './transaction';

export type StartWinBackInput = {
  readonly customer: Pick<EpisodeContext['customer'], 'id' | 'zone' | 'attributes'>;
  readonly episode: Pick<EpisodeContext['episode'], 'id' | 'number' | 'startedAt'>;
  readonly reason: LossReason;
  readonly policy: PublishedDocument<WinBackPolicy>;
};

/** Values the customer, draws, and chooses the branch: all of it once, and kept. The customer is locked. */
export async function startWinBack(
  tx: Tx,
  { customer, episode, reason, policy }: StartWinBackInput,
): Promise<Extract<WinBackEntry, { kind: 'win-back.started' }>> {
  const { startedAt, id: winBackId, number } = episode;
  const { totals, lastCurrency } = await readPurchases(tx, customer.id, startedAt);
  const draw = (await earlierDraw(tx, customer.id)) ?? Math.random();
  const value = { soFar: totals, attributes: customer.attributes };
  const start = { reason, draw, startedAt, zone: customer.zone, value, lastCurrency };
  const { because, measureUntilAt, ...chosen } = chooseBranch(policy.value, start);
  await tx.winBack.create({
    data: {
      ...{ id: winBackId, customerId: customer.id, policyVersionId: policy.versionId, reason, draw, ...chosen },
      measureUntilAt: new Date(measureUntilAt),
      createdAt: new Date(startedAt),
    },
  });
  const { potential, branch, holdOut } = chosen;
  return {
    kind: 'win-back.started',
    data: {
      ...{ winBackId, number, reason, potential, because, branch, holdOut },
      policy: { name: policy.name, version: policy.number },
      measureUntilAt: new Date(measureUntilAt).toISOString(),
    },
  };
}

/**
 * Who was held out stays so when the win-back begins anew, with another reason or stage: drawn again, a hold-out that was
 * contacted after all would count for doing nothing.
 */
async function earlierDraw(tx: Tx, customerId: string): Promise<number | null> {
  const [last] = await tx.$queryRaw<{ draw: number }[]>`
    SELECT w.draw FROM "WinBack" w JOIN "Episode" e ON e.id = w.id
    WHERE w."customerId" = ${customerId}::uuid AND (e.status <> 'closed' OR e.outcome = 'stopped')
    ORDER BY e.number DESC LIMIT 1`;
  return last?.draw ?? null;
}
