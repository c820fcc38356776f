import { isStorable, toStorable } from '../../../domain/text/storable-text';

test.each([
  ['plain text', 'Ada, 阿达 𝒳 👩‍👩‍👧', true],
  ['line breaks', 'a\r\n\tb', true],
  ['a zero character', 'a\u0000b', false],
  ['the first half of a pair', 'a\ud83d', false],
  ['the second half of a pair', '\ude00b', false],
  ['halves in the wrong order', '\ude00\ud83d', false],
])('%s can be kept, or is found and replaced', (_, text, storable) => {
  expect(isStorable(text)).toBe(storable);
  expect(isStorable(toStorable(text))).toBe(true);
  expect(toStorable(text) === text).toBe(storable);
  expect(toStorable(text)).toHaveLength(text.length);
});
