import { MINUTES_PER_DAY } from '../calendar/time-of-day';
import type { Step } from '../types';

/**
 * What can be said of a step's nominal date without an invoice or a calendar. Two dates of one `origin` are `days`
 * apart for certain; dates of different origins only have bounds, in days after their `base`.
 */
export type StepDay = {
  readonly base: 'due' | 'issued';
  readonly earliest: number;
  readonly latest: number;
  readonly origin: string;
  readonly days: number;
  /** The origin and count where the date is an offset in business days, for comparing it with others such. */
  readonly open: { readonly origin: string; readonly count: number } | null;
};

/** Closed days that may come on top of the weekends; the longest holidays are nine or ten days. */
const LONGEST_CLOSURE = 14;

/** The days of all steps; `previous` follows the step above. The first step has an anchor of its own. */
export function stepDays(steps: readonly Step[]): readonly StepDay[] {
  const days: StepDay[] = [];
  for (const { at } of steps) {
    const from = startOf(at.anchor, days.at(-1));
    days.push(
      at.unit === 'bd' ? addOpenDays(from, at.offset) : addDays(from, at.unit === 'w' ? at.offset * 7 : at.offset),
    );
  }
  return days;
}

/**
 * Usual days from one step to another; `null` where it depends on the invoice. Business days count as if no holiday
 * lay between, the nearest that two such dates come to each other in most weeks.
 */
export function daysBetweenSteps(from: StepDay, to: StepDay): number | null {
  if (from.origin === to.origin) return to.days - from.days;
  if (from.open === null || to.open === null || from.open.origin !== to.open.origin) return null;
  const count = to.open.count - from.open.count;
  return Math.sign(count) * (Math.abs(count) + 2 * Math.floor(Math.abs(count) / 5));
}

/** Whether the step at `to` is before the one at `from` for every invoice. Times are minutes after midnight. */
export function surelyBefore(to: StepDay, toSendAt: number, from: StepDay, fromSendAt: number): boolean {
  const days = daysBetweenSteps(from, to);
  if (days !== null) return days * MINUTES_PER_DAY + toSendAt - fromSendAt < 0;
  return to.base === from.base && to.latest < from.earliest;
}

function startOf(anchor: Step['at']['anchor'], above: StepDay | undefined): StepDay {
  const fixed = { earliest: 0, latest: 0, origin: anchor, days: 0, open: null };
  switch (anchor) {
    case 'due':
    case 'issued':
      return { ...fixed, base: anchor };
    case 'month-end':
      return { ...fixed, base: 'due', latest: 30 };
    case 'previous':
      return above ?? { ...fixed, base: 'due' };
  }
}

function addDays(from: StepDay, days: number): StepDay {
  if (days === 0) return from;
  return { ...from, earliest: from.earliest + days, latest: from.latest + days, days: from.days + days, open: null };
}

function addOpenDays(from: StepDay, count: number): StepDay {
  const nearest = count;
  const farthest = Math.sign(count) * Math.ceil((Math.abs(count) * 7) / 5) + (count < 0 ? -1 : 1) * LONGEST_CLOSURE;
  const origin = `${from.origin} ${from.days}d`;
  return {
    base: from.base,
    earliest: from.earliest + Math.min(nearest, farthest),
    latest: from.latest + Math.max(nearest, farthest),
    origin: `${origin} ${count}bd`,
    days: 0,
    open: { origin, count },
  };
}
