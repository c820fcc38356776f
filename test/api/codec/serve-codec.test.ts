import { randomBytes } from 'node:crypto';
import { parseConfig } from '../../../config/config';
import { createPayloadCodec } from '../../../config/payload-codec';
import { parsePayloadKeys } from '../../../config/payload-keys';
import { useApiWorld } from '../../api/support/api-world';

const ORIGIN = 'https://temporal.example.com';
const keys = parsePayloadKeys(`2026:${randomBytes(32).toString('base64')}`);
if (typeof keys === 'string') throw new Error(keys);

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const PLAIN = { metadata: { encoding: base64('json/plain') }, data: base64('{"customerId":"0190"}') };

describe('the codec server for Temporal UI', () => {
  const world = useApiWorld({
    seeded: false,
    codec: { payloadCodec: createPayloadCodec(keys), uiOrigin: ORIGIN },
  });

  const call = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${world().url}/codec/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${world().keyOf('operator')}`,
        'x-namespace': 'default',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as never };
  };

  it('decodes what it has encoded, and nothing can be read in between', async () => {
    const encoded = await call('encode', { payloads: [PLAIN] });
    expect(encoded.status).toBe(200);
    expect(encoded.body).toMatchObject({ payloads: [{ metadata: { encoding: base64('binary/encrypted') } }] });
    expect(JSON.stringify(encoded.body)).not.toContain(PLAIN.data);
    const decoded = await call('decode', encoded.body);
    expect(decoded.body).toEqual({ payloads: [PLAIN] });
    expect(decoded.headers.get('cache-control')).toBe('no-store');
  });

  it('passes on what is not encrypted', async () => {
    expect((await call('decode', { payloads: [PLAIN] })).body).toEqual({ payloads: [PLAIN] });
  });

  it('lets in operators and admins only', async () => {
    const statusOf = async (authorization: string) =>
      (await call('decode', { payloads: [] }, { authorization })).status;
    expect(await statusOf(`Bearer ${world().keyOf('admin')}`)).toBe(200);
    expect(await statusOf(`Bearer ${world().keyOf('viewer')}`)).toBe(403);
    expect(await statusOf(`Bearer ${world().keyOf('integration')}`)).toBe(403);
    expect(await statusOf('Bearer of-somebody')).toBe(401);
  });

  it('lets pages of the configured UI call, and no others', async () => {
    const ask = (origin: string) =>
      fetch(`${world().url}/codec/decode`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const own = await ask(ORIGIN);
    expect(own.status).toBe(204);
    expect(own.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(own.headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type, X-Namespace');
    expect((await ask('https://evil.example.com')).headers.get('access-control-allow-origin')).toBeNull();
    const answer = await call('decode', { payloads: [] }, { origin: 'https://evil.example.com' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each([
    ['no JSON', '{'],
    ['no payloads', {}],
    ['what is not base64', { payloads: [{ metadata: {}, data: '§' }] }],
    [
      'a key that is not listed',
      { payloads: [{ metadata: { encoding: base64('binary/encrypted'), 'key-id': base64('x') } }] },
    ],
    [
      'what was changed since',
      {
        payloads: [
          {
            metadata: { encoding: base64('binary/encrypted'), 'key-id': base64('2026') },
            data: base64('0'.repeat(64)),
          },
        ],
      },
    ],
    [
      'what is too short',
      { payloads: [{ metadata: { encoding: base64('binary/encrypted'), 'key-id': base64('2026') } }] },
    ],
  ])('refuses %s', async (_, body) => {
    expect(await call('decode', body)).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });
});

describe('without PAYLOAD_KEY', () => {
  const world = useApiWorld({ seeded: false });

  it('there is no codec server', async () => {
    const { status } = await fetch(`${world().url}/codec/decode`, { method: 'POST' });
    expect(status).toBe(404);
  });
});

it('takes an origin for the UI, and nothing that has a path', () => {
  const env = {
    DATABASE_URL: 'postgresql://localhost/x',
    TEMPORAL_ADDRESS: 'localhost:7233',
    PUBLIC_URL: 'http://localhost',
    SMTP_URL: 'smtp://localhost',
  };
  expect(parseConfig({ ...env, CODEC_UI_ORIGIN: ORIGIN }).CODEC_UI_ORIGIN).toBe(ORIGIN);
  expect(() => parseConfig({ ...env, CODEC_UI_ORIGIN: `${ORIGIN}/ui` })).toThrow(/CODEC_UI_ORIGIN is no origin/);
});
