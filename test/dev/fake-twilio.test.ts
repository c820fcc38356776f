import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';
import type { OutgoingSms } from '../../activities/channels/sms-sender';
import { TwilioHttpClient } from '../../activities/channels/twilio-http-client';
import { createTwilioSmsSender } from '../../activities/channels/twilio-sms-sender';
import type { FakeTwilioFault } from '../../dev/fake-twilio/faults';
import { freePort } from '../../dev/free-port';
import { startFakeTwilio, type FakeTwilio } from '../../dev/fake-twilio/start-fake-twilio';

const ACCOUNT = 'AC00000000000000000000000000000001';
const TOKEN = 'token-of-the-test';
const OURS = '+15005550006';
const CUSTOMER = '+8613800138000';

type Hook = { readonly path: string; readonly params: Record<string, string>; readonly signature: string };

describe('startFakeTwilio', () => {
  let fake: FakeTwilio;
  let product: Server;
  let productUrl: string;
  let hooks: Hook[];
  let productAnswers: number;

  beforeEach(async () => {
    hooks = [];
    productAnswers = 204;
    product = createServer((request, response) => {
      void readForm(request).then((params) => {
        hooks.push({ path: request.url ?? '', params, signature: String(request.headers['x-twilio-signature']) });
        response.writeHead(productAnswers, { Connection: 'close' }).end();
      });
    });
    await new Promise<void>((resolve) => product.listen(0, '127.0.0.1', resolve));
    productUrl = `http://127.0.0.1:${(product.address() as AddressInfo).port}`;
    fake = await startFakeTwilio({ accountSid: ACCOUNT, authToken: TOKEN, stepMs: 0 });
  });
  afterEach(async () => {
    await fake.stop();
    product.closeAllConnections();
    await new Promise((resolve) => product.close(resolve));
  });

  const sms = (fields: Partial<OutgoingSms> = {}): OutgoingSms => ({
    messageId: '0198-1',
    from: OURS,
    to: CUSTOMER,
    body: '【上海晨光】您有 3 笔账单已逾期 & more',
    statusCallback: `${productUrl}/status?message=0198-1`,
    ...fields,
  });
  const senderWith = (authToken = TOKEN, timeoutMs = 10_000) =>
    createTwilioSmsSender({ accountSid: ACCOUNT, authToken, baseUrl: fake.url, timeoutMs });
  const client = () => twilio(ACCOUNT, TOKEN, { httpClient: new TwilioHttpClient(fake.url, 10_000) });

  it('takes a message from the product and reports each status with a signature that Twilio would make', async () => {
    const sent = await senderWith().send(sms());
    await fake.settled();
    const [message] = fake.messages();
    expect(sent).toEqual({ kind: 'accepted', providerId: message!.sid });
    expect(message).toMatchObject({
      to: CUSTOMER,
      from: OURS,
      body: sms().body,
      status: 'delivered',
      size: { encoding: 'UCS-2', segments: 1 },
    });
    expect(hooks.map(({ params }) => params['MessageStatus'])).toEqual(['queued', 'sent', 'delivered']);
    for (const { path, params, signature } of hooks) {
      expect(path).toBe('/status?message=0198-1');
      expect(params).toMatchObject({ MessageSid: message!.sid, AccountSid: ACCOUNT, To: CUSTOMER, From: OURS });
      expect(twilio.validateRequest(TOKEN, signature, `${productUrl}${path}`, params)).toBe(true);
      expect(twilio.validateRequest('another', signature, `${productUrl}${path}`, params)).toBe(false);
    }
  });

  it('is found by a look-up of the same recipient and text, and of no other', async () => {
    const since = new Date();
    const sent = await senderWith().send(sms());
    await fake.settled();
    expect(await senderWith().lookUp(sms(), since)).toEqual({
      found: true,
      providerId: sent.kind === 'accepted' ? sent.providerId : null,
      status: 'delivered',
      errorCode: null,
    });
    expect(await senderWith().lookUp(sms({ body: 'another' }), since)).toEqual({ found: false });
    expect(await senderWith().lookUp(sms({ to: '+14155550100' }), since)).toEqual({ found: false });
    expect(await senderWith().lookUp(sms(), new Date(since.getTime() + 3_600_000))).toEqual({ found: false });
  });

  it('answers the official client: one message, pages of a list, filters, the account', async () => {
    for (const body of ['one', 'two', 'three']) await senderWith().send(sms({ body, statusCallback: null }));
    await fake.settled();
    const api = client();
    const all = await api.messages.list({ pageSize: 2 });
    expect(all.map(({ body }) => body)).toEqual(['three', 'two', 'one']);
    const one = await api.messages(all[2]!.sid).fetch();
    expect(one).toMatchObject({ body: 'one', status: 'delivered', numSegments: '1', direction: 'outbound-api' });
    expect(Math.abs(one.dateCreated.getTime() - fake.messages()[0]!.createdAt)).toBeLessThan(1_000);
    expect(await api.messages.list({ to: CUSTOMER, dateSent: one.dateSent })).toHaveLength(3);
    expect(await api.messages.list({ dateSentBefore: new Date('2020-01-01') })).toEqual([]);
    expect(await api.messages.list({ from: '+14155550100' })).toEqual([]);
    expect(await api.api.v2010.accounts(ACCOUNT).fetch()).toMatchObject({ sid: ACCOUNT, status: 'active' });
    await expect(api.messages('SM0').fetch()).rejects.toMatchObject({ number: 20404, status: 404 });
  });

  it('picks a sender for a messaging service', async () => {
    await senderWith().send(sms({ from: 'MG0001' }));
    await fake.settled();
    expect(fake.messages()).toMatchObject([{ from: OURS, messagingServiceSid: 'MG0001' }]);
    expect(hooks[0]!.params).toMatchObject({ From: OURS, MessagingServiceSid: 'MG0001' });
  });

  it('refuses credentials that are wrong', async () => {
    expect(await senderWith('wrong').send(sms())).toMatchObject({ kind: 'transient', code: '20003' });
    expect(fake.messages()).toEqual([]);
  });

  it.each<[string, Partial<OutgoingSms>, object]>([
    ['a number that is none', { to: '13800' }, { kind: 'refused', code: '21211', contactPoint: 'bounced' }],
    ['no text', { body: '' }, { kind: 'refused', code: '21602' }],
    ['a text of 1,601 characters', { body: 'x'.repeat(1_601) }, { kind: 'refused', code: '21617' }],
    ['a callback that is no address', { statusCallback: 'not a url' }, { kind: 'refused', code: '21609' }],
    ['the test number that is invalid', { to: '+15005550001' }, { kind: 'refused', contactPoint: 'bounced' }],
    ['the test number that opted out', { to: '+15005550004' }, { kind: 'refused', contactPoint: 'opted-out' }],
    ['the test sender with a full queue', { from: '+15005550008' }, { kind: 'transient', code: '21611' }],
  ])('refuses %s', async (_title, fields, outcome) => {
    expect(await senderWith().send(sms(fields))).toMatchObject(outcome);
    expect(fake.messages()).toEqual([]);
  });

  it.each<[FakeTwilioFault, object, number]>([
    [{ kind: 'too-many-requests', retryAfterSeconds: 7 }, { kind: 'transient', retryAfterMs: 7_000 }, 0],
    [{ kind: 'server-error' }, { kind: 'unknown', code: '20500' }, 0],
    [{ kind: 'taken-but-server-error' }, { kind: 'unknown', code: '20500' }, 1],
    [{ kind: 'drop' }, { kind: 'unknown', code: 'ECONNRESET' }, 0],
    [{ kind: 'taken-but-drop' }, { kind: 'unknown', code: 'ECONNRESET' }, 1],
    [{ kind: 'refuse', code: 21211 }, { kind: 'refused', contactPoint: 'bounced' }, 0],
    [{ kind: 'refuse', code: 21610 }, { kind: 'refused', contactPoint: 'opted-out' }, 0],
    [{ kind: 'hang' }, { kind: 'unknown' }, 0],
    [{ kind: 'taken-but-hang' }, { kind: 'unknown' }, 1],
  ])('fails once on demand: %j', async (fault, outcome, taken) => {
    fake.setFault(fault, { to: CUSTOMER, next: 1 });
    expect(await senderWith().send(sms({ to: '+14155550100' }))).toMatchObject({ kind: 'accepted' });
    const impatient = senderWith(TOKEN, fault.kind.endsWith('hang') ? 1_000 : 10_000);
    expect(await impatient.send(sms())).toMatchObject(outcome);
    await fake.settled();
    const toCustomer = () => fake.messages().filter(({ to }) => to === CUSTOMER);
    expect(toCustomer()).toHaveLength(taken);
    expect(await senderWith().lookUp(sms(), new Date())).toMatchObject({ found: taken === 1 });
    expect(await senderWith().send(sms())).toMatchObject({ kind: 'accepted' });
    expect(toCustomer()).toHaveLength(taken + 1);
  });

  it('fails for everybody until told otherwise, also when it is asked', async () => {
    fake.setFault({ kind: 'server-error' });
    fake.setFault({ kind: 'server-error' }, { request: 'read' });
    expect(await senderWith().send(sms())).toMatchObject({ kind: 'unknown' });
    expect(await senderWith().send(sms())).toMatchObject({ kind: 'unknown' });
    await expect(senderWith().lookUp(sms(), new Date())).rejects.toThrow('Internal Server Error');
    fake.clearFaults();
    expect(await senderWith().lookUp(sms(), new Date())).toEqual({ found: false });
    expect(await senderWith().send(sms())).toMatchObject({ kind: 'accepted' });
  });

  it('reports a message as undelivered where it is told so', async () => {
    fake.setFault({ kind: 'undelivered', code: 30003 }, { next: 1 });
    expect(await senderWith().send(sms())).toMatchObject({ kind: 'accepted' });
    await fake.settled();
    expect(fake.messages()).toMatchObject([{ status: 'undelivered', errorCode: 30003 }]);
    expect(hooks.at(-1)!.params).toMatchObject({ MessageStatus: 'undelivered', ErrorCode: '30003' });
  });

  it('posts what a customer sends, and refuses messages to one who said STOP until they say START', async () => {
    const webhookUrl = `${productUrl}/inbound`;
    const stop = await fake.receive({ from: CUSTOMER, to: OURS, body: 'Stop', webhookUrl });
    expect(stop.answer).toBe(204);
    expect(hooks).toMatchObject([
      { path: '/inbound', params: { From: CUSTOMER, To: OURS, Body: 'Stop', MessageSid: stop.sid } },
    ]);
    expect(twilio.validateRequest(TOKEN, hooks[0]!.signature, webhookUrl, hooks[0]!.params)).toBe(true);
    expect(await senderWith().send(sms())).toMatchObject({ kind: 'refused', contactPoint: 'opted-out' });
    await fake.receive({ from: CUSTOMER, to: OURS, body: 'START', webhookUrl });
    expect(await senderWith().send(sms())).toMatchObject({ kind: 'accepted' });
  });

  it('keeps what came of a webhook, and posts to this machine only', async () => {
    productAnswers = 403;
    await senderWith().send(sms());
    await senderWith().send(sms({ statusCallback: 'https://pay.example.com/status' }));
    await senderWith().send(sms({ statusCallback: `http://127.0.0.1:${await freePort()}/status` }));
    await fake.settled();
    const answers = fake.messages().map(({ webhooks }) => webhooks[0]!.answer);
    expect(answers).toEqual([403, 'not posted: the fake reaches this machine only', 'ECONNREFUSED']);
    await expect(fake.receive({ from: CUSTOMER, to: OURS, body: 'hi' })).rejects.toThrow('webhookUrl');
  });

  it('shows people what was sent, newest first and escaped, and lets them answer', async () => {
    fake.setInboundUrl(`${productUrl}/inbound`);
    await senderWith().send(sms({ body: '<script>alert("1 & 2")</script>' }));
    await senderWith().send(sms({ body: '您有 3 笔账单已逾期' }));
    await fake.settled();
    const page = await (await fetch(fake.url)).text();
    expect(page).toContain('&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;');
    expect(page).not.toContain('<script>alert');
    expect(page.indexOf('您有 3 笔账单已逾期')).toBeLessThan(page.indexOf('&lt;script&gt;alert'));
    hooks = [];
    const answered = await fetch(`${fake.url}/answer`, {
      method: 'POST',
      body: new URLSearchParams({ sid: fake.messages()[0]!.sid, body: '', keyword: 'STOP' }),
    });
    expect(answered.url).toBe(`${fake.url}/`);
    expect(hooks).toMatchObject([{ path: '/inbound', params: { From: CUSTOMER, To: OURS, Body: 'STOP' } }]);
    expect(await (await fetch(`${fake.url}/list`)).text()).toContain('2 sent, 1 received');
  });

  it('stops while a request hangs and messages are on their way', async () => {
    const slow = await startFakeTwilio({ accountSid: ACCOUNT, authToken: TOKEN, stepMs: 600_000 });
    const sender = createTwilioSmsSender({ accountSid: ACCOUNT, authToken: TOKEN, baseUrl: slow.url });
    await sender.send(sms());
    slow.setFault({ kind: 'taken-but-hang' });
    const hanging = sender.send(sms());
    while (slow.messages().length < 2) await new Promise((resolve) => setImmediate(resolve));
    await slow.stop();
    expect(await hanging).toMatchObject({ kind: 'unknown' });
    expect(slow.messages().map(({ status }) => status)).toEqual(['queued', 'queued']);
  });
});

async function readForm(request: AsyncIterable<unknown>): Promise<Record<string, string>> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return Object.fromEntries(new URLSearchParams(body));
}
