// Zero-width joiners stay: emoji families and several scripts need them.
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
// Marks that turn the direction of what follows them; a name that carries one could reorder an amount beside it.
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LONE_SURROGATES = /\p{Surrogate}/gu;

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Data as it may stand in a message: one line, well-formed, without control characters or marks that turn the text
 * direction. Runs of white space become one space.
 * @example cleanText('Ada\r\nBcc: x') // 'Ada Bcc: x'
 */
export function cleanText(text: string): string {
  return text
    .replaceAll(LONE_SURROGATES, '')
    .replaceAll(DIRECTION_MARKS, '')
    .replaceAll(CONTROLS, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/**
 * The text cut to `count` characters as a reader counts them, the mark included; never inside a surrogate pair, an
 * accent or an emoji family. A text that fits comes back as it is.
 * @param mark what stands for the part left out; `...` keeps an SMS in GSM 03.38.
 * @example shorten('Zhejiang Long Name Trading', 12, '...') // 'Zhejiang...'
 */
export function shorten(text: string, count: number, mark = '…'): string {
  if (text.length <= count) return text;
  const keep = count - mark.length;
  let seen = 0;
  let cutAt = 0;
  for (const { index } of segmenter.segment(text)) {
    if (seen === Math.max(keep, 0)) cutAt = index;
    if (seen === count) return `${text.slice(0, cutAt).trimEnd()}${mark}`;
    seen += 1;
  }
  return text;
}
