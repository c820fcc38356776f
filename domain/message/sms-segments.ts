export type SmsEncoding = 'GSM-7' | 'UCS-2';
export type SmsSize = {
  readonly encoding: SmsEncoding;
  /** Septets of GSM 03.38 (a character of its extension table takes two), or UTF-16 code units. */
  readonly units: number;
  readonly segments: number;
};

// 3GPP TS 23.038, 6.2.1: the default alphabet without the escape, and its extension table (escape and one septet more).
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENDED = new Set('\f^{}\\[~]|€');

// 140 octets in one message; six of them are the header where a text is sent in parts (3GPP TS 23.040, 9.2.3.24.1).
const LIMITS = { 'GSM-7': { single: 160, part: 153 }, 'UCS-2': { single: 70, part: 67 } } as const;

/**
 * How many messages a text is billed as. A part never splits an extension character or a surrogate pair, so the parts of
 * such a text can be one unit shorter.
 * @returns zero segments for an empty text, which no provider takes.
 * @example smsSize('Pay €5') // { encoding: 'GSM-7', units: 7, segments: 1 }
 */
export function smsSize(text: string): SmsSize {
  const encoding = smsEncoding(text);
  const { single, part } = LIMITS[encoding];
  let units = 0;
  let parts = 1;
  let inPart = 0;
  for (const character of text) {
    const size = encoding === 'GSM-7' ? (EXTENDED.has(character) ? 2 : 1) : character.length;
    units += size;
    if (inPart + size > part) {
      parts += 1;
      inPart = 0;
    }
    inPart += size;
  }
  if (units === 0) return { encoding, units, segments: 0 };
  return { encoding, units, segments: units <= single ? 1 : parts };
}

/** `GSM-7` where every character is in GSM 03.38, else `UCS-2`: one Chinese character is enough. */
export function smsEncoding(text: string): SmsEncoding {
  for (const character of text) {
    if (!BASIC.has(character) && !EXTENDED.has(character)) return 'UCS-2';
  }
  return 'GSM-7';
}
