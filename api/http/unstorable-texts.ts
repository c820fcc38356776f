import type { ErrorItem } from '../../domain/errors';
import { isStorable, toStorable, WELL_FORMED_TEXT } from '../../domain/text/storable-text';
import { escapePointer, phrase } from './describe-issue';

type Pending = { readonly value: unknown; readonly pointer: string };

/**
 * A fault for each text of `given`, names of members included, that no database keeps. Every text of a request goes
 * through here, whatever its schema says of it, since nearly each of them ends in a column, a JSON value or a condition
 * of a query.
 * @param base put before each pointer
 * @param most how many are told
 */
export function unstorableTexts(given: unknown, base: string, most: number): readonly ErrorItem[] {
  const faults: ErrorItem[] = [];
  const tell = (text: string, pointer: string): void => {
    if (!isStorable(text)) faults.push({ pointer: toStorable(pointer), detail: phrase(WELL_FORMED_TEXT, text) });
  };
  // A list of its own instead of recursion: a body of brackets in brackets would exhaust the stack.
  const pending: Pending[] = [{ value: given, pointer: base }];
  for (let next = pending.pop(); next !== undefined && faults.length < most; next = pending.pop()) {
    const { value, pointer } = next;
    if (typeof value === 'string') tell(value, pointer);
    if (typeof value !== 'object' || value === null) continue;
    const isList = Array.isArray(value);
    const members: Pending[] = [];
    for (const [name, member] of Object.entries(value)) {
      const place = `${pointer}/${escapePointer(name)}`;
      if (!isList) tell(name, place);
      members.push({ value: member, pointer: place });
    }
    for (const member of members.reverse()) pending.push(member);
  }
  return faults;
}

/** The fields of a form with U+FFFD for every character that no database keeps. */
export function mendFields(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]: [string, unknown]) => [
      toStorable(name),
      typeof value === 'string' ? toStorable(value) : value,
    ]),
  );
}
