import type { EmailSender, OutgoingEmail } from '../../activities/channels/email-sender';
import { createSmtpEmailSender } from '../../activities/channels/smtp-email-sender';
import type { SmtpRule } from './smtp-rules';
import { startTestSmtpServer, type TestSmtpServer } from './smtp-server';

const EMAIL: OutgoingEmail = {
  messageId: '<0198-1@mail.example.com>',
  from: { name: '上海晨光', address: 'billing@example.com' },
  replyTo: null,
  to: { name: null, address: 'ap@harbour.example' },
  cc: [],
  subject: '您有 3 笔账单已逾期',
  html: '<p>¥1,189.50</p>',
  text: '¥1,189.50',
  unsubscribeUrl: null,
};
const REFUSED = { at: 'rcpt', kind: 'refuse' } as const;

describe('startTestSmtpServer', () => {
  let server: TestSmtpServer;
  let sender: EmailSender;

  beforeAll(async () => {
    server = await startTestSmtpServer();
  });
  beforeEach(() => {
    server.reset();
    sender = createSmtpEmailSender({ url: server.url });
  });
  afterEach(() => sender.close());
  afterAll(() => server.stop());

  it('records a message with its envelope, its parsed and its raw form', async () => {
    const before = Date.now();
    expect(await sender.send(EMAIL)).toMatchObject({ kind: 'accepted' });
    expect(server.received).toHaveLength(1);
    const [mail] = server.received;
    expect(mail!.at).toBeGreaterThanOrEqual(before);
    expect(mail!.envelope).toEqual({ from: 'billing@example.com', to: ['ap@harbour.example'] });
    expect(mail!.parsed.subject).toBe(EMAIL.subject);
    expect(mail!.parsed.text).toContain('¥1,189.50');
    expect(mail!.raw).toContain('Message-ID: <0198-1@mail.example.com>\r\n');
  });

  it.each<[string, SmtpRule, object, number]>([
    ['an address refused for good', { ...REFUSED, code: 550 }, { kind: 'refused', contactPoint: 'bounced' }, 0],
    ['an address refused for now', { ...REFUSED, code: 450 }, { kind: 'transient', code: '450' }, 0],
    ['a server that shuts down', { ...REFUSED, code: 421 }, { kind: 'transient', code: '421' }, 0],
    [
      'a message refused for good, in words of the test',
      { at: 'data', kind: 'refuse', code: 554, text: '5.7.1 looks like spam' },
      { kind: 'refused', code: '554 5.7.1', contactPoint: null },
      0,
    ],
    ['a message refused for now', { at: 'data', kind: 'refuse', code: 450 }, { kind: 'transient', code: '450' }, 0],
    ['a connection lost before DATA', { at: 'rcpt', kind: 'drop' }, { kind: 'transient' }, 0],
    ['a connection lost after DATA', { at: 'data', kind: 'drop' }, { kind: 'unknown' }, 1],
    ['an answer that is late', { at: 'data', kind: 'delay', ms: 20 }, { kind: 'accepted' }, 1],
  ])('shows a sender %s', async (_title, rule, outcome, received) => {
    server.rule(rule);
    expect(await sender.send(EMAIL)).toMatchObject(outcome);
    expect(server.received).toHaveLength(received);
  });

  it.each([
    ['before DATA', 'rcpt', 'transient', 0, 300],
    // Long enough for all that comes before.
    ['after DATA', 'data', 'unknown', 1, 2_000],
  ] as const)('says nothing %s until it is stopped or left', async (_title, at, kind, received, totalTimeoutMs) => {
    const impatient = createSmtpEmailSender({ url: server.url, totalTimeoutMs });
    server.rule({ at, kind: 'hang' });
    expect(await impatient.send(EMAIL)).toMatchObject({ kind });
    expect(server.received).toHaveLength(received);
    await impatient.close();
  });

  it('keeps a rule to its recipient and to its number of times, and takes the first that fits', async () => {
    server.rule([
      { at: 'rcpt', kind: 'refuse', code: 450, to: 'ap@harbour.example', next: 1 },
      { at: 'rcpt', kind: 'refuse', code: 550, to: 'ap@harbour.example', next: 1 },
    ]);
    expect(await sender.send({ ...EMAIL, to: { name: null, address: 'other@harbour.example' } })).toMatchObject({
      kind: 'accepted',
    });
    expect(await sender.send(EMAIL)).toMatchObject({ kind: 'transient' });
    expect(await sender.send(EMAIL)).toMatchObject({ kind: 'refused' });
    expect(await sender.send(EMAIL)).toMatchObject({ kind: 'accepted' });
    expect(server.received.map(({ envelope }) => envelope.to[0])).toEqual([
      'other@harbour.example',
      'ap@harbour.example',
    ]);
  });

  it('asks a function at each stage', async () => {
    const asked: string[] = [];
    server.rule((at, recipients) => {
      asked.push(`${at} ${recipients.join()}`);
      return null;
    });
    await sender.send(EMAIL);
    expect(asked).toEqual(['rcpt ap@harbour.example', 'data ap@harbour.example']);
  });

  it('stops while a sender waits for its answer', async () => {
    const own = await startTestSmtpServer();
    const waiting = createSmtpEmailSender({ url: own.url });
    const reached = new Promise<void>((resolve) => {
      own.rule((at) => {
        if (at === 'data') resolve();
        return at === 'data' ? { at, kind: 'delay', ms: 600_000 } : null;
      });
    });
    const sending = waiting.send(EMAIL);
    await reached;
    await own.stop();
    expect(await sending).toMatchObject({ kind: 'unknown' });
    await waiting.close();
  });
});
