import type { z } from 'zod';
import { climbOf } from '../../facts/write/escalation-row';
import type { EscalationInput } from '../../facts/write/request-escalation';
import type { Prisma } from '../../prisma/generated/client';
import type { escalationOut } from '../contract/escalations';
import type { Db } from '../http/call';
import { CUSTOMER_BRIEF, customerBrief, iso, isoOrNull } from '../http/handler-tools';

export const WITH_CUSTOMER = { customer: CUSTOMER_BRIEF } as const;
export type EscalationWithCustomer = Prisma.EscalationGetPayload<{ include: typeof WITH_CUSTOMER }>;

/** Escalations as the API shows them, with what their episodes and the people in them are called. */
export async function presentEscalations(
  db: Db,
  rows: readonly EscalationWithCustomer[],
): Promise<z.input<typeof escalationOut>[]> {
  const ids = rows.map(({ id }) => id);
  const episodes = await db.episode.findMany({
    where: { id: { in: ids } },
    select: { id: true, number: true, input: true },
  });
  const episodeOf = new Map(episodes.map((episode) => [episode.id, episode]));
  const people = rows.flatMap((row) =>
    climbOf(row).flatMap(({ staffId, passedOver }) => [staffId, ...passedOver.map((one) => one.staffId)]),
  );
  const staff = await db.staff.findMany({
    where: { id: { in: people.filter((id) => id !== null) } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(staff.map(({ id, name }) => [id, name]));
  const personOf = (id: string | null) => (id === null ? null : { id, name: nameOf.get(id) ?? '' });
  return rows.map((row) => {
    const episode = episodeOf.get(row.id);
    const { subject, invoices, cause } = episode?.input as unknown as EscalationInput;
    const { id, ladder, level, acknowledgedBy, resolvedBy, outcome, note, holdId } = row;
    return {
      ...{ id, ladder, level, acknowledgedBy, resolvedBy, outcome, note, holdId, cause, subject },
      number: episode?.number ?? 0,
      customer: customerBrief(row.customer),
      invoices: [...invoices],
      status: row.status as z.input<typeof escalationOut>['status'],
      dueAt: isoOrNull(row.dueAt),
      climb: climbOf(row).map(({ staffId, at, passedOver, ...rung }) => ({
        ...rung,
        staff: personOf(staffId),
        at: iso(new Date(at)),
        passedOver: passedOver.map(({ target, staffId: passed, because }) => ({
          ...{ target, because },
          staff: personOf(passed),
        })),
      })),
      acknowledgedAt: isoOrNull(row.acknowledgedAt),
      resolvedAt: isoOrNull(row.resolvedAt),
      createdAt: iso(row.createdAt),
    };
  });
}
