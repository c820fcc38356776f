import fc from 'fast-check';
import { cleanText, shorten } from '../../../domain/message/clean-text';

describe('cleanText', () => {
  it.each([
    ['Ada\r\nBcc: eve@example.com', 'Ada Bcc: eve@example.com'],
    ['a\u0000b\u001bc', 'a b c'],
    ['safe\u202egnp.exe\u202c', 'safegnp.exe'],
    ['\ud800lone\udfff', 'lone'],
    ['  שלום   עולם ', 'שלום עולם'],
    ['👨‍👩‍👧', '👨‍👩‍👧'],
    ['line\u2028separator', 'line separator'],
  ])('makes %j into %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });
});

describe('shorten', () => {
  it.each([
    ['short', 5, '…', 'short'],
    ['Zhejiang Long Name Trading', 12, '...', 'Zhejiang...'],
    ['😀😀😀😀', 3, '…', '😀😀…'],
    ['👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 2, '…', '👨‍👩‍👧…'],
    ['账单账单', 3, '…', '账单…'],
    ['abcdef', 2, '...', '...'],
  ])('cuts %j to %i', (text, count, mark, short) => {
    expect(shorten(text, count, mark)).toBe(short);
  });

  it('never leaves half a surrogate pair, and leaves what fits', () => {
    const lone = /\p{Surrogate}/u;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 70 }), (text, count) => {
        const short = shorten(text, count);
        expect(lone.test(short)).toBe(false);
        if (text.length <= count) expect(short).toBe(text);
      }),
    );
  });
});
