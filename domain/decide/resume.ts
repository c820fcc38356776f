import type { Instant, PairRef, StepKind } from '../types';
import type { DecideInput } from './input';
import { byInvoiceThenStep, pairRef, pairsOf, type Pair } from './pairs';

/** Of these kinds the latest passed step still acts after a break; of all others none does. */
const KEPT_KINDS: ReadonlySet<StepKind> = new Set(['message', 'task']);

/**
 * The pairs to settle as `superseded` when due items come back into play at `at` (a hold ended, a payment was reversed):
 * every passed step but the latest message and the latest task of each, so that nobody is escalated or blocked by surprise.
 * Steps whose condition is false are left to be skipped with their explanation.
 */
export function supersededOnResume(input: DecideInput, itemIds: ReadonlySet<string>, at: Instant): readonly PairRef[] {
  if (input.playbook === null) return [];
  const inPlay: DecideInput = { ...input, holds: [], playbook: { ...input.playbook, minimumBalance: new Map() } };
  const passed = Object.values(pairsOf(inPlay, at).wanted)
    .flatMap(({ eligible }) => eligible)
    .filter((pair) => itemIds.has(pair.item.id));
  const latest = new Map<string, Pair>();
  for (const pair of passed) {
    const key = `${pair.item.id} ${pair.kind}`;
    const known = latest.get(key);
    if (known === undefined || pair.order > known.order) latest.set(key, pair);
  }
  const kept = new Set([...latest.values()].filter((pair) => KEPT_KINDS.has(pair.kind)));
  return passed
    .filter((pair) => !kept.has(pair))
    .sort(byInvoiceThenStep)
    .map(pairRef);
}
