import { earliestAllowed, type ContactContext } from '../policy/contact-policy';
import type { Channel, Instant, Move, Playbook } from '../types';
import { batches, byNominal, isMissed, spacedAt, type Batch, type Spacing } from './catch-up';
import { leadOf, type Pair } from './pairs';

/** The next message as the contact policy lets it go out. */
export type MessageCandidate = {
  readonly at: Instant;
  readonly channel: Channel;
  readonly lead: Pair;
  readonly acting: readonly Pair[];
  readonly superseded: readonly Pair[];
  readonly moves: readonly Move[];
};

export type MessageRules = {
  readonly playbook: Playbook;
  readonly contact: ContactContext;
  readonly spacing: Spacing;
  /** Channels with a usable contact point; never empty. */
  readonly channels: ReadonlySet<Channel>;
};

/**
 * The next message from `asOf` on: the earliest instant at which the lead of the pairs eligible *then* may be sent.
 * With `catchUp: skip`, pairs whose landing day is over by then are given up first and listed as superseded.
 *
 * @returns `null` where there is nothing to send, `'no-window'` where the policy never opens for what there is
 */
export function nextMessage(
  rules: MessageRules,
  pairs: readonly Pair[],
  asOf: Instant,
): MessageCandidate | 'no-window' | null {
  const lastMessageAt = rules.contact.messages.at(-1)?.at ?? -Infinity;
  const spaced = rules.playbook.catchUp === 'each';
  const waitsSince: WaitsSince = (pair) =>
    Math.max(spaced ? spacedAt(pair, rules.spacing) : pair.nominalAt, pair.item.arrivedAt, lastMessageAt);
  let remaining: readonly Pair[] = pairs.toSorted(byNominal);
  const missed: Pair[] = [];
  let by = asOf;
  for (;;) {
    if (rules.playbook.catchUp === 'skip') {
      // All that is over already, one by one, before it is asked what can still go: that looks at all the rest.
      for (let gone = missedFirst(rules, remaining, by); gone > 0; gone = missedFirst(rules, remaining, asOf)) {
        missed.push(...remaining.slice(0, gone));
        remaining = remaining.slice(gone);
      }
    }
    if (remaining.length === 0) return null;
    const found = earliest(rules, remaining, asOf, waitsSince);
    if (found === null) return 'no-window';
    // What could go only on a later day than the one it belongs to is given up as well.
    if (rules.playbook.catchUp !== 'skip' || missedFirst(rules, remaining, found.at) === 0)
      return withMissed(found, missed);
    by = found.at;
  }
}

/**
 * How many of the first pairs would have gone out together on a day that is over at `by`; 0 where none would. They are
 * all that was eligible then, and so the first ones, since pairs are in order of time.
 */
function missedFirst(rules: MessageRules, pairs: readonly Pair[], by: Instant): number {
  const onTime = earliest(rules, pairs, -Infinity, (pair) => pair.nominalAt);
  if (onTime === null || !isMissed(onTime.at, by, rules.contact.zone)) return 0;
  return onTime.acting.length + onTime.superseded.length;
}

/** The instant from which a lead waits to be sent, whenever that is planned. */
type WaitsSince = (lead: Pair) => Instant;

function earliest(
  rules: MessageRules,
  pairs: readonly Pair[],
  from: Instant,
  waitsSince: WaitsSince,
): MessageCandidate | null {
  let waiting: MessageCandidate | null = null;
  for (const batch of batches(pairs, from, rules.playbook.catchUp, rules.spacing)) {
    // From the instant of this batch on, it is what would be sent instead.
    if (waiting !== null && waiting.at < batch.readyAt) break;
    waiting = candidateOf(rules, batch, waitsSince);
  }
  return waiting;
}

function candidateOf(rules: MessageRules, batch: Batch, waitsSince: WaitsSince): MessageCandidate | null {
  const lead = leadOf(batch.acting);
  if (lead === null) return null;
  const channel = channelFor(lead, rules.channels);
  const sendAt = lead.step.sendAt ?? rules.playbook.sendAt;
  // Moved from where the lead began to wait, not from where it was planned: a closed day moves it to `sendAt`, and an
  // hour of the open day before that is no closed day any more. What was missed by now begins again.
  const waited = earliestAllowed(rules.contact, channel, sendAt, waitsSince(lead));
  const isAhead = waited !== null && waited.at >= batch.readyAt;
  const allowed = isAhead ? waited : earliestAllowed(rules.contact, channel, sendAt, batch.readyAt);
  return allowed && { ...allowed, channel, lead, acting: batch.acting, superseded: batch.superseded };
}

/** The lead's own channel, or the other one where it has no usable contact point. */
function channelFor(lead: Pair, usable: ReadonlySet<Channel>): Channel {
  const own: Channel = lead.step.do === 'sms' ? 'sms' : 'email';
  if (usable.has(own)) return own;
  return own === 'sms' ? 'email' : 'sms';
}

/** Of the pairs given up, those of the items that act: the touch that acts supersedes them. */
function withMissed(candidate: MessageCandidate, missed: readonly Pair[]): MessageCandidate {
  const items = new Set(candidate.acting.map((pair) => pair.item.id));
  return { ...candidate, superseded: [...candidate.superseded, ...missed.filter((pair) => items.has(pair.item.id))] };
}
