import { isCivilDate } from '../calendar/civil-date';
import type { CivilDate } from '../types';

type Part = 'yyyy' | 'MM' | 'dd';

/** A compiled date format such as `dd/MM/yyyy` or `yyyyMMdd HH:mm`. */
export type DateFormat = { readonly pattern: string; readonly matcher: RegExp; readonly parts: readonly Part[] };

const DATE_PARTS = /yyyy|MM|dd/g;
/** A time of day behind the date, whether the format names it or not: only the date counts. */
const TIME = String.raw`(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?`;
const TIME_IN_FORMAT = /[ T]HH:mm(?::ss)?$/;

/**
 * Compiles a date format: `yyyy`, `MM` and `dd`, each once, in any order, with any separators, and at will a time
 * (`HH:mm` or `HH:mm:ss`) behind, which is read over. With separators, days and months may have one digit.
 * @returns `null` for anything else
 * @example parseDateFormat('dd/MM/yyyy')
 */
export function parseDateFormat(pattern: string): DateFormat | null {
  const found = [...pattern.matchAll(DATE_PARTS)];
  const parts = found.map(([part]) => part as Part);
  if (parts.length !== 3 || new Set(parts).size !== 3) return null;
  const separators = pattern.replace(TIME_IN_FORMAT, '').split(DATE_PARTS);
  if (separators.some((separator) => /[A-Za-z0-9]/.test(separator))) return null;
  const spaced = separators.slice(1, -1).every((separator) => separator !== '');
  const matcher = parts.reduce((source, part, index) => {
    const digits = part === 'yyyy' ? String.raw`(\d{4})` : spaced ? String.raw`(\d{1,2})` : String.raw`(\d{2})`;
    return source + escaped(separators[index] ?? '') + digits;
  }, '^');
  // Chinese dates end in a sign of their own: yyyy年MM月dd日.
  const tail = escaped(separators.at(-1) ?? '');
  return { pattern, matcher: new RegExp(`${matcher}${tail}${TIME}$`), parts };
}

/**
 * The civil date of a text in the format, or `null` where the text is not of it or names no real date.
 * @example readDate(parseDateFormat('dd/MM/yyyy'), '08/03/2024') // '2024-03-08'
 */
export function readDate(format: DateFormat, text: string): CivilDate | null {
  const match = format.matcher.exec(text.trim());
  if (match === null) return null;
  const value = (part: Part): string => (match[format.parts.indexOf(part) + 1] ?? '').padStart(2, '0');
  const on = `${value('yyyy')}-${value('MM')}-${value('dd')}`;
  return isCivilDate(on) ? on : null;
}

function escaped(separator: string): string {
  return separator.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`);
}
