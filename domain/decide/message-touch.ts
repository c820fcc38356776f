import { earliestAllowed, lateFrom, type ContactContext } from '../policy/contact-policy';
import type { Channel, Instant, Move, Playbook } from '../types';
import { batches, byNominal, inOrder, isMissed, spacedAt, type Batch, type Members, type Spacing } from './catch-up';
import type { InPlaySince } from './in-play';
import { byInvoiceThenStep, type Pair, type Pairs } from './pairs';

/** The next message as the contact policy lets it go out. */
export type MessageCandidate = {
  readonly at: Instant;
  readonly channel: Channel;
  readonly moves: readonly Move[];
} & Pick<Batch, 'lead' | 'size' | 'members'>;

export type MessageRules = {
  readonly playbook: Playbook;
  readonly contact: ContactContext;
  readonly spacing: Spacing | null;
  readonly inPlaySince: InPlaySince;
  /** Channels with a usable contact point; where there is none, a lead is judged by its own. */
  readonly channels: ReadonlySet<Channel>;
  /** A task to mend the contact points was made, and none is usable since. */
  readonly contactMissing: boolean;
};

/**
 * The next message from `asOf` on: the earliest instant at which the lead of the pairs eligible *then* may be sent.
 * With `catchUp: skip`, pairs whose landing day is over by then are given up first and listed as superseded.
 *
 * @returns `null` where there is nothing to send, `'no-window'` where the policy never opens for what there is
 */
export function nextMessage(rules: MessageRules, pairs: Pairs, asOf: Instant): MessageCandidate | 'no-window' | null {
  const lastMessageAt = rules.contact.messages.at(-1)?.at ?? -Infinity;
  const waitsSince: WaitsSince = (pair) =>
    Math.max(spacedAt(pair, rules.spacing), rules.inPlaySince(pair.item), lastMessageAt);
  if (rules.playbook.catchUp !== 'skip') {
    const ordered = inOrder(pairs);
    return ordered.length === 0 ? null : (earliest(rules, ordered, 0, asOf, waitsSince) ?? 'no-window');
  }
  const sorted = allInOrder(pairs);
  // All that is over already, before it is asked what can still go: that looks at all the rest.
  let gone = countGivenUp(rules, sorted, 0, asOf);
  while (gone < sorted.length) {
    const found = earliest(rules, sorted, gone, asOf, waitsSince);
    if (found === null) return 'no-window';
    // What could go only on a later day than the one it belongs to is given up as well.
    const missed = missedFirst(rules, sorted, gone, found.at);
    if (missed === 0) return { ...found, members: () => withMissed(found.members(), sorted.slice(0, gone)) };
    gone = countGivenUp(rules, sorted, gone + missed, asOf);
  }
  return null;
}

/** Messages that `catchUp: skip` has given up at `asOf`: had every touch gone out on time, they would have gone on a day that is over. */
export function givenUpMessages(rules: MessageRules, pairs: Pairs, asOf: Instant): readonly Pair[] {
  const sorted = allInOrder(pairs);
  return sorted.slice(0, countGivenUp(rules, sorted, 0, asOf));
}

function allInOrder({ eligible, later }: Pairs): readonly Pair[] {
  return [...eligible, ...later].sort(byNominal);
}

/** How many of the first pairs are over at `asOf`, the ones before the index `first` included. */
function countGivenUp(rules: MessageRules, pairs: readonly Pair[], first: number, asOf: Instant): number {
  for (let gone = first; ;) {
    const more = missedFirst(rules, pairs, gone, asOf);
    if (more === 0) return gone;
    gone += more;
  }
}

/**
 * How many pairs from the index `first` on would have gone out together on a day that is over at `by`; 0 where none would.
 * They are all that was eligible then, and so the next ones, since pairs are in order of time.
 */
function missedFirst(rules: MessageRules, pairs: readonly Pair[], first: number, by: Instant): number {
  const onTime = earliest(rules, pairs, first, -Infinity, (pair) => pair.nominalAt);
  if (onTime === null || !isMissed(onTime.at, by, rules.contact.zone)) return 0;
  return onTime.size;
}

/** The instant from which a lead waits to be sent, whenever that is planned. */
type WaitsSince = (lead: Pair) => Instant;

function earliest(
  rules: MessageRules,
  pairs: readonly Pair[],
  first: number,
  from: Instant,
  waitsSince: WaitsSince,
): MessageCandidate | null {
  let waiting: MessageCandidate | null = null;
  for (const batch of batches(pairs, from, rules.spacing, first)) {
    // From the instant of this batch on, it is what would be sent instead.
    if (waiting !== null && waiting.at < batch.readyAt) break;
    waiting = candidateOf(rules, batch, waitsSince);
  }
  return waiting;
}

function candidateOf(rules: MessageRules, batch: Batch, waitsSince: WaitsSince): MessageCandidate | null {
  const { lead, size, members } = batch;
  const channel = channelFor(lead, rules.channels);
  const sendAt = lead.step.sendAt ?? rules.playbook.sendAt;
  // Moved from where the lead began to wait, not from where it was planned: a closed day moves it to `sendAt`, and an
  // hour of the open day before that is no closed day any more. What was missed by now begins again.
  const since = waitsSince(lead);
  const waited = earliestAllowed(rules.contact, channel, sendAt, since);
  const allowed =
    waited !== null && waited.at >= batch.readyAt
      ? waited
      : earliestAllowed(rules.contact, channel, sendAt, lateFrom(rules.contact, channel, sendAt, since, batch.readyAt));
  return allowed && { at: allowed.at, moves: allowed.moves, channel, lead, size, members };
}

/** The lead's own channel, or the other one where only that has a usable contact point. */
function channelFor(lead: Pair, usable: ReadonlySet<Channel>): Channel {
  const own: Channel = lead.step.do === 'sms' ? 'sms' : 'email';
  if (usable.has(own) || usable.size === 0) return own;
  return own === 'sms' ? 'email' : 'sms';
}

/** Of the pairs given up, those of the items that act: the touch that acts supersedes them. */
export function withMissed(members: Members, missed: readonly Pair[]): Members {
  if (missed.length === 0) return members;
  const { acting, superseded } = members;
  const items = new Set(acting.map((pair) => pair.item.id));
  const ofItems = missed.filter((pair) => items.has(pair.item.id));
  return { acting, superseded: [...superseded, ...ofItems].sort(byInvoiceThenStep) };
}
