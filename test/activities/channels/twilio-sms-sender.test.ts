import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OutgoingSms } from '../../../activities/channels/sms-sender';
import { createTwilioSmsSender } from '../../../activities/channels/twilio-sms-sender';

const SMS: OutgoingSms = {
  messageId: '0198-1',
  from: '+15005550006',
  to: '+8613800138000',
  body: '【上海晨光供应链】您有 3 笔账单已逾期 & so on + €',
  statusCallback: 'https://perennial.example.com/v1/webhooks/twilio/status?message=0198-1',
};
const ACCOUNT = 'AC00000000000000000000000000000001';

type Answer = (
  request: {
    readonly method: string;
    readonly path: string;
    readonly query: URLSearchParams;
    readonly form: URLSearchParams;
    readonly authorization: string;
  },
  response: ServerResponse,
) => void;

describe('createTwilioSmsSender', () => {
  let server: Server;
  let baseUrl: string;
  let answer: Answer;
  let requests = 0;

  beforeEach(async () => {
    requests = 0;
    answer = (_request, response) => json(response, 201, message({}));
    server = createServer((request, response) => {
      void read(request).then((body) => {
        requests += 1;
        const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
        answer(
          {
            method: request.method ?? '',
            path: pathname,
            query: searchParams,
            form: new URLSearchParams(body),
            authorization: request.headers.authorization ?? '',
          },
          response,
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const senderWith = (timeoutMs = 10_000) =>
    createTwilioSmsSender({ accountSid: ACCOUNT, authToken: 'token', baseUrl, timeoutMs });
  const fails = (status: number, body: object | string, headers: Record<string, string> = {}): void => {
    answer = (_request, response) => json(response, status, body, headers);
  };

  it('posts the message with its status callback, and gives the ID that Twilio gave', async () => {
    let seen: Parameters<Answer>[0] | null = null;
    answer = (request, response) => {
      seen = request;
      json(response, 201, message({ sid: 'SM123' }));
    };
    expect(await senderWith().send(SMS)).toEqual({ kind: 'accepted', providerId: 'SM123' });
    expect(seen).toMatchObject({ method: 'POST', path: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json` });
    expect(seen!.authorization).toBe(`Basic ${Buffer.from(`${ACCOUNT}:token`).toString('base64')}`);
    expect(Object.fromEntries(seen!.form)).toEqual({
      To: SMS.to,
      From: SMS.from,
      Body: SMS.body,
      StatusCallback: SMS.statusCallback,
    });
  });

  it('sends by a messaging service where the sender is one', async () => {
    let form = new URLSearchParams();
    answer = (request, response) => {
      form = request.form;
      json(response, 201, message({}));
    };
    await senderWith().send({ ...SMS, from: 'MG0001', statusCallback: null });
    expect(Object.fromEntries(form)).toEqual({ To: SMS.to, MessagingServiceSid: 'MG0001', Body: SMS.body });
  });

  it.each<[string, number, number | null, object]>([
    ['an invalid number', 400, 21211, { kind: 'refused', code: '21211', contactPoint: 'bounced' }],
    ['a landline', 400, 21614, { kind: 'refused', code: '21614', contactPoint: 'bounced' }],
    ['a recipient who opted out', 400, 21610, { kind: 'refused', code: '21610', contactPoint: 'opted-out' }],
    ['a region that is not enabled', 400, 21408, { kind: 'refused', code: '21408', contactPoint: null }],
    ['a sender of ours that is wrong', 400, 21606, { kind: 'refused', code: '21606', contactPoint: null }],
    ['a refusal without a number', 400, null, { kind: 'refused', code: '400', contactPoint: null }],
    ['wrong credentials', 401, 20003, { kind: 'transient', code: '20003', retryAfterMs: null }],
    ['an account that is not active', 403, 20005, { kind: 'transient', code: '20005' }],
    ['a full queue', 400, 21611, { kind: 'transient', code: '21611' }],
    ['a gateway that gave up', 408, null, { kind: 'unknown', code: '408' }],
    ['a server fault', 500, 20500, { kind: 'unknown', code: '20500' }],
    ['a server that is away', 503, null, { kind: 'unknown', code: '503' }],
    ['a redirect', 302, null, { kind: 'unknown', code: '302' }],
  ])('makes of %s what it means, and asks once', async (_title, status, number, outcome) => {
    fails(status, { code: number ?? undefined, message: 'as told', status });
    expect(await senderWith().send(SMS)).toMatchObject({ ...outcome, text: 'as told' });
    expect(requests).toBe(1);
  });

  it('takes over how long Twilio wants to be left alone', async () => {
    fails(429, { code: 20429, message: 'Too many requests' }, { 'Retry-After': '7' });
    expect(await senderWith().send(SMS)).toEqual({
      kind: 'transient',
      code: '20429',
      text: 'Too many requests',
      retryAfterMs: 7_000,
    });
    fails(429, '<html>slow down</html>', { 'Retry-After': 'Wed, 21 Oct 2015 07:28:00 GMT' });
    expect(await senderWith().send(SMS)).toEqual({ kind: 'transient', code: '429', text: 'HTTP 429', retryAfterMs: 0 });
    fails(429, {});
    expect(await senderWith().send(SMS)).toMatchObject({ kind: 'transient', retryAfterMs: null });
  });

  it('does not know what became of a message where the answer does not come or breaks off', async () => {
    answer = () => undefined;
    expect(await senderWith(100).send(SMS)).toMatchObject({ kind: 'unknown' });
    answer = (_request, response) => response.destroy();
    expect(await senderWith().send(SMS)).toMatchObject({ kind: 'unknown', code: 'ECONNRESET' });
    answer = (_request, response) => {
      response.writeHead(201, { 'Content-Length': '1000' });
      response.write('{"sid": "SM1"');
      setImmediate(() => response.destroy());
    };
    expect(await senderWith().send(SMS)).toMatchObject({ kind: 'unknown' });
    fails(200, '<html>a login page of a proxy</html>');
    expect(await senderWith().send(SMS)).toMatchObject({ kind: 'unknown' });
  });

  it('knows that nothing was sent where there was no connection', async () => {
    const sender = createTwilioSmsSender({ accountSid: ACCOUNT, authToken: 'token', baseUrl: 'http://127.0.0.1:1' });
    expect(await sender.send(SMS)).toMatchObject({ kind: 'transient', code: 'ECONNREFUSED' });
    const nowhere = createTwilioSmsSender({ accountSid: ACCOUNT, authToken: 'token', baseUrl: 'http://sms.invalid' });
    expect(await nowhere.send(SMS)).toMatchObject({ kind: 'transient' });
  });

  it('can be aborted: before the request nothing was sent, later that is not known', async () => {
    expect(await senderWith().send(SMS, AbortSignal.abort())).toMatchObject({ kind: 'transient', code: 'ABORTED' });
    expect(requests).toBe(0);
    const abort = new AbortController();
    answer = () => {
      abort.abort();
    };
    expect(await senderWith().send(SMS, abort.signal)).toMatchObject({ kind: 'unknown', code: 'ABORTED' });
  });

  describe('lookUp', () => {
    const since = new Date('2026-03-20T10:00:00Z');
    const lists = (...rows: object[]): void => {
      answer = (request, response) => {
        expect(request.query.get('To')).toBe(SMS.to);
        json(response, 200, { messages: rows, page: 0, page_size: 50, next_page_uri: null });
      };
    };

    it('finds the message by recipient and text, also behind the sentence of a trial account', async () => {
      const made = 'Fri, 20 Mar 2026 10:00:05 +0000';
      lists(
        message({ sid: 'SM1', body: 'another' }),
        message({ sid: 'SM2', body: SMS.body, date_created: made, status: 'sent' }),
      );
      expect(await senderWith().lookUp(SMS, since)).toMatchObject({
        providerId: 'SM2',
        status: 'sent',
        errorCode: null,
      });
      lists(
        message({ sid: 'SM3', body: `Sent from a trial account - ${SMS.body}`, date_created: made, status: 'queued' }),
      );
      expect(await senderWith().lookUp(SMS, since)).toMatchObject({ providerId: 'SM3', status: 'queued' });
      lists(message({ sid: 'SM4', body: SMS.body, date_created: made, status: 'failed', error_code: 30005 }));
      expect(await senderWith().lookUp(SMS, since)).toEqual({
        found: true,
        providerId: 'SM4',
        status: 'failed',
        errorCode: '30005',
      });
    });

    it('does not take an earlier message of the same text for this one', async () => {
      lists(message({ sid: 'SM1', body: SMS.body, date_created: 'Fri, 20 Mar 2026 09:58:00 +0000' }));
      expect(await senderWith().lookUp(SMS, since)).toEqual({ found: false });
      lists();
      expect(await senderWith().lookUp(SMS, since)).toEqual({ found: false });
    });

    it('fails where Twilio does not answer: absent and unknown are not the same', async () => {
      fails(500, { message: 'down' });
      await expect(senderWith().lookUp(SMS, since)).rejects.toThrow('down');
    });
  });
});

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function json(
  response: ServerResponse,
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'Content-Type': typeof body === 'string' ? 'text/html' : 'application/json',
    ...headers,
  });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function message(fields: Record<string, string | number>): object {
  return {
    sid: 'SM0',
    status: 'queued',
    body: '',
    to: SMS.to,
    from: SMS.from,
    direction: 'outbound-api',
    date_created: 'Fri, 20 Mar 2026 10:00:05 +0000',
    date_sent: null,
    ...fields,
  };
}
