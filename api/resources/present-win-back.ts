import type { z } from 'zod';
import { LOSS_REASONS, POTENTIALS } from '../../domain/win-back/win-back-policy';
import type { Prisma } from '../../prisma/generated/client';
import type { winBackOut } from '../contract/win-backs';
import type { Db } from '../http/call';
import { amountOf, CUSTOMER_BRIEF, customerBrief, iso, isoOrNull, notFound } from '../http/handler-tools';

export const WITH_EPISODE = { customer: CUSTOMER_BRIEF, episode: true } as const;
export type WinBackRow = Prisma.WinBackGetPayload<{ include: typeof WITH_EPISODE }>;

/** @throws DomainError `not-found` */
export async function findWinBack(db: Db, id: string): Promise<z.input<typeof winBackOut>> {
  const row = await db.winBack.findUnique({ where: { id }, include: WITH_EPISODE });
  if (row === null) throw notFound(`There is no win-back "${id}"`, `没有挽回 "${id}"`);
  const [presented] = await presentWinBacks(db, [row]);
  if (presented === undefined) throw new Error('A row was presented as none');
  return presented;
}

/** With the versions that they follow, all read at once. */
export async function presentWinBacks(db: Db, rows: readonly WinBackRow[]): Promise<z.input<typeof winBackOut>[]> {
  const versions = await db.documentVersion.findMany({
    where: { id: { in: rows.flatMap(({ policyVersionId }) => policyVersionId ?? []) } },
    select: { id: true, number: true, document: { select: { id: true, name: true } } },
  });
  const byId = new Map(versions.map(({ id, number, document }) => [id, { ...document, version: number }]));
  return rows.map((row) => {
    const { id, branch, holdOut, stopReason, currency, episode } = row;
    const isClosed = episode.status === 'closed';
    return {
      ...{ id, branch, holdOut, stopReason, currency },
      customer: customerBrief(row.customer),
      number: episode.number,
      status: isClosed ? 'closed' : 'running',
      outcome: episode.outcome,
      reason: LOSS_REASONS.find((word) => word === row.reason) ?? 'silent',
      policy: (row.policyVersionId === null ? undefined : byId.get(row.policyVersionId)) ?? null,
      potential: POTENTIALS.find((word) => word === row.potential) ?? null,
      cost: currency === null ? null : amountOf(row.costMinor, currency),
      measureUntil: iso(row.measureUntilAt),
      next: isClosed ? null : nextOf(episode),
      startedAt: iso(row.createdAt),
      closedAt: isoOrNull(episode.closedAt),
    };
  });
}

function nextOf({ plan, nextAt }: WinBackRow['episode']): z.input<typeof winBackOut>['next'] {
  const summary = (plan as { readonly decision?: { readonly summary?: string } } | null)?.decision?.summary;
  return summary === undefined ? null : { at: isoOrNull(nextAt), text: summary };
}
