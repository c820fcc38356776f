/** A number of [0, 1) that depends on the seed and the key alone, so that it is the same whatever comes first. */
export type Draw = (key: string) => number;

/** FNV-1a over seed and key, mixed by the finaliser of MurmurHash3: close keys give numbers that are far apart. */
export function seeded(seed: number): Draw {
  return (key) => {
    let hash = 2_166_136_261;
    for (const character of `${seed}/${key}`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** One of the choices. */
export function pick<T>(draw: Draw, key: string, choices: readonly T[]): T {
  const chosen = choices[Math.floor(draw(key) * choices.length)];
  if (chosen === undefined) throw new Error('There is nothing to pick from');
  return chosen;
}

/** A whole number of `[from, to]`. */
export function between(draw: Draw, key: string, from: number, to: number): number {
  return from + Math.floor(draw(key) * (to - from + 1));
}
