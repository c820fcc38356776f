import supertest from 'supertest';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { loadSeedDocuments } from '../../prisma/seed/load-documents';
import { eventually } from '../workflows/support/eventually';
import { TWILIO_TOKEN, useApiWorld } from './support/api-world';
import { callsOf, listOf, newCustomer, newInvoice, textOf, type Json } from './support/calls';

// PostgreSQL keeps neither a zero character nor half of a surrogate pair, in no text and in no JSON.
const world = useApiWorld();
const calls = callsOf(world);
const NUL = 'a\u0000b';
const HALF = 'a\ud800';

beforeAll(async () => {
  await newCustomer(calls, { externalId: 'T-1' });
  await newInvoice(calls, 'ext:T-1', { number: 'T-INV' });
});

const customer = { externalId: 'X-1', name: 'Ann Lee', zone: 'Asia/Shanghai' };
const order = {
  customer: 'ext:T-1',
  externalId: 'O-1',
  placedAt: '2026-03-01T00:00:00Z',
  currency: 'USD',
  amount: '1',
};

type Case = readonly [path: string, body: (text: string) => unknown, pointer: RegExp];
const CASES: readonly Case[] = [
  ['/v1/customers', (text) => ({ ...customer, externalId: text }), /^\/externalId$/],
  ['/v1/customers', (text) => ({ ...customer, attributes: { tier: text } }), /^\/attributes\/tier$/],
  ['/v1/customers', (text) => ({ ...customer, attributes: { [text]: 1 } }), /^\/attributes\/a/],
  ['/v1/customers', (text) => ({ ...customer, [text]: 1 }), /^\/a/],
  ['/v1/customers/ext:T-1/orders', (text) => ({ ...order, externalId: text }), /^\/externalId$/],
  ['/v1/holds', (text) => ({ customer: 'ext:T-1', reason: 'dispute', note: text }), /^\/note$/],
  ['/v1/invoices/no:T-INV/void', (text) => ({ reason: text }), /^\/reason$/],
  ['/v1/playbooks', (text) => ({ playbook: 'x', steps: [{ id: text }] }), /^\/steps\/0\/id$/],
  ['/v1/test-clocks', (text) => ({ name: text, startAt: '2026-01-01T00:00:00Z' }), /^\/name$/],
];

describe.each([
  ['a zero character', NUL],
  ['half of a surrogate pair', HALF],
])('%s', (_, text) => {
  test.each(CASES)('in a body of %s is refused with its place', async (path, body, pointer) => {
    const { status, body: problem } = await calls.post(path, body(text));
    expect({ status, code: problem['code'] }).toEqual({ status: 422, code: 'validation-failed' });
    const [error] = listOf(problem['errors']);
    expect(textOf(error!['pointer'])).toMatch(pointer);
    expect(textOf(error!['detail'])).toContain('expected well-formed text without the zero character');
  });
});

test('it is told in Chinese too', async () => {
  const headers = { 'Accept-Language': 'zh' };
  const { body } = await calls.post('/v1/customers', { ...customer, externalId: NUL }, { headers });
  expect(listOf(body['errors'])[0]).toMatchObject({
    detail: '给定 "a\\u0000b"；应为格式正确的文本，不含零字符（U+0000）或不成对的代理项。',
  });
});

test.each([
  ['/v1/tasks?queue=a%00', 'query/queue'],
  ['/v1/customers?segment=%00', 'query/segment'],
  ['/v1/customers/ext:a%00b', 'path/id'],
  ['/v1/invoices/no:a%00b', 'path/id'],
  ['/v1/customers/ext:T-1/timeline?kind=a%00.', 'query/kind'],
])('a zero character in the address %s is refused with its place', async (path, pointer) => {
  const { status, body } = await calls.get(path);
  expect(status).toBe(400);
  expect(listOf(body['errors'])[0]).toMatchObject({ pointer });
});

test.each([
  ['zero', '"\\0"'],
  ['surrogate', '"\\ud800"'],
])('a document whose YAML writes a %s as an escape is refused with its line', async (_, escape) => {
  const [seed] = loadSeedDocuments('playbooks');
  const source = seed!.text.replace(/^title: .*$/m, `title: { en: ${escape}, zh: x }`);
  expect(source).toContain(escape);
  const { status, body } = await calls.post('/v1/playbooks', source, { type: 'text/yaml' });
  expect(status).toBe(422);
  expect(body).toMatchObject({ code: 'playbook-not-valid', errors: [{ pointer: '/title/en' }] });
});

async function postSigned(path: string, fields: Readonly<Record<string, string>>) {
  const signature = getExpectedTwilioSignature(TWILIO_TOKEN, `https://perennial.example.com${path}`, fields);
  return calls.post(path, new URLSearchParams(fields).toString(), {
    role: null,
    type: 'application/x-www-form-urlencoded',
    headers: { 'X-Twilio-Signature': signature },
  });
}

test('an SMS with a zero character is taken, and one that says STOP stops', async () => {
  const created = await newCustomer(calls);
  const { body } = await calls.get(`/v1/customers/${textOf(created['id'])}`);
  const { address } = listOf(body['contactPoints'])[1]!;
  const say = async (MessageSid: string, Body: string) =>
    (await postSigned('/webhooks/twilio/inbound', { MessageSid, From: textOf(address), Body })).status;
  expect(await say('Z1', 'On Friday\u0000')).toBe(200);
  expect(await say('Z2', 'STOP\u0000')).toBe(200);
  const { body: page } = await calls.get(`/v1/customers/${textOf(created['id'])}/timeline?kind=message.received`);
  expect(listOf(page['items']).map(({ text }) => textOf(text!['en']))).toEqual([
    'The customer answered: "STOP\ufffd".',
    'The customer answered: "On Friday\ufffd".',
  ]);
  const { body: after } = await calls.get(`/v1/customers/${textOf(created['id'])}`);
  expect(listOf(after['contactPoints'])[1]).toMatchObject({ state: 'opted-out' });
});

const MAPPING = `dateFormat: yyyy-MM-dd
currency: USD
zone: UTC
customer: { externalId: customer, name: name }
invoice: { number: number, issuedOn: issued, dueOn: due, amount: amount }
`;

/** Byte by byte, since no form of a library holds what is tried here. */
async function uploadRaw(fields: Readonly<Record<string, string>>, file: Buffer, headers = '; filename="rows.csv"') {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--part\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `${parts.join('')}--part\r\nContent-Disposition: form-data; name="file"${headers}\r\nContent-Type: text/csv\r\n\r\n`;
  const response = await supertest(world().url)
    .post('/v1/imports')
    .set('Authorization', `Bearer ${world().keyOf('admin')}`)
    .type('multipart/form-data; boundary=part')
    .send(Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--part--\r\n')]) as unknown as string);
  return { status: response.status, body: response.body as Json };
}

const csv = (name: string, header = 'customer,name,number,issued,due,amount') =>
  `${header}\nU-1,${name},U-INV-1,2026-01-01,2026-02-01,5.00\n`;

test('an import tells of cells with a zero character, or with half of a surrogate pair in a UTF-16 file', async () => {
  const utf16 = Buffer.from(`\ufeff${csv(HALF)}`, 'utf16le');
  for (const file of [Buffer.from(csv(NUL)), utf16]) {
    const { status, body } = await uploadRaw({ mapping: MAPPING }, file);
    expect(status).toBe(202);
    const address = `/v1/imports/${textOf(body['id'])}`;
    await eventually(async () => {
      expect((await calls.get(address)).body).toMatchObject({ status: 'failed', rowsBad: 1 });
    });
    expect((await calls.get(`${address}/errors`)).body).toMatchObject({ items: [{ row: 2, column: 'name' }] });
  }
});

test('an import whose header has a zero character fails with what its header lacks', async () => {
  const header = 'customer\u0000,name,number,issued,due,amount';
  const { body } = await uploadRaw({ mapping: MAPPING }, Buffer.from(csv('Ada', header)));
  await eventually(async () => {
    const { body: row } = await calls.get(`/v1/imports/${textOf(body['id'])}`);
    expect(row['status']).toBe('failed');
    expect(textOf(row['error'])).toContain('The header has no column "customer"');
  });
});

test('an import whose mapping or file name has a zero character is answered by what can be done with it', async () => {
  const escaped = MAPPING.replace('name: name', 'name: "na\\0me"');
  const refused = await uploadRaw({ mapping: escaped }, Buffer.from(csv('Ada')));
  expect(refused.body).toMatchObject({ code: 'mapping-not-valid', errors: [{ pointer: '/customer/name' }] });
  const raw = await uploadRaw({ mapping: MAPPING.replace('name: name', 'name: na\u0000me') }, Buffer.from(csv('Ada')));
  expect(raw.body).toMatchObject({ code: 'validation-failed', errors: [{ pointer: '/mapping' }] });
  const named = await uploadRaw(
    { mapping: MAPPING, dryRun: 'true' },
    Buffer.from(csv('Ada')),
    "; filename*=UTF-8''a%00b.csv",
  );
  expect(named.body['fileName']).toBe('a\ufffdb.csv');
  await eventually(async () => {
    expect((await calls.get(`/v1/imports/${textOf(named.body['id'])}`)).body).toMatchObject({ status: 'done' });
  });
});
