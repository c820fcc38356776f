/**
 * Every ID given to `patched()`, so that none is used twice. One stays while runs that began before it may be open:
 * 90 days, the longest that a run lives, after the release that brought it.
 */
export const PATCHES = {
  /** Since 0.2.0: a failed advance of a test clock ends when all its moves have. */
  movesComeToRest: 'moves-come-to-rest',
} as const satisfies Readonly<Record<string, string>>;
