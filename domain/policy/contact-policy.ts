import { isOpenDay, nextOpenDay } from '../calendar/business-calendar';
import { addDays, weekdayOf } from '../calendar/civil-date';
import { civilDateAt, instantOf, startOfDay } from '../calendar/zone';
import type { Calendar, Channel, CivilDate, ContactPolicy, Instant, Move, SentMessage, Window } from '../types';

export const DAY_MS = 86_400_000;

/** Days that are looked through for an opening: longer than any holiday, short enough to find out that there is none. */
const HORIZON_DAYS = 400;

/** What the contact policy is judged with: one customer's zone, calendar and messages so far. */
export type ContactContext = {
  readonly policy: ContactPolicy;
  readonly calendar: Calendar;
  readonly zone: string;
  /** Ascending by `at`. */
  readonly messages: readonly SentMessage[];
};

export type Allowed = { readonly at: Instant; readonly moves: readonly Move[] };

/**
 * The earliest instant from `from` on at which a message may go out on `channel`, and each rule that moved it.
 * The rules (window, closed day, gap, cap) are applied in this order until none moves it.
 *
 * @param sendAt minutes after local midnight at which an open day without windows begins for this message
 * @returns `null` where the policy never opens within 400 days
 */
export function earliestAllowed(
  context: ContactContext,
  channel: Channel,
  sendAt: number,
  from: Instant,
): Allowed | null {
  const moves: Move[] = [];
  const windows = windowsOf(context.policy, channel);
  let at = from;
  for (;;) {
    const before = at;
    for (const rule of RULES) {
      const move = rule(context, channel, windows, sendAt, at);
      if (move === 'never') return null;
      if (move === null) continue;
      moves.push(move);
      at = move.to;
    }
    if (at === before) return { at, moves };
    if (at - from > HORIZON_DAYS * DAY_MS) return null;
  }
}

/**
 * The instant from which the policy moves a message that is late at `at`: mostly `at` itself. Without windows closed days
 * last until `sendAt` of the next open day, and whoever plans within them (or decides again when the message is sent) moves
 * it from their beginning, with the same reason.
 *
 * @param since when the message began to wait; what began after the closed day is not moved by it
 */
export function lateFrom(
  { policy, calendar, zone }: ContactContext,
  channel: Channel,
  sendAt: number,
  since: Instant,
  at: Instant,
): Instant {
  if (policy.closedDays === 'none' || windowsOf(policy, channel).length > 0) return at;
  const today = civilDateAt(at, zone);
  const isBeforeSending = isOpenDay(calendar, today) && at <= instantOf(today, sendAt, zone);
  let closed = isBeforeSending ? addDays(today, -1) : today;
  if (isOpenDay(calendar, closed)) return at;
  while (startOfDay(closed, zone) > since && !isOpenDay(calendar, addDays(closed, -1))) closed = addDays(closed, -1);
  const from = Math.max(since, startOfDay(closed, zone));
  return isBeforeSending && from >= startOfDay(today, zone) ? at : from;
}

/** Whether windows and closed days allow a message on `channel` at `at`; gap and caps are not looked at. */
export function inWindow(
  policy: ContactPolicy,
  calendar: Calendar,
  channel: Channel,
  zone: string,
  at: Instant,
): boolean {
  const on = civilDateAt(at, zone);
  if (policy.closedDays === 'calendar' && !isOpenDay(calendar, on)) return false;
  const windows = windowsOf(policy, channel);
  return windows.length === 0 || windows.some((window) => contains(window, calendar, zone, on, at));
}

type Rule = (
  context: ContactContext,
  channel: Channel,
  windows: readonly Window[],
  sendAt: number,
  at: Instant,
) => Move | 'never' | null;

const RULES: readonly Rule[] = [windowRule, closedDayRule, gapRule, capRule];

function windowRule(
  { calendar, zone }: ContactContext,
  _channel: Channel,
  windows: readonly Window[],
  _sendAt: number,
  at: Instant,
): Move | 'never' | null {
  if (windows.length === 0) return null;
  const on = civilDateAt(at, zone);
  if (windows.some((window) => contains(window, calendar, zone, on, at))) return null;
  const to = nextOpening(windows, calendar, zone, on, at, () => true);
  return to === null ? 'never' : { rule: 'window', from: at, to };
}

function closedDayRule(
  { policy, calendar, zone }: ContactContext,
  _channel: Channel,
  windows: readonly Window[],
  sendAt: number,
  at: Instant,
): Move | 'never' | null {
  if (policy.closedDays === 'none') return null;
  const on = civilDateAt(at, zone);
  if (isOpenDay(calendar, on)) return null;
  const to =
    windows.length === 0
      ? instantOf(nextOpenDay(calendar, on), sendAt, zone)
      : nextOpening(windows, calendar, zone, on, at, (day) => isOpenDay(calendar, day));
  return to === null ? 'never' : { rule: 'closed-day', from: at, to, on };
}

function gapRule(
  { policy, messages }: ContactContext,
  _channel: Channel,
  _windows: readonly Window[],
  _sendAt: number,
  at: Instant,
): Move | null {
  if (policy.minimumGapDays === 0) return null;
  const last = lastUntil(messages, at, 1, () => true);
  if (last === null) return null;
  const to = last + policy.minimumGapDays * DAY_MS;
  return at < to ? { rule: 'gap', from: at, to, days: policy.minimumGapDays, lastAt: last } : null;
}

function capRule(
  { policy, messages }: ContactContext,
  channel: Channel,
  _windows: readonly Window[],
  _sendAt: number,
  at: Instant,
): Move | null {
  let move: Move | null = null;
  for (const cap of policy.caps) {
    const counts = (candidate: Channel) => cap.channels.length === 0 || cap.channels.includes(candidate);
    if (!counts(channel)) continue;
    const from = move?.to ?? at;
    // With the count-th last message out of the preceding (open, closed] span, fewer than `count` are left in it.
    const oldest = lastUntil(messages, from, cap.count, counts);
    if (oldest === null) continue;
    const to = oldest + cap.perDays * DAY_MS;
    if (from < to) move = { rule: 'cap', from: at, to, count: cap.count, perDays: cap.perDays };
  }
  return move;
}

/** The instant of the `nth` last message (1 = last) not after `at` on a channel that counts. */
function lastUntil(
  messages: readonly SentMessage[],
  at: Instant,
  nth: number,
  counts: (channel: Channel) => boolean,
): Instant | null {
  let left = nth;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message === undefined || message.at > at || !counts(message.channel)) continue;
    left -= 1;
    if (left === 0) return message.at;
  }
  return null;
}

function windowsOf(policy: ContactPolicy, channel: Channel): readonly Window[] {
  return policy.windows.filter((window) => window.channels.length === 0 || window.channels.includes(channel));
}

function opensOn(window: Window, calendar: Calendar, on: CivilDate): boolean {
  if (window.days.length === 0 || window.days.includes(weekdayOf(on))) return true;
  return window.days.includes('workdays') && isOpenDay(calendar, on);
}

function contains(window: Window, calendar: Calendar, zone: string, on: CivilDate, at: Instant): boolean {
  return opensOn(window, calendar, on) && instantOf(on, window.from, zone) <= at && at < instantOf(on, window.to, zone);
}

/** The next `from` after `at`, beginning with the day `on`, of the days that `allowed` lets pass. */
function nextOpening(
  windows: readonly Window[],
  calendar: Calendar,
  zone: string,
  on: CivilDate,
  at: Instant,
  allowed: (on: CivilDate) => boolean,
): Instant | null {
  for (let day = on, looked = 0; looked <= HORIZON_DAYS; day = addDays(day, 1), looked += 1) {
    if (!allowed(day)) continue;
    let earliest: Instant | null = null;
    for (const window of windows) {
      if (!opensOn(window, calendar, day)) continue;
      const opening = instantOf(day, window.from, zone);
      // A window swallowed by a clock jump is empty that day.
      if (opening <= at || opening >= instantOf(day, window.to, zone)) continue;
      if (earliest === null || opening < earliest) earliest = opening;
    }
    if (earliest !== null) return earliest;
  }
  return null;
}
