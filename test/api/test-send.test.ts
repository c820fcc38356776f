import { useApiWorld } from './support/api-world';
import { callsOf } from './support/calls';

const world = useApiWorld();
const calls = callsOf(world);

const EMAIL = { template: { name: 'reminder-1', channel: 'email', language: 'en' }, to: 'me@example.com' };
const SMS = { source: { channel: 'sms', language: 'en', purpose: 'service', sms: 'Hi' }, to: '+12125550100' };

/** Status and code of the answer. */
async function sendTest(body: object, headers: Readonly<Record<string, string>> = {}): Promise<readonly unknown[]> {
  const reply = await calls.post('/v1/templates/test-send', body, { headers });
  return [reply.status, reply.body['code']];
}

const stop = (name: string, stopped: boolean) => calls.put(`/v1/kill-switches/${name}`, { stopped });
const sent = () => [world().sentEmails.length, world().sentSms.length];

test.each([
  ['sending', [409, 'state-conflict'], [409, 'state-conflict']],
  ['email', [409, 'state-conflict'], [200, null]],
  ['sms', [200, null], [409, 'state-conflict']],
])(
  'while the kill switch "%s" is on, a test is sent only by a channel that is not stopped',
  async (name, email, sms) => {
    const before = sent();
    await stop(name, true);
    expect(await sendTest(EMAIL)).toEqual(email);
    expect(await sendTest(SMS)).toEqual(sms);
    expect(sent()).toEqual([before[0]! + (email[0] === 200 ? 1 : 0), before[1]! + (sms[0] === 200 ? 1 : 0)]);
    await stop(name, false);
  },
);

test('the refusal names the switch in both languages, and the same key sends once it is off', async () => {
  await stop('sending', true);
  const headers = { 'Idempotency-Key': 'test-send-1', 'Accept-Language': 'zh' };
  const { status, body } = await calls.post('/v1/templates/test-send', EMAIL, { headers });
  expect([status, body['detail']]).toEqual([409, expect.stringContaining('"sending"')]);
  expect(body['detail']).toMatch(/停发开关/);
  await stop('sending', false);
  const before = sent();
  expect(await sendTest(EMAIL, headers)).toEqual([200, null]);
  expect(sent()).toEqual([before[0]! + 1, before[1]]);
});
