import type { Row } from './scenario';

/** One row with one seed: all that decides what is played. */
export type Play = {
  readonly row: string;
  readonly seed: number;
  /** `null` where the row takes no server away. */
  readonly awayMs: number | null;
  readonly size: number;
};

/** What came of it, in one line. */
export type Played = Play & { readonly passed: boolean; readonly seen: string; readonly seconds: number };

/** @param asked for all rows; how long servers stay away is kept for those that it makes a difference to */
export function playOf(
  { name, usesAway = false }: Row,
  seed: number,
  { awayMs, size }: { readonly awayMs: number | null; readonly size: number },
): Play {
  return { row: name, seed, awayMs: usesAway ? awayMs : null, size };
}

export function isSamePlay(one: Play, other: Play): boolean {
  const { row, seed, awayMs, size } = one;
  return row === other.row && seed === other.seed && awayMs === other.awayMs && size === other.size;
}

/** Those of the plays that have not been seen to pass. */
export function leftToPlay(plays: readonly Play[], seen: readonly Played[]): readonly Play[] {
  const passed = seen.filter((one) => one.passed);
  return plays.filter((play) => !passed.some((one) => isSamePlay(one, play)));
}

/** With which the next run goes on with what was seen; `null` where nothing was. */
export function firstSeedOf(seen: readonly Play[]): number | null {
  return seen.length === 0 ? null : Math.min(...seen.map(({ seed }) => seed));
}

/** What a person types to have it again. */
export function commandOf({ row, seed, awayMs, size }: Play): string {
  const away = awayMs === null ? '' : ` --away ${awayMs / 1_000}`;
  return `npm run chaos -- --row ${row} --seed ${seed} --size ${size}${away}`;
}
