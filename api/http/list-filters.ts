/** Kinds with commas between them; one that ends in `.` means all that begin so. */
export function kindFilter(words: string | undefined): {
  readonly OR?: { readonly kind: string | { readonly startsWith: string } }[];
} {
  if (words === undefined) return {};
  const each = words.split(',').map((word) => word.trim());
  return { OR: each.map((word) => ({ kind: word.endsWith('.') ? { startsWith: word } : word })) };
}

/** From an instant, included, to one before which it ends; either can be left out. */
export function periodFilter(
  from: string | undefined,
  before: string | undefined,
): { readonly gte?: Date; readonly lt?: Date } {
  return {
    ...(from === undefined ? {} : { gte: new Date(from) }),
    ...(before === undefined ? {} : { lt: new Date(before) }),
  };
}
