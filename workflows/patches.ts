/**
 * Every ID given to `patched()`, so that none is used twice. One stays while runs that began before it may be open:
 * 90 days, the longest that a run lives, after the release that brought it.
 */
export const PATCHES = {} as const satisfies Readonly<Record<string, string>>;
