import type { SettledPair } from '../types';

/** What is settled of each due item, by the item's ID. */
export type TouchLog = ReadonlyMap<string, readonly SettledPair[]>;

/** @returns a log of its own, that may be written on */
export function touchLogOf(pairs: Iterable<SettledPair>): Map<string, SettledPair[]> {
  const log = new Map<string, SettledPair[]>();
  for (const pair of pairs) {
    const ofItem = log.get(pair.itemId);
    if (ofItem === undefined) log.set(pair.itemId, [pair]);
    else ofItem.push(pair);
  }
  return log;
}
