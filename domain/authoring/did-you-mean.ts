/**
 * The candidate that a misspelt word most likely meant, or `null` where none is near: at most one edit in three
 * characters, capitals and `_` for `-` not counted, or else a candidate that the word begins with.
 * @example didYouMean('tempalte', ['template', 'title']) // 'template'
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | null {
  const wanted = normalize(word);
  if (wanted.length > 100) return null;
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, normalize(candidate));
    if (distance >= bestDistance || distance > Math.floor(Math.max(wanted.length, candidate.length) / 3)) continue;
    best = candidate;
    bestDistance = distance;
  }
  return (
    best ?? Array.from(candidates).find((candidate) => candidate.length >= 3 && wanted.startsWith(candidate)) ?? null
  );
}

function normalize(word: string): string {
  return word.trim().toLowerCase().replaceAll('_', '-');
}

/** Edits (insert, delete, replace, swap neighbours) between two words: optimal string alignment. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[right.length] ?? 0;
}
