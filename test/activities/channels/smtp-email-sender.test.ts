import { simpleParser } from 'mailparser';
import type { EmailSender, OutgoingEmail } from '../../../activities/channels/email-sender';
import { createSmtpEmailSender, type SmtpSettings } from '../../../activities/channels/smtp-email-sender';
import { startScriptedSmtpServer, type SmtpPoint, type SmtpScript } from './scripted-smtp-server';

const EMAIL: OutgoingEmail = {
  messageId: '<0198-1@mail.example.com>',
  from: { name: '上海晨光供应链', address: 'billing@example.com' },
  replyTo: 'ask@example.com',
  to: { name: 'Harbour & Sons, "Ltd"', address: 'ap@harbour.example' },
  cc: [],
  subject: '您有 3 笔账单已逾期',
  html: '<p>应付 ¥1,189.50</p>\n.\n<p>.</p>',
  text: '应付 ¥1,189.50\n.\nend',
  unsubscribeUrl: 'https://pay.example.com/u/8Qk2?token=abc',
};

// Pipelining puts the whole envelope and DATA into one write: the stages then come apart differently.
describe.each([
  ['without pipelining', []],
  ['with pipelining', ['PIPELINING', 'SIZE 50000000', '8BITMIME', 'ENHANCEDSTATUSCODES']],
])('createSmtpEmailSender %s', (_, extensions) => {
  let server: Awaited<ReturnType<typeof startScriptedSmtpServer>>;
  const senders: EmailSender[] = [];

  function senderWith(settings: Partial<SmtpSettings> = {}): EmailSender {
    const sender = createSmtpEmailSender({ url: server.url, replyTimeoutMs: 10_000, ...settings });
    senders.push(sender);
    return sender;
  }

  const at =
    (point: SmtpPoint, reply: string): SmtpScript =>
    (asked) =>
      asked === point ? reply : null;

  beforeEach(async () => {
    server = await startScriptedSmtpServer(extensions);
  });
  afterEach(async () => {
    await Promise.all(senders.splice(0).map((sender) => sender.close()));
    await server.stop();
  });

  it('hands over a message whole: headers, both parts, unsubscribe in one click', async () => {
    expect(await senderWith().send(EMAIL)).toEqual({ kind: 'accepted', providerId: null });
    expect(server.taken).toHaveLength(1);
    const source = server.taken[0]!.source.replaceAll('\r\n..', '\r\n.');
    const mail = await simpleParser(source);
    expect(mail.messageId).toBe('<0198-1@mail.example.com>');
    expect(mail.subject).toBe(EMAIL.subject);
    expect(mail.from?.value).toEqual([{ name: '上海晨光供应链', address: 'billing@example.com' }]);
    expect(mail.to).toMatchObject({ value: [{ name: 'Harbour & Sons, "Ltd"', address: 'ap@harbour.example' }] });
    expect(mail.replyTo?.value[0]?.address).toBe('ask@example.com');
    expect(mail.text).toContain('应付 ¥1,189.50\n.\nend');
    expect(mail.html).toBe(EMAIL.html);
    expect(source).toContain('List-Unsubscribe: <https://pay.example.com/u/8Qk2?token=abc>\r\n');
    expect(source).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
    expect(source).toContain('Auto-Submitted: auto-generated\r\n');
  });

  it('leaves out the unsubscribe headers where there is no address for it', async () => {
    await senderWith().send({ ...EMAIL, unsubscribeUrl: null, replyTo: null, html: null });
    expect(server.taken[0]!.source).not.toMatch(/unsubscribe|reply-to|text\/html/i);
  });

  it('lets no data add a header', async () => {
    const evil = 'x\r\nBcc: eve@example.com';
    await senderWith().send({ ...EMAIL, subject: evil, to: { name: evil, address: 'ap@harbour.example' } });
    const [headers = ''] = server.taken[0]!.source.split('\r\n\r\n');
    expect(headers).not.toMatch(/^Bcc:/im);
    expect(server.taken[0]!.recipients).toEqual(['ap@harbour.example']);
  });

  it.each<[string, SmtpPoint, string, object]>([
    ['421 as greeting', 'CONNECT', '421 4.3.2 too busy', { kind: 'transient', code: '421 4.3.2' }],
    ['421 to MAIL', 'MAIL', '421 4.7.0 closing', { kind: 'transient', code: '421 4.7.0' }],
    ['450 to RCPT', 'RCPT', '450 4.2.1 greylisted', { kind: 'transient', code: '450 4.2.1' }],
    ['451 to DATA', 'DATA', '451 4.3.0 later', { kind: 'transient', code: '451 4.3.0' }],
    ['452 after the message', 'END', '452 4.3.1 disk full', { kind: 'transient', code: '452 4.3.1' }],
    ['421 after the message', 'END', '421 4.3.0 not taken', { kind: 'transient', code: '421 4.3.0' }],
    [
      '550 5.1.1 to RCPT',
      'RCPT',
      '550 5.1.1 no such user',
      { kind: 'refused', code: '550 5.1.1', contactPoint: 'bounced' },
    ],
    [
      '550 without status to RCPT',
      'RCPT',
      '550 no such user',
      { kind: 'refused', code: '550', contactPoint: 'bounced' },
    ],
    ['553 to RCPT', 'RCPT', '553 not allowed', { kind: 'refused', code: '553', contactPoint: 'bounced' }],
    [
      '556 5.1.10 to RCPT',
      'RCPT',
      '556 5.1.10 null MX',
      { kind: 'refused', code: '556 5.1.10', contactPoint: 'bounced' },
    ],
    [
      '550 5.7.1 to RCPT: policy',
      'RCPT',
      '550 5.7.1 relay denied',
      { kind: 'refused', code: '550 5.7.1', contactPoint: null },
    ],
    [
      '552 5.2.2 to RCPT: mailbox full',
      'RCPT',
      '552 5.2.2 full',
      { kind: 'refused', code: '552 5.2.2', contactPoint: null },
    ],
    [
      '550 to MAIL: our sender',
      'MAIL',
      '550 5.1.8 bad sender',
      { kind: 'refused', code: '550 5.1.8', contactPoint: null },
    ],
    [
      '554 after the message: content',
      'END',
      '554 5.7.1 spam',
      { kind: 'refused', code: '554 5.7.1', contactPoint: null },
    ],
    [
      '550 5.1.1 after the message',
      'END',
      '550 5.1.1 unknown',
      { kind: 'refused', code: '550 5.1.1', contactPoint: 'bounced' },
    ],
    ['530 to MAIL: our login', 'MAIL', '530 5.7.0 log in first', { kind: 'transient', code: '530 5.7.0' }],
  ])('makes of %s what it means', async (_title, point, reply, outcome) => {
    server.follow(at(point, reply));
    expect(await senderWith().send(EMAIL)).toMatchObject(outcome);
    expect(server.taken).toEqual([]);
  });

  it.each<[string, SmtpPoint]>([
    ['at the greeting', 'CONNECT'],
    ['at EHLO', 'EHLO'],
    ['at MAIL', 'MAIL'],
    ['at RCPT', 'RCPT'],
    ['at DATA', 'DATA'],
  ])('knows that nothing was taken where the connection drops %s', async (_title, point) => {
    server.follow(at(point, 'DROP'));
    expect(await senderWith().send(EMAIL)).toMatchObject({ kind: 'transient' });
    expect(server.taken).toEqual([]);
  });

  it('knows that nothing was taken where the connection drops inside a long message', async () => {
    server.follow(at('BODY', 'DROP'));
    const long = { ...EMAIL, text: 'line of a very long message\n'.repeat(200_000) };
    expect(await senderWith().send(long)).toMatchObject({ kind: 'transient' });
    expect(server.taken).toEqual([]);
  });

  it('does not know whether it was taken where the connection drops after the message', async () => {
    server.follow(at('END', 'DROP'));
    expect(await senderWith().send(EMAIL)).toMatchObject({ kind: 'unknown', code: 'ECONNECTION' });
    expect(server.taken).toHaveLength(1);
  });

  it.each<[SmtpPoint, object]>([
    ['CONNECT', { kind: 'transient', code: 'ETIMEDOUT' }],
    ['EHLO', { kind: 'transient', code: 'ETIMEDOUT' }],
    ['MAIL', { kind: 'transient', code: 'ETIMEDOUT' }],
    ['RCPT', { kind: 'transient', code: 'ETIMEDOUT' }],
    ['DATA', { kind: 'transient', code: 'ETIMEDOUT' }],
    ['END', { kind: 'unknown', code: 'ETIMEDOUT' }],
  ])('waits no longer than it may for a server that falls silent at %s', async (point, outcome) => {
    server.follow(at(point, 'HANG'));
    // What comes before the last reply must not take so long on any machine; before it, it makes no difference.
    const waitMs = point === 'END' ? 2_000 : 100;
    expect(await senderWith({ connectTimeoutMs: waitMs, replyTimeoutMs: waitMs }).send(EMAIL)).toMatchObject(outcome);
  });

  it('bounds the whole of it, also where the server keeps the connection alive', async () => {
    server.follow(at('END', 'HANG'));
    expect(await senderWith({ totalTimeoutMs: 2_000 }).send(EMAIL)).toMatchObject({ kind: 'unknown', code: 'EABORT' });
    server.follow(at('RCPT', 'HANG'));
    expect(await senderWith({ totalTimeoutMs: 200 }).send(EMAIL)).toMatchObject({ kind: 'transient', code: 'EABORT' });
  });

  it('can be aborted: before the message is over nothing was taken, after it that is not known', async () => {
    const early = AbortSignal.abort();
    expect(await senderWith().send(EMAIL, early)).toMatchObject({ kind: 'transient', code: 'EABORT' });
    for (const [point, kind] of [
      ['RCPT', 'transient'],
      ['END', 'unknown'],
    ] as const) {
      const abort = new AbortController();
      server.follow((asked) => {
        if (asked !== point) return null;
        setImmediate(() => {
          abort.abort();
        });
        return 'HANG';
      });
      expect(await senderWith().send(EMAIL, abort.signal)).toMatchObject({ kind });
    }
  });

  it('calls a refused connection and an unknown host transient', async () => {
    const { url } = server;
    await server.stop();
    expect(await senderWith({ url }).send(EMAIL)).toMatchObject({ kind: 'transient', code: 'ESOCKET' });
    expect(await senderWith({ url: 'smtp://mail.invalid:25', connectTimeoutMs: 2_000 }).send(EMAIL)).toMatchObject({
      kind: 'transient',
    });
    server = await startScriptedSmtpServer(extensions);
  });

  it('calls a login that is refused transient: it is our settings, and not the message', async () => {
    const secured = await startScriptedSmtpServer([...extensions, 'AUTH PLAIN']);
    secured.follow(at('AUTH', '535 5.7.8 wrong password'));
    const sender = senderWith({ url: secured.url.replace('//', '//user:pass@') });
    expect(await sender.send(EMAIL)).toMatchObject({ kind: 'transient', code: '535 5.7.8' });
    await secured.stop();
  });

  it('refuses a malformed address without asking a server', async () => {
    const outcome = await senderWith().send({
      ...EMAIL,
      to: { name: null, address: 'a@b.example>\r\nRCPT TO:<eve@example.com' },
    });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'EADDRESS', contactPoint: 'bounced' });
    expect(server.points).toEqual([]);
  });

  it('sends copies after the message, and tells those that were refused', async () => {
    server.follow((point, line) => (point === 'RCPT' && line.includes('gone@') ? '550 5.1.1 unknown' : null));
    const cc = [
      { name: null, address: 'boss@harbour.example' },
      { name: null, address: 'gone@harbour.example' },
      { name: null, address: 'legal@harbour.example' },
    ];
    expect(await senderWith().send({ ...EMAIL, cc })).toEqual({
      kind: 'accepted',
      providerId: null,
      failedCopies: [{ address: 'gone@harbour.example', code: '550 5.1.1', text: '550 5.1.1 unknown' }],
    });
    expect(server.taken.map((one) => one.recipients)).toEqual([
      ['ap@harbour.example'],
      ['boss@harbour.example'],
      ['legal@harbour.example'],
    ]);
    for (const { source } of server.taken) {
      expect(source).toContain('Message-ID: <0198-1@mail.example.com>');
      expect(source).toMatch(/^Cc: boss@harbour.example, gone@harbour.example,\s+legal@harbour.example/m);
    }
  });

  it('sends no copy of a message that its recipient does not get', async () => {
    server.follow((point, line) => (point === 'RCPT' && line.includes('ap@') ? '550 5.1.1 unknown' : null));
    const outcome = await senderWith().send({ ...EMAIL, cc: [{ name: null, address: 'boss@harbour.example' }] });
    expect(outcome).toMatchObject({ kind: 'refused', contactPoint: 'bounced' });
    expect(server.taken).toEqual([]);
  });

  it('uses a connection again, and takes another where the server closed it meanwhile', async () => {
    const sender = senderWith({ maxConnections: 1 });
    await sender.send(EMAIL);
    await sender.send(EMAIL);
    expect(server.points.filter((point) => point === 'CONNECT')).toHaveLength(1);
    server.dropAll();
    expect(await sender.send(EMAIL)).toMatchObject({ kind: 'accepted' });
    expect(server.taken).toHaveLength(3);
  });

  it('goes on after a refusal on the same connection', async () => {
    const sender = senderWith({ maxConnections: 1 });
    server.follow(at('END', '554 5.7.1 spam'));
    expect(await sender.send(EMAIL)).toMatchObject({ kind: 'refused' });
    server.follow(() => null);
    expect(await sender.send(EMAIL)).toMatchObject({ kind: 'accepted' });
  });

  it('never sends a message twice by itself, wherever a kept connection drops', async () => {
    for (const point of ['MAIL', 'RCPT', 'DATA', 'END'] as const) {
      const sender = senderWith({ maxConnections: 1 });
      await sender.send(EMAIL);
      const before = server.taken.length;
      server.follow(at(point, 'DROP'));
      const outcome = await sender.send(EMAIL);
      server.follow(() => null);
      expect(outcome.kind).toBe(point === 'END' ? 'unknown' : 'transient');
      expect(server.taken.length - before).toBe(point === 'END' ? 1 : 0);
    }
  });

  it('keeps the outcomes of messages sent side by side apart', async () => {
    server.follow((point, line) => {
      if (point === 'RCPT' && line.includes('dead')) return '550 5.1.1 unknown';
      if (point === 'END' && line.includes('To: lost')) return 'DROP';
      return null;
    });
    const sender = senderWith({ maxConnections: 3 });
    const names = ['ok', 'dead', 'lost'];
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_unused, index) =>
        sender.send({ ...EMAIL, to: { name: null, address: `${names[index % 3] ?? ''}${index}@harbour.example` } }),
      ),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(
      Array.from({ length: 30 }, (_unused, index) => ['accepted', 'refused', 'unknown'][index % 3]),
    );
  });

  it('finishes what is under way before it closes, and leaves no connection', async () => {
    const sender = senderWith();
    const sending = sender.send(EMAIL);
    await sender.close();
    expect(await sending).toMatchObject({ kind: 'accepted' });
    expect(await sender.send(EMAIL)).toMatchObject({ kind: 'transient' });
  });
});
