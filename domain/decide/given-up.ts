import type { Instant } from '../types';
import { ON_TIME_MS } from './as-of';
import { isMissed } from './catch-up';
import { givenUpMessages, type MessageRules } from './message-touch';
import type { LivePairs, Pair } from './pairs';

/**
 * Pairs whose condition is false, but that `catchUp: skip` had given up before it was: they are superseded, and no fact
 * makes them `skipped` any more. What comes into play after its day (an invoice that arrives old, a hold that ends) is
 * first judged then; so are plans of the next minutes, which a running engine makes instead of one at that very instant.
 */
export function givenUpBeforehand(
  rules: MessageRules,
  { wanted, unwanted }: LivePairs,
  asOf: Instant,
): readonly Pair[] {
  if (rules.playbook.catchUp !== 'skip') return [];
  const judged = unwanted.eligible.filter(
    ({ nominalAt, item }) => nominalAt < asOf && rules.inPlaySince(item) + ON_TIME_MS < asOf,
  );
  if (judged.length === 0) return [];
  // Those that are wanted have a say in when the others would have gone, and so do those of later.
  const isMessage = ({ kind }: Pair) => kind === 'message';
  const messages = {
    eligible: [...wanted.message.eligible, ...unwanted.eligible.filter(isMessage)],
    later: [...wanted.message.later, ...unwanted.later.filter(isMessage)],
  };
  const gone = new Set(givenUpMessages(rules, messages, asOf));
  return judged.filter((pair) =>
    isMessage(pair) ? gone.has(pair) : isMissed(pair.nominalAt, asOf, rules.contact.zone),
  );
}
