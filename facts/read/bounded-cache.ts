/**
 * Remembers what `make` gave for a key, `limit` keys at most, the oldest going first. A promise that fails is forgotten,
 * so that the next caller tries again.
 */
export function bounded<T extends Promise<unknown>>(limit: number): (key: string, make: () => T) => T {
  const known = new Map<string, T>();
  return (key, make) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make();
    known.set(key, made);
    made.catch(() => known.delete(key));
    const oldest = known.keys().next();
    if (known.size > limit && oldest.done !== true) known.delete(oldest.value);
    return made;
  };
}
