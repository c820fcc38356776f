import { refuse, type Fields } from '../authoring/fields';
import type { SourceNode } from '../authoring/source-node';

/** Five years; what is longer is hardly meant. */
const MAX_DAYS = 1830;

/** Civil days, written `30d`, from `min` to five years. */
export function readCivilDays(fields: Fields, name: string, node: SourceNode, min: number): number | null {
  const digits = node.kind === 'text' ? /^(\d{1,4})\s?d$/.exec(node.value.trim())?.[1] : undefined;
  const days = digits === undefined ? null : Number(digits);
  if (days !== null && days >= min && days <= MAX_DAYS) return days;
  return refuse(fields, name, node, {
    en: `days from "${min}d" to "${MAX_DAYS}d", such as "30d"`,
    zh: ` "${min}d" 到 "${MAX_DAYS}d" 的天数，例如 "30d"`,
  });
}

/** As {@link readCivilDays}, with a default for a field that is left out. */
export function readCivilDaysOr(fields: Fields, name: string, min: number, fallback: number): number {
  const node = fields.get(name);
  return node === null ? fallback : (readCivilDays(fields, name, node, min) ?? fallback);
}
