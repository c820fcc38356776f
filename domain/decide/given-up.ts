import type { Instant } from '../types';
import { ON_TIME_MS } from './as-of';
import { isMissed } from './catch-up';
import { givenUpMessages, type MessageRules } from './message-touch';
import type { Pair } from './pairs';

const NONE: ReadonlySet<Pair> = new Set();

/**
 * Pairs whose condition is false, but that `catchUp: skip` had given up before it was: they are superseded, and no fact
 * makes them `skipped` any more. What comes into play after its day (an invoice that arrives old, a hold that ends) is
 * first judged then; so are plans of the next minutes, which a running engine makes instead of one at that very instant.
 */
export function givenUpBeforehand(rules: MessageRules, live: readonly Pair[], asOf: Instant): ReadonlySet<Pair> {
  if (rules.playbook.catchUp !== 'skip') return NONE;
  const wasJudged = ({ wanted, nominalAt, item }: Pair) =>
    !wanted && nominalAt < asOf && rules.inPlaySince(item) + ON_TIME_MS < asOf;
  if (!live.some(wasJudged)) return NONE;
  const messages = givenUpMessages(
    rules,
    live.filter((pair) => pair.kind === 'message'),
    asOf,
  );
  const others = live.filter((pair) => pair.kind !== 'message' && isMissed(pair.nominalAt, asOf, rules.contact.zone));
  return new Set([...messages, ...others].filter(wasJudged));
}
