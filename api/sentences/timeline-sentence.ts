import type { LocalizedText } from '../../domain/types';
import { EntryData } from './entry-data';
import { FACT_SENTENCES } from './fact-sentences';
import { TOUCH_SENTENCES } from './touch-sentences';

/**
 * A timeline entry as people read it, in both languages; times are the customer's.
 * @returns the kind itself where nobody has told how to say it
 */
export function timelineSentence(kind: string, data: unknown, zone: string): LocalizedText {
  const telling = FACT_SENTENCES[kind] ?? TOUCH_SENTENCES[kind];
  const text = telling?.(new EntryData(data, zone));
  return text === undefined || text.en === '' ? { en: kind, zh: kind } : text;
}
