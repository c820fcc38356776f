import type { Instant, StepKind } from '../types';
import type { DecideInput } from './input';
import { kindOf } from './pairs';

/** By due item, when each kind last acted for it: what `catchUp: each` keeps its distance from. */
export type LastActs = ReadonlyMap<string, ReadonlyMap<StepKind, Instant>>;

export function lastActsOf(input: DecideInput): LastActs {
  const kinds = new Map(input.playbook?.steps.map((step) => [step.id, kindOf(step)]));
  const last = new Map<string, Map<StepKind, Instant>>();
  for (const [itemId, pairs] of input.settled) {
    const ofItem = new Map<StepKind, Instant>();
    for (const { stepId, outcome, at } of pairs) {
      const kind = kinds.get(stepId);
      if (kind === undefined || (outcome !== 'done' && outcome !== 'merged')) continue;
      ofItem.set(kind, Math.max(ofItem.get(kind) ?? at, at));
    }
    last.set(itemId, ofItem);
  }
  return last;
}
