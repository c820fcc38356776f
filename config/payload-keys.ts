export type PayloadKeys = {
  /** Encrypts what is sent from now on; `null` = nothing is encrypted yet, or any more. */
  readonly current: PayloadKey | null;
  /** Decrypt; the current one is among them. */
  readonly all: readonly PayloadKey[];
};

export type PayloadKey = { readonly id: string; readonly key: Buffer };

const KEY_BYTES = 32;
/** In the place of the first key: encrypt nothing. */
const NONE = 'none';

/**
 * Keys as `id:base64`, separated by commas, each of 32 bytes. The first encrypts, all of them decrypt: whoever shares a
 * namespace has to know a key before anybody encrypts with it, and for as long as a history with it is kept. With `none`
 * in the first place nothing is encrypted, so that a key can be made known before encryption is switched on.
 * @returns what is wrong, where it is a string
 * @example parsePayloadKeys('2025-01:BASE64,2024-01:BASE64')
 * @example parsePayloadKeys('none,2025-01:BASE64').current // null
 */
export function parsePayloadKeys(text: string): PayloadKeys | string {
  const keys: PayloadKey[] = [];
  const parts = text.split(',');
  const encrypts = parts[0]?.trim() !== NONE;
  for (const [index, part] of parts.entries()) {
    if (index === 0 && !encrypts) continue;
    const match = /^\s*([A-Za-z0-9._-]+):([A-Za-z0-9+/]+=*)\s*$/.exec(part);
    const [id, encoded] = [match?.[1], match?.[2]];
    if (id === undefined || encoded === undefined) return `has no "id:base64" at place ${index + 1}`;
    const key = Buffer.from(encoded, 'base64');
    if (key.length !== KEY_BYTES) return `has a key "${id}" of ${key.length} bytes; expected ${KEY_BYTES}`;
    if (keys.some((known) => known.id === id)) return `has the key "${id}" twice`;
    keys.push({ id, key });
  }
  const [first] = keys;
  if (first === undefined) return `has no "id:base64" behind "${NONE}"`;
  return { current: encrypts ? first : null, all: keys };
}
