import { businessEnd, type ClimbedLevel, type WorkingDay } from '../../domain/escalate/climb';
import type { LadderStaff } from '../../domain/escalate/choose-person';
import type { Ladder } from '../../domain/escalate/ladder';
import { DomainError } from '../../domain/errors';
import type { Instant } from '../../domain/types';
import type { Escalation } from '../../prisma/generated/client';
import { calendarsByCode } from '../read/calendars-by-code';
import type { LockedCustomer } from './lock-customer';
import type { EscalationInput } from './request-escalation';
import type { Tx } from './transaction';

/** @throws DomainError `not-found` */
export async function readEscalation(tx: Tx, escalationId: string): Promise<Escalation> {
  const row = await tx.escalation.findUnique({ where: { id: escalationId } });
  if (row !== null) return row;
  throw new DomainError('not-found', {
    en: `There is no escalation "${escalationId}"`,
    zh: `没有升级 "${escalationId}"`,
  });
}

/** The levels that an escalation has passed, lowest first. */
export function climbOf({ climb }: Pick<Escalation, 'climb'>): readonly ClimbedLevel[] {
  return climb as unknown as readonly ClimbedLevel[];
}

/** What the escalation was started with. */
export async function escalationInput(tx: Tx, escalationId: string): Promise<EscalationInput> {
  const { input } = await tx.episode.findUniqueOrThrow({ where: { id: escalationId }, select: { input: true } });
  return input as unknown as EscalationInput;
}

/** What every entry about an escalation says. */
export function aboutEscalation({ id, ladder, level }: Pick<Escalation, 'id' | 'ladder' | 'level'>) {
  return { escalationId: id, ladder, level };
}

/** Names by ID, for entries that people read. */
export async function staffNames(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.staff.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * When `minutes` of business time have passed for the person whose turn it is; for a queue in the customer's own zone
 * and calendar.
 */
export async function dueFor(
  tx: Tx,
  { ladder, minutes, customer, at }: DueRequest,
  person: Pick<LadderStaff, 'zone' | 'calendar'> | null,
): Promise<Instant> {
  const day: WorkingDay = person ?? {
    zone: customer.zone,
    calendar: await (await calendarsByCode(tx))(customer.country?.toLowerCase() ?? null),
  };
  return businessEnd(ladder, minutes, day, at);
}

export type DueRequest = {
  readonly ladder: Ladder;
  readonly minutes: number;
  readonly customer: Pick<LockedCustomer, 'zone' | 'country'>;
  readonly at: Instant;
};
