import { randomBytes } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import { createPayloadCodec } from '../../config/payload-codec';
import { parsePayloadKeys, type PayloadKeys } from '../../config/payload-keys';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const OLD = key('2024');
const NEW = key('2025');

function keys(text: string): PayloadKeys {
  const parsed = parsePayloadKeys(text);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
}

const PAYLOAD: Payload = {
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from('{"customerId":"0190"}'),
};

describe('the payload codec', () => {
  it('gives back what it encrypted, with nothing of it readable in between', async () => {
    const codec = createPayloadCodec(keys(OLD));
    const [encrypted] = await codec.encode([PAYLOAD]);

    expect(Buffer.from(encrypted?.data ?? []).toString('latin1')).not.toContain('customerId');
    expect(Buffer.from(encrypted?.metadata?.['key-id'] ?? []).toString()).toBe('2024');
    expect(await codec.decode([encrypted!])).toEqual([PAYLOAD]);
  });

  it('encrypts the same payload differently each time', async () => {
    const codec = createPayloadCodec(keys(OLD));
    const [first, second] = await codec.encode([PAYLOAD, PAYLOAD]);
    expect(first?.data).not.toEqual(second?.data);
  });

  it('still reads the histories of the key before', async () => {
    const [encrypted] = await createPayloadCodec(keys(OLD)).encode([PAYLOAD]);
    const rotated = createPayloadCodec(keys(`${NEW},${OLD}`));

    expect(await rotated.decode([encrypted!])).toEqual([PAYLOAD]);
    const [again] = await rotated.encode([PAYLOAD]);
    expect(Buffer.from(again?.metadata?.['key-id'] ?? []).toString()).toBe('2025');
  });

  it('passes on what was written before encryption was on', async () => {
    expect(await createPayloadCodec(keys(OLD)).decode([PAYLOAD])).toEqual([PAYLOAD]);
  });

  it('knows keys and encrypts with none of them behind "none"', async () => {
    const [encrypted] = await createPayloadCodec(keys(OLD)).encode([PAYLOAD]);
    const knowing = createPayloadCodec(keys(`none, ${OLD}`));
    expect(await knowing.encode([PAYLOAD])).toEqual([PAYLOAD]);
    expect(await knowing.decode([encrypted!, PAYLOAD])).toEqual([PAYLOAD, PAYLOAD]);
  });

  it('names the key that is missing, and refuses a payload that was changed', async () => {
    const codec = createPayloadCodec(keys(OLD));
    const [encrypted] = await codec.encode([PAYLOAD]);
    await expect(createPayloadCodec(keys(NEW)).decode([encrypted!])).rejects.toThrow('the key "2024"');

    const changed = Buffer.from(encrypted?.data ?? []);
    changed[changed.length - 20]! ^= 1;
    await expect(codec.decode([{ ...encrypted!, data: changed }])).rejects.toThrow();
  });
});
