import fc from 'fast-check';
import { smsEncoding, smsSize } from '../../../domain/message/sms-segments';

describe('smsSize', () => {
  it.each([
    ['', 'GSM-7', 0, 0],
    ['a', 'GSM-7', 1, 1],
    ['a'.repeat(160), 'GSM-7', 160, 1],
    ['a'.repeat(161), 'GSM-7', 161, 2],
    ['a'.repeat(306), 'GSM-7', 306, 2],
    ['a'.repeat(307), 'GSM-7', 307, 3],
    ['€'.repeat(80), 'GSM-7', 160, 1],
    // 153 is odd: each part ends one septet early, before an extension character that would be split.
    ['€'.repeat(153), 'GSM-7', 306, 3],
    [`${'a'.repeat(152)}${'€'.repeat(77)}`, 'GSM-7', 306, 3],
    ['账', 'UCS-2', 1, 1],
    ['账'.repeat(70), 'UCS-2', 70, 1],
    ['账'.repeat(71), 'UCS-2', 71, 2],
    ['账'.repeat(134), 'UCS-2', 134, 2],
    ['账'.repeat(135), 'UCS-2', 135, 3],
    ['😀'.repeat(35), 'UCS-2', 70, 1],
    // 67 is odd: a part holds 33 pairs of surrogates.
    ['😀'.repeat(67), 'UCS-2', 134, 3],
    [`${'a'.repeat(160)}’`, 'UCS-2', 161, 3],
  ])('counts %j as %s of %i units in %i segments', (text, encoding, units, segments) => {
    expect(smsSize(text)).toEqual({ encoding, units, segments });
  });

  it('knows the whole default alphabet and extension table of GSM 03.38', () => {
    const alphabet =
      '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
    expect([...alphabet]).toHaveLength(127);
    expect(smsEncoding(alphabet)).toBe('GSM-7');
    expect(smsSize('\f^{}\\[~]|€').units).toBe(20);
    for (const outside of ['ç', '`', '\t', 'á', '…', '–', '\u00a0']) expect(smsEncoding(outside)).toBe('UCS-2');
  });

  it('never counts fewer segments for a longer text of the same encoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.string({ maxLength: 50 }), (text, more) => {
        const longer = `${text}${more}`;
        fc.pre(smsEncoding(text) === smsEncoding(longer));
        expect(smsSize(longer).segments).toBeGreaterThanOrEqual(smsSize(text).segments);
      }),
    );
  });
});
