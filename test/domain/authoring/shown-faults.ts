import type { Fault } from '../../../domain/faults';

/** Faults as `line:column pointer text`, `-` where there are no lines. */
export function shownFaults(faults: readonly Fault[]): readonly string[] {
  return faults.map(({ line, column, path, message }) => {
    const place = line === null ? '-' : `${line}:${column ?? '?'}`;
    return [place, path, message].filter((part) => part !== '').join(' ');
  });
}
