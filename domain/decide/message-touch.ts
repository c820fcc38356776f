import { earliestAllowed, type ContactContext } from '../policy/contact-policy';
import type { Channel, Instant, Move, Playbook } from '../types';
import { batches, isMissed, spacedAt, type Batch, type Spacing } from './catch-up';
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
  let remaining = pairs;
  const missed: Pair[] = [];
  for (;;) {
    if (remaining.length === 0) return null;
    const found = earliest(rules, remaining, asOf, waitsSince);
    if (found === null) return 'no-window';
    if (rules.playbook.catchUp !== 'skip') return found;
    const onTime = earliest(rules, remaining, -Infinity, (pair) => pair.nominalAt);
    if (onTime === null || !isMissed(onTime.at, found.at, rules.contact.zone)) return withMissed(found, missed);
    const gone = new Set([...onTime.acting, ...onTime.superseded]);
    missed.push(...gone);
    remaining = remaining.filter((pair) => !gone.has(pair));
  }
}

/** The instant from which a lead waits to be sent, whenever that is planned. */
type WaitsSince = (lead: Pair) => Instant;

function earliest(
  rules: MessageRules,
  pairs: readonly Pair[],
  from: Instant,
  waitsSince: WaitsSince,
): MessageCandidate | null {
  const sequence = [...batches(pairs, from, rules.playbook.catchUp, rules.spacing)];
  for (const [index, batch] of sequence.entries()) {
    const candidate = candidateOf(rules, batch, waitsSince);
    // From the instant of the next batch on, that one is what would be sent.
    if (candidate !== null && candidate.at < (sequence[index + 1]?.readyAt ?? Infinity)) return candidate;
  }
  return null;
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
