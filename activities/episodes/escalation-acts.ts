import type { PassedOver } from '../../domain/escalate/choose-person';
import { businessEnd, climbOn } from '../../domain/escalate/climb';
import type { LoadedEscalation } from '../../facts/read/escalation';
import { liftItsHold } from '../../facts/write/escalations';
import { aboutEscalation, staffNames } from '../../facts/write/escalation-row';
import { insertEscalationTask } from '../../facts/write/escalation-task';
import { placeHold } from '../../facts/write/place-hold';
import type { Tx } from '../../facts/write/transaction';
import type { EngineEntry } from '../timeline';
import type { Acting } from './episode-definition';

type Act = (tx: Tx, acting: Acting<LoadedEscalation>) => Promise<readonly EngineEntry[]>;

/** Stops touches to the customer until the escalation ends. */
export const holdTouches: Act = async (tx, { facts: { row }, context, ctx }) => {
  const scope = { customerId: context.customer.id };
  const { row: hold } = await placeHold(tx, { scope, reason: 'escalation', note: null, until: null }, ctx);
  await tx.escalation.update({ where: { id: row.id }, data: { holdId: hold.id } });
  return [];
};

/** Tells the next level that has somebody, by a task; the email is a touch of its own. */
export const escalateToLevel: Act = async (tx, { facts, context, touch, touchId }) => {
  const { ladder, climb, staff, ownerId } = facts;
  const { customer, calendar } = context;
  const { passed, person } = climbOn(ladder, climb, { staff, ownerId }, touch.at);
  const reached = passed.at(-1);
  const level = ladder.levels[(reached?.level ?? 0) - 1];
  if (reached === undefined || level === undefined)
    throw new Error('The ladder is at its end, although a level is due');
  const dueAt = businessEnd(ladder, level.waitMinutes, person ?? { zone: customer.zone, calendar }, touch.at);
  const row = await tx.escalation.update({
    where: { id: facts.row.id },
    data: {
      status: 'climbing',
      ...{ acknowledgedBy: null, acknowledgedAt: null },
      level: reached.level,
      climb: [...climb, ...passed],
      dueAt: new Date(dueAt),
    },
  });
  const names = await staffNames(tx, passed.flatMap(peopleOf));
  const personOf = (id: string | null) => (id === null ? null : { id, name: names.get(id) ?? '' });
  const tellPassed = (passedOver: readonly PassedOver[]) =>
    passedOver.map(({ target, staffId, because }) => ({ target, staff: personOf(staffId), because }));
  const entries: EngineEntry[] = passed.slice(0, -1).map((rung) => ({
    kind: 'escalation.level-skipped',
    touchId,
    data: {
      ...aboutEscalation({ ...row, level: rung.level }),
      levelId: rung.id,
      passedOver: tellPassed(rung.passedOver),
    },
  }));
  entries.push({
    kind: 'escalation.level-told',
    touchId,
    data: {
      ...aboutEscalation(row),
      levelId: reached.id,
      staff: personOf(reached.staffId),
      dueAt: new Date(dueAt).toISOString(),
      because: touch.reason,
      passedOver: tellPassed(reached.passedOver),
    },
  });
  // A queue has no mailbox: whatever the level says, work for it is a task.
  if (!level.by.includes('task') && person !== null) return entries;
  const task = {
    ask: 'acknowledge',
    level: row.level,
    ownerId: reached.staffId,
    touchId,
    at: touch.at,
    dueAt,
  } as const;
  return [...entries, { ...(await insertEscalationTask(tx, row, task)), touchId }];
};

function peopleOf({
  staffId,
  passedOver,
}: {
  readonly staffId: string | null;
  readonly passedOver: readonly PassedOver[];
}) {
  return [staffId, ...passedOver.map((one) => one.staffId)].filter((id) => id !== null);
}

/** Nobody is left to be told: the tasks stay, and touches go on. */
export const exhaustLadder: Act = async (tx, { facts, touch, touchId, ctx }) => {
  const row = await tx.escalation.update({ where: { id: facts.row.id }, data: { status: 'exhausted', dueAt: null } });
  await liftItsHold(tx, row, ctx);
  return [{ kind: 'escalation.exhausted', touchId, data: { ...aboutEscalation(row), because: touch.reason } }];
};
