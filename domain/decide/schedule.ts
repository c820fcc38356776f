import { addBusinessDays } from '../calendar/business-calendar';
import { addDays, lastDayOfMonth } from '../calendar/civil-date';
import { civilDateAt, instantOf } from '../calendar/zone';
import type { Anchor, Calendar, CivilDate, DueItem, Instant, Playbook, StepTime } from '../types';
import { assertNever } from '../assert-never';
import type { ScheduledItem } from './input';

/**
 * Adds to a due item the nominal instant of each step: the civil date `anchor + offset` at the step's (else the playbook's)
 * `sendAt` in the customer's zone. In a gap of the zone's clock it moves forward by the gap's length, in a fold it is the first.
 */
export function scheduleItem(item: DueItem, playbook: Playbook, calendar: Calendar, zone: string): ScheduledItem {
  const due = dueAnchor(item, playbook, zone);
  const nominals: Instant[] = [];
  let previous: CivilDate = due;
  for (const step of playbook.steps) {
    const on = shift(anchorDate(step.at.anchor, item, due, previous), step.at, calendar);
    nominals.push(instantOf(on, step.sendAt ?? playbook.sendAt, zone));
    previous = on;
  }
  return { ...item, nominals };
}

/** With `entry: first-step`, an invoice that arrives overdue is anchored at its arrival. */
function dueAnchor(item: DueItem, playbook: Playbook, zone: string): CivilDate {
  if (playbook.entry === 'at-age') return item.dueOn;
  const arrivedOn = civilDateAt(item.arrivedAt, zone);
  return arrivedOn > item.dueOn ? arrivedOn : item.dueOn;
}

function anchorDate(anchor: Anchor, item: DueItem, due: CivilDate, previous: CivilDate): CivilDate {
  switch (anchor) {
    case 'due':
      return due;
    case 'issued':
      return item.issuedOn;
    case 'previous':
      return previous;
    case 'month-end':
      return lastDayOfMonth(due);
    default:
      return assertNever(anchor);
  }
}

function shift(on: CivilDate, { offset, unit }: StepTime, calendar: Calendar): CivilDate {
  switch (unit) {
    case 'd':
      return addDays(on, offset);
    case 'w':
      return addDays(on, 7 * offset);
    case 'bd':
      return addBusinessDays(calendar, on, offset);
    default:
      return assertNever(unit);
  }
}
