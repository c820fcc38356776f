import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import type { PayloadKey, PayloadKeys } from './payload-keys';

const ENCODING = 'binary/encrypted';
const CIPHER = 'aes-256-gcm';
/** What NIST SP 800-38D recommends for GCM. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what goes to Temporal and into its histories with AES-256-GCM. The ID of the key stands in the metadata, so
 * that keys can be changed while old histories are still read; what is not encrypted is passed on as it is. Without a
 * current key it only decrypts.
 */
export function createPayloadCodec({ current, all }: PayloadKeys): PayloadCodec {
  const byId = new Map(all.map((key) => [key.id, key]));
  return {
    encode: async (payloads) => (current === null ? payloads : payloads.map((payload) => encrypt(payload, current))),
    decode: async (payloads) =>
      payloads.map((payload) => {
        if (metadata(payload, 'encoding') !== ENCODING) return payload;
        const id = metadata(payload, 'key-id');
        const key = byId.get(id);
        if (key === undefined)
          throw new Error(`A payload is encrypted with the key "${id}", which PAYLOAD_KEY does not list`);
        return decrypt(payload, key);
      }),
  };
}

function encrypt(payload: Payload, { id, key }: PayloadKey): Payload {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const data = Buffer.concat([nonce, cipher.update(serialize(payload)), cipher.final(), cipher.getAuthTag()]);
  return { metadata: { encoding: Buffer.from(ENCODING), 'key-id': Buffer.from(id) }, data };
}

function decrypt({ data }: Payload, { key }: PayloadKey): Payload {
  const bytes = Buffer.from(data ?? []);
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return deserialize(Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]));
}

type Serialized = { readonly metadata: Readonly<Record<string, string>>; readonly data: string | null };

function serialize({ metadata: fields, data }: Payload): Buffer {
  const texts = Object.entries(fields ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  const body = data == null ? null : Buffer.from(data).toString('base64');
  return Buffer.from(JSON.stringify({ metadata: Object.fromEntries(texts) as Serialized['metadata'], data: body }));
}

function deserialize(bytes: Buffer): Payload {
  const { metadata: texts, data } = JSON.parse(bytes.toString()) as Serialized;
  const fields = Object.entries(texts).map(([name, text]) => [name, Buffer.from(text, 'base64')] as const);
  return { metadata: Object.fromEntries(fields), data: data === null ? null : Buffer.from(data, 'base64') };
}

function metadata(payload: Payload, name: string): string {
  return Buffer.from(payload.metadata?.[name] ?? []).toString();
}
