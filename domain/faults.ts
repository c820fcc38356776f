import type { Language, LocalizedText } from './types';

/** Where in a source something stands. */
export type Place = {
  /** JSON pointer (RFC 6901); `''` is the whole. */
  readonly path: string;
  /** Counted from 1; `null` where the source has no lines (a JSON value). */
  readonly line: number | null;
  readonly column: number | null;
};

/** What is wrong with something that a person wrote: the place, what was given and what is accepted. */
export type Fault = Place & {
  /** A document with an error is refused; a warning only tells. */
  readonly severity: 'error' | 'warning';
  /** Stable and machine-readable, in kebab-case. */
  readonly code: string;
  readonly message: string;
  readonly messageZh: string;
};

/** Collects the faults of one document while it is read. */
export interface FaultReport {
  error(place: Place, code: string, text: LocalizedText): void;
  warning(place: Place, code: string, text: LocalizedText): void;
  readonly hasErrors: () => boolean;
  /** By line and column; faults of one place in the order in which they were found. */
  readonly list: () => readonly Fault[];
}

/** The place of the whole document. */
export const WHOLE: Place = { path: '', line: null, column: null };

/** An empty report. */
export function createFaultReport(): FaultReport {
  const faults: Fault[] = [];
  const add = (severity: Fault['severity'], place: Place, code: string, text: LocalizedText): void => {
    const { path, line, column } = place;
    faults.push({ severity, code, path, line, column, message: text.en, messageZh: text.zh });
  };
  return {
    error: (place, code, text) => {
      add('error', place, code, text);
    },
    warning: (place, code, text) => {
      add('warning', place, code, text);
    },
    hasErrors: () => hasErrors(faults),
    list: () => faults.toSorted(byPlace),
  };
}

/** Whether any of the faults is an error. */
export function hasErrors(faults: readonly Fault[]): boolean {
  return faults.some((fault) => fault.severity === 'error');
}

/**
 * A JSON pointer one step deeper, with `~` and `/` of the key escaped.
 * @example childPath('/steps', 0) // '/steps/0'
 */
export function childPath(path: string, key: string | number): string {
  return `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * One line for a terminal: the file with line and column where there are any, severity and text.
 * @param file name that the reader knows the source by
 * @example formatFault(fault, 'gentle.yaml', 'en') // 'gentle.yaml:12:5: error: Step "a" waits "3x"; expected …'
 */
export function formatFault(fault: Fault, file: string, language: Language): string {
  const place = fault.line === null ? `${file}${fault.path}` : `${file}:${fault.line}:${fault.column ?? 1}`;
  const error = fault.severity === 'error';
  return language === 'en'
    ? `${place}: ${error ? 'error' : 'warning'}: ${fault.message}`
    : `${place}：${error ? '错误' : '警告'}：${fault.messageZh}`;
}

function byPlace(left: Fault, right: Fault): number {
  return (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0);
}
