export type PayloadKeys = {
  /** Encrypts what is sent from now on. */
  readonly current: PayloadKey;
  /** Decrypts; the current one is among them. */
  readonly all: readonly PayloadKey[];
};

export type PayloadKey = { readonly id: string; readonly key: Buffer };

const KEY_BYTES = 32;

/**
 * Keys as `id:base64`, separated by commas, each of 32 bytes. The first encrypts; the others still decrypt, so that a
 * new key is put in front and the old one stays until no history with it is kept any more.
 * @returns what is wrong, where it is a string
 * @example parsePayloadKeys('2025-01:BASE64,2024-01:BASE64')
 */
export function parsePayloadKeys(text: string): PayloadKeys | string {
  const keys: PayloadKey[] = [];
  for (const [index, part] of text.split(',').entries()) {
    const match = /^\s*([A-Za-z0-9._-]+):([A-Za-z0-9+/]+=*)\s*$/.exec(part);
    const [id, encoded] = [match?.[1], match?.[2]];
    if (id === undefined || encoded === undefined) return `has no "id:base64" at place ${index + 1}`;
    const key = Buffer.from(encoded, 'base64');
    if (key.length !== KEY_BYTES) return `has a key "${id}" of ${key.length} bytes; expected ${KEY_BYTES}`;
    if (keys.some((known) => known.id === id)) return `has the key "${id}" twice`;
    keys.push({ id, key });
  }
  const current = keys[0];
  return current === undefined ? 'is empty' : { current, all: keys };
}
