import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { TWILIO_TOKEN, useApiWorld } from './support/api-world';
import { callsOf, type Reply } from './support/calls';

const world = useApiWorld({ seeded: false, rateLimitPerMinute: 3, trustProxy: 1 });
const calls = callsOf(world);

/** Twenty times what a key may ask. */
const PER_ADDRESS = 60;
const INBOUND = '/webhooks/twilio/inbound';

const from = (address: string) => ({ 'X-Forwarded-For': address });

/** How many replies have which status. */
function tally(replies: readonly Reply[]): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function inTurn(times: number, ask: (time: number) => Promise<Reply>): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  for (let time = 0; time < times; time += 1) replies.push(await ask(time));
  return replies;
}

function askWithWrongKey(address: string): Promise<Reply> {
  const headers = { ...from(address), Authorization: `Bearer pk_00000000_${'A'.repeat(43)}` };
  return calls.get('/v1/customers', { role: null, headers });
}

function twilioPosts(address: string, id: string, token: string): Promise<Reply> {
  const fields = { MessageSid: id, From: '+12125559999', Body: 'Hello' };
  const signature = getExpectedTwilioSignature(token, `https://perennial.example.com${INBOUND}`, fields);
  return calls.post(INBOUND, new URLSearchParams(fields).toString(), {
    role: null,
    type: 'application/x-www-form-urlencoded',
    headers: { ...from(address), 'X-Twilio-Signature': signature },
  });
}

function expectTooMany({ status, body, headers }: Reply): void {
  expect(status).toBe(429);
  expect(body).toMatchObject({ code: 'rate-limited', retryable: true });
  const wait = Number(headers['retry-after']);
  expect([wait > 0, wait <= 60]).toEqual([true, true]);
}

test('a key that asks too often waits, while another key goes on', async () => {
  for (const left of [2, 1, 0]) {
    const { status, headers } = await calls.get('/v1/customers', { role: 'viewer' });
    expect(status).toBe(200);
    expect(headers['ratelimit']).toMatch(new RegExp(`"requests"; r=${left}; t=\\d+`));
  }
  expectTooMany(await calls.get('/v1/customers', { role: 'viewer' }));
  expect((await calls.get('/v1/customers', { role: 'operator' })).status).toBe(200);
});

test('an address that tries keys waits, also with one that is right, while another address goes on', async () => {
  const tried = await inTurn(PER_ADDRESS, () => askWithWrongKey('203.0.113.1'));
  expect(tally(tried)).toEqual({ 401: PER_ADDRESS });
  expectTooMany(await askWithWrongKey('203.0.113.1'));
  expectTooMany(await calls.get('/v1/customers', { role: 'admin', headers: from('203.0.113.1') }));
  expect((await askWithWrongKey('203.0.113.2')).status).toBe(401);
  expect((await calls.get('/v1/customers', { role: 'admin', headers: from('203.0.113.2') })).status).toBe(200);
});

describe('webhooks', () => {
  test('take whatever burst a provider signs', async () => {
    const burst = Array.from({ length: 2 * PER_ADDRESS }, (_, index) =>
      twilioPosts('203.0.113.3', `burst-${index}`, TWILIO_TOKEN),
    );
    expect(tally(await Promise.all(burst))).toEqual({ 200: 2 * PER_ADDRESS });
    expect((await twilioPosts('203.0.113.3', 'forged', 'another-token')).status).toBe(403);
  });

  test('of an address that forges wait, while another address goes on', async () => {
    const forged = await inTurn(PER_ADDRESS, (time) => twilioPosts('203.0.113.4', `f-${time}`, 'another-token'));
    expect(tally(forged)).toEqual({ 403: PER_ADDRESS });
    expectTooMany(await twilioPosts('203.0.113.4', 'f-last', 'another-token'));
    expectTooMany(await calls.post('/webhooks/nowhere', undefined, { role: null, headers: from('203.0.113.4') }));
    expect((await twilioPosts('203.0.113.5', 'real', TWILIO_TOKEN)).status).toBe(200);
    expect((await askWithWrongKey('203.0.113.4')).status).toBe(401);
  });
});
