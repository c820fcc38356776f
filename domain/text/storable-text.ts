import type { LocalizedText } from '../types';

/** What PostgreSQL keeps in no text and no JSON: the zero character, and halves of surrogate pairs. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const ALL_UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** What a text with one of them should have been, in words that follow "expected". */
export const WELL_FORMED_TEXT: LocalizedText = {
  en: 'well-formed text without the zero character (U+0000) or half of a surrogate pair',
  zh: '格式正确的文本，不含零字符（U+0000）或不成对的代理项',
};

/**
 * Whether a text can be kept as it is: without zero characters, and well-formed.
 * @example isStorable('a\u0000b') // false
 */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/**
 * The text with U+FFFD for each character that cannot be kept. For what comes from a party that would not send it again
 * and whose text must not be lost for one character: a customer's SMS, a server's reply. What a caller of ours gives is
 * refused instead.
 * @example toStorable('STOP\u0000') // 'STOP\ufffd'
 */
export function toStorable(text: string): string {
  return text.replaceAll(ALL_UNSTORABLE, '\ufffd');
}
