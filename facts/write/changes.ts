import type { Changes } from './timeline-entry';

/** Of the wanted values those that differ, with what was and what is; values compare as JSON. */
export function changesBetween(
  before: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): Changes {
  const differing = Object.entries(wanted).filter(
    ([field, value]) => value !== undefined && canonical(value) !== canonical(before[field] ?? null),
  );
  return Object.fromEntries(differing.map(([field, to]) => [field, { from: before[field] ?? null, to }]));
}

/** JSON with the keys of every object in order, so that equal values are equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}
