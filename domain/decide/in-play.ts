import type { Instant } from '../types';
import type { DecideInput, ScheduledItem } from './input';

/** The instant before which nothing could act on an item, as far as the facts tell. */
export type InPlaySince = (item: ScheduledItem) => Instant;

/**
 * Since when each item could be acted on: known, not held, and its customer's open total not under the minimum. It is a
 * function of the facts alone, so that what depends on it is the same whenever it is planned. Where the facts no longer
 * tell (a payment has lowered a total meanwhile, a contact point was of no use for a while), it comes out too early.
 */
export function inPlaySince(input: DecideInput): InPlaySince {
  const reachedAt = minimumReachedAt(input);
  const heldUntil = new Map<string | null, Instant>();
  for (const { itemId, at } of input.holdEnds) heldUntil.set(itemId, Math.max(at, heldUntil.get(itemId) ?? at));
  const customerHeldUntil = heldUntil.get(null) ?? -Infinity;
  return (item) =>
    Math.max(
      item.arrivedAt,
      reachedAt.get(item.currency) ?? -Infinity,
      heldUntil.get(item.id) ?? -Infinity,
      customerHeldUntil,
    );
}

/** By currency, the arrival of the item that lifted the total of what is open now over the minimum. */
function minimumReachedAt({ items, playbook }: DecideInput): ReadonlyMap<string, Instant> {
  const reachedAt = new Map<string, Instant>();
  if (playbook === null || playbook.minimumBalance.size === 0) return reachedAt;
  const totals = new Map<string, bigint>();
  for (const { currency, balanceMinor, arrivedAt } of items.toSorted((a, b) => a.arrivedAt - b.arrivedAt)) {
    const minimum = playbook.minimumBalance.get(currency);
    if (minimum === undefined || reachedAt.has(currency)) continue;
    const total = (totals.get(currency) ?? 0n) + balanceMinor;
    totals.set(currency, total);
    if (total >= minimum) reachedAt.set(currency, arrivedAt);
  }
  return reachedAt;
}
