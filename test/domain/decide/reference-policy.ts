import type { DecideInput } from '../../../domain/decide/input';
import type { Channel, Instant, Window } from '../../../domain/types';
import { at, dateAt, DAY_MS, isOpen, nextDate, weekday } from './reference-clock';

const MINUTE_MS = 60_000;
/** Windows of the tests open and close on quarters of an hour, in UTC as on the wall. */
const QUARTER_MS = 15 * MINUTE_MS;
/** Whatever opens at all in the tests opens within three weeks; caps and gaps add days. */
const LONGEST_DAYS = 60;

/**
 * Rule 6 by search: a message that may stand at `from` stays there, else it goes on, a step of the clock at a time,
 * until the rule that it broke lets it; then all rules are looked at again.
 * @param knows which messages count for a message at an instant
 */
export function moveByPolicy(
  input: DecideInput,
  channel: Channel,
  sendAt: number,
  from: Instant,
  knows: (message: Instant, candidate: Instant) => boolean,
): Instant | null {
  const { policy, customer, calendar } = input;
  const zone = customer.zone;
  const windows = policy.windows.filter((window) => window.channels.length === 0 || window.channels.includes(channel));
  const isClosed = (t: Instant) => policy.closedDays === 'calendar' && !isOpen(calendar, dateAt(t, zone));
  const isInside = (t: Instant) => windows.some((window) => contains(input, window, t));
  const within = (t: Instant, days: number, channels: readonly Channel[]) =>
    input.messages.filter(
      (message) =>
        knows(message.at, t) &&
        t < message.at + days * DAY_MS &&
        (channels.length === 0 || channels.includes(message.channel)),
    ).length;
  const isInGap = (t: Instant) => policy.minimumGapDays > 0 && within(t, policy.minimumGapDays, []) > 0;
  const isOverCap = (t: Instant) =>
    policy.caps.some(
      ({ count, perDays, channels }) =>
        (channels.length === 0 || channels.includes(channel)) && within(t, perDays, channels) >= count,
    );
  const search = (t: Instant, stepMs: number, isOver: (t: Instant) => boolean): Instant => {
    while (!isOver(t) && t < from + LONGEST_DAYS * DAY_MS) t = Math.floor(t / stepMs) * stepMs + stepMs;
    return t;
  };

  let t = from;
  while (t < from + LONGEST_DAYS * DAY_MS) {
    const before = t;
    if (windows.length > 0) t = search(t, QUARTER_MS, isInside);
    if (isClosed(t)) {
      if (windows.length > 0) t = search(t, QUARTER_MS, (then) => isInside(then) && !isClosed(then));
      else {
        let day = nextDate(dateAt(t, zone));
        while (!isOpen(calendar, day)) day = nextDate(day);
        t = at(day, sendAt, zone);
      }
    }
    t = search(t, MINUTE_MS, (then) => !isInGap(then));
    t = search(t, MINUTE_MS, (then) => !isOverCap(then));
    if (t === before) return t;
  }
  return null;
}

function contains({ customer, calendar }: DecideInput, { days, from, to }: Window, t: Instant): boolean {
  const on = dateAt(t, customer.zone);
  const isDay =
    days.length === 0 || days.some((day) => (day === 'workdays' ? isOpen(calendar, on) : day === weekday(on)));
  const end = to === 1440 ? at(nextDate(on), 0, customer.zone) : at(on, to, customer.zone);
  return isDay && at(on, from, customer.zone) <= t && t < end;
}
