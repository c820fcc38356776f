import type { LocalizedText } from '../../domain/types';
import { ASSIGNMENT_SENTENCES } from './assignment-sentences';
import { CREDIT_SENTENCES } from './credit-sentences';
import { EntryData } from './entry-data';
import { ESCALATION_SENTENCES } from './escalation-sentences';
import { FACT_SENTENCES, type Telling } from './fact-sentences';
import { LIFECYCLE_SENTENCES } from './lifecycle-sentences';
import { RECONCILE_SENTENCES } from './reconcile-sentences';
import { TOUCH_SENTENCES } from './touch-sentences';
import { WIN_BACK_SENTENCES } from './win-back-sentences';

const TELLINGS: Readonly<Record<string, Telling>> = {
  ...FACT_SENTENCES,
  ...TOUCH_SENTENCES,
  ...CREDIT_SENTENCES,
  ...ASSIGNMENT_SENTENCES,
  ...LIFECYCLE_SENTENCES,
  ...ESCALATION_SENTENCES,
  ...WIN_BACK_SENTENCES,
  ...RECONCILE_SENTENCES,
};

/** Every kind that a timeline entry can be of. */
export const TIMELINE_KINDS: readonly string[] = Object.keys(TELLINGS).sort();

/**
 * A timeline entry as people read it, in both languages; times are the customer's.
 * @returns the kind itself where nobody has told how to say it
 */
export function timelineSentence(kind: string, data: unknown, zone: string): LocalizedText {
  const text = TELLINGS[kind]?.(new EntryData(data, zone));
  return text === undefined || text.en === '' ? { en: kind, zh: kind } : text;
}
