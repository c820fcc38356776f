import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { TWILIO_TOKEN, useApiWorld } from './support/api-world';
import { callsOf, listOf, newCustomer, textOf, type Json } from './support/calls';

const world = useApiWorld();
const calls = callsOf(world);
const PUBLIC_URL = 'https://perennial.example.com';
const FORM = 'application/x-www-form-urlencoded';

async function twilioPosts(path: string, fields: Readonly<Record<string, string>>, token = TWILIO_TOKEN) {
  const signature = getExpectedTwilioSignature(token, PUBLIC_URL + path, fields);
  return calls.post(path, new URLSearchParams(fields).toString(), {
    role: null,
    type: FORM,
    headers: { 'X-Twilio-Signature': signature },
  });
}

async function pointOf(customer: Json, index: string): Promise<Json> {
  const { body } = await calls.get(`/v1/customers/${textOf(customer['id'])}`);
  return body['contactPoints']![index]!;
}

async function sentMessage(customer: Json, channel: 'email' | 'sms', more: object = {}) {
  const { prisma, now } = world();
  const point = await pointOf(customer, channel === 'email' ? '0' : '1');
  return prisma.message.create({
    data: {
      customerId: textOf(customer['id']),
      contactPointId: textOf(point['id']),
      channel,
      purpose: 'collections',
      address: textOf(point['address']),
      template: 'reminder-1',
      templateVersion: 1,
      language: 'en',
      state: 'sent',
      attemptToken: 't',
      at: new Date(now),
      sentAt: new Date(now),
      bodyText: 'Dear customer',
      ...more,
    },
  });
}

describe('an SMS from a customer', () => {
  test.each([
    ['STOP', 'opted-out'],
    ['退订', 'opted-out'],
    ['td', 'opted-out'],
    ['I will pay on Friday, stop writing', 'ok'],
    ['HELP', 'ok'],
  ])('that says %s leaves the number %s, for every customer who has it', async (Body, state) => {
    const customer = await newCustomer(calls);
    const { address } = await pointOf(customer, '1');
    const other = await newCustomer(calls, {
      contactPoints: [
        { channel: 'email', address: 'o@example.com' },
        { channel: 'sms', address },
      ],
    });
    const MessageSid = `SM-${Body}-${textOf(customer['id'])}`;
    const { status, text } = await twilioPosts('/webhooks/twilio/inbound', { MessageSid, From: textOf(address), Body });
    expect(status).toBe(200);
    expect(text).toContain('<Response/>');
    for (const one of [customer, other]) expect(await pointOf(one, '1')).toMatchObject({ state });
    const { body } = await calls.get(`/v1/customers/${textOf(customer['id'])}/timeline?kind=message.received`);
    expect(listOf(body['items'])[0]).toMatchObject({
      actor: 'customer',
      text: { en: `The customer answered: "${Body}".` },
    });
  });

  test('that says START opts in again, and an old START that is delivered twice does not undo a later STOP', async () => {
    const customer = await newCustomer(calls);
    const From = textOf((await pointOf(customer, '1'))['address']);
    const say = (MessageSid: string, Body: string) =>
      twilioPosts('/webhooks/twilio/inbound', { MessageSid, From, Body });
    await say('a1', 'STOP');
    await say('a2', 'START');
    expect(await pointOf(customer, '1')).toMatchObject({ state: 'ok' });
    await say('a3', 'STOP');
    await say('a2', 'START');
    expect(await pointOf(customer, '1')).toMatchObject({ state: 'opted-out' });
  });

  test('from a number that nobody has is taken and forgotten', async () => {
    const fields = { MessageSid: 'n1', From: '+12125559999', Body: 'STOP' };
    expect((await twilioPosts('/webhooks/twilio/inbound', fields)).status).toBe(200);
  });

  test('that Twilio did not sign is refused', async () => {
    const customer = await newCustomer(calls);
    const From = textOf((await pointOf(customer, '1'))['address']);
    const fields = { MessageSid: 'f1', From, Body: 'STOP' };
    const forged = await twilioPosts('/webhooks/twilio/inbound', fields, 'another-token');
    expect(forged.status).toBe(403);
    expect(forged.body).toMatchObject({ code: 'signature-not-valid' });
    const unsigned = await calls.post('/webhooks/twilio/inbound', new URLSearchParams(fields).toString(), {
      role: null,
      type: FORM,
    });
    expect(unsigned.status).toBe(403);
    const formless = await calls.post('/webhooks/twilio/inbound', 'Body=STOP', { role: null, type: FORM });
    expect(formless.body).toMatchObject({ code: 'signature-not-valid' });
    expect((await twilioPosts('/webhooks/twilio/inbound', { Body: 'STOP' })).status).toBe(422);
    expect(await pointOf(customer, '1')).toMatchObject({ state: 'ok' });
  });
});

describe('a report of Twilio', () => {
  test('of a delivery counts once, and one of an earlier state that comes later changes nothing', async () => {
    const message = await sentMessage(await newCustomer(calls), 'sms');
    const path = `/webhooks/twilio/status/${message.id}`;
    const report = (MessageStatus: string) => twilioPosts(path, { MessageSid: 'SM1', MessageStatus });
    for (const word of ['delivered', 'delivered', 'sent']) expect((await report(word)).status).toBe(204);
    const { body } = await calls.get(`/v1/messages/${message.id}`);
    expect(body).toMatchObject({ state: 'delivered', events: [{ kind: 'delivered' }, { kind: 'sent' }] });
  });

  test('of a number that does not exist marks the contact point', async () => {
    const customer = await newCustomer(calls);
    const message = await sentMessage(customer, 'sms');
    const fields = { MessageSid: 'SM2', MessageStatus: 'undelivered', ErrorCode: '30005' };
    await twilioPosts(`/webhooks/twilio/status/${message.id}`, fields);
    expect((await calls.get(`/v1/messages/${message.id}`)).body).toMatchObject({ state: 'failed', errorCode: '30005' });
    expect(await pointOf(customer, '1')).toMatchObject({ state: 'bounced', stateCode: '30005' });
  });

  test('of a message that is not there is refused', async () => {
    const path = '/webhooks/twilio/status/0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10';
    expect((await twilioPosts(path, { MessageSid: 'SM3', MessageStatus: 'sent' })).status).toBe(404);
  });
});

describe('an unsubscribe link', () => {
  test('asks when it is opened, and ends the purpose of its message when it is posted, once', async () => {
    const customer = await newCustomer(calls);
    await sentMessage(customer, 'email', { unsubscribeToken: 'token-1', purpose: 'marketing', language: 'zh' });
    const shown = await calls.get('/u/token-1', { role: null });
    expect(shown.status).toBe(200);
    expect(shown.headers['content-type']).toContain('text/html');
    expect(shown.text).toContain('确认退订');
    const consents = async () => listOf((await pointOf(customer, '0'))['consents']);
    const before = await consents();

    const oneClick = { role: null, type: FORM };
    expect((await calls.post('/u/token-1', 'List-Unsubscribe=One-Click', oneClick)).status).toBe(200);
    expect((await calls.post('/u/token-1', '', { role: null })).text).toContain('已退订');
    const after = await consents();
    expect(after).toMatchObject([
      { granted: true },
      { granted: true },
      { purpose: 'marketing', granted: false, source: 'unsubscribe link' },
    ]);
    expect(before).toMatchObject([{}, {}, { source: null }]);
    const { body } = await calls.get(`/v1/customers/${textOf(customer['id'])}/timeline?kind=consent.`);
    expect(listOf(body['items'])).toHaveLength(1);
  });

  test('ends the purpose at the address in whichever roles the customer has it', async () => {
    const customer = await newCustomer(calls);
    const { address } = await pointOf(customer, '0');
    const other = await calls.post(`/v1/customers/${textOf(customer['id'])}/contact-points`, {
      ...{ channel: 'email', address, role: 'legal' },
    });
    expect(other.status).toBe(201);
    await sentMessage(customer, 'email', { unsubscribeToken: 'token-2', purpose: 'collections' });
    await calls.post('/u/token-2', 'List-Unsubscribe=One-Click', { role: null, type: FORM });
    const { body } = await calls.get(`/v1/contact-points/${textOf(other.body['id'])}`);
    expect(listOf(body['consents'])).toContainEqual(
      expect.objectContaining({ purpose: 'collections', granted: false, source: 'unsubscribe link' }),
    );
  });

  test('that nobody was sent shows a page that says so', async () => {
    const { status, text } = await calls.get('/u/nothing', { role: null, headers: { 'Accept-Language': 'en' } });
    expect(status).toBe(404);
    expect(text).toContain('not known');
  });
});
