import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { assertNever } from '../../domain/assert-never';
import { scriptOf, type SmtpAct, type SmtpRule, type SmtpScript } from './smtp-rules';

export type ReceivedMail = {
  /** When the end of the message was read, epoch milliseconds. */
  readonly at: number;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly parsed: ParsedMail;
  readonly raw: string;
};

export type TestSmtpServer = {
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string;
  /** In the order in which they came, those included whose sender was not told. */
  readonly received: readonly ReceivedMail[];
  /** Replaces all rules; nothing or an empty list takes every message. */
  readonly rule: (rules?: SmtpRule | readonly SmtpRule[] | SmtpScript) => void;
  /** Forgets what was received, and all rules. */
  readonly reset: () => void;
  /** Closes all connections, and refuses new ones until `up`, which listens on the same port again. */
  readonly down: () => Promise<void>;
  readonly up: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** An SMTP server on a free port of 127.0.0.1 that records what it took, and refuses, drops, hangs or delays on demand. */
export async function startTestSmtpServer(): Promise<TestSmtpServer> {
  const received: ReceivedMail[] = [];
  const sockets = new Map<number, Socket>();
  const stopping = new AbortController();
  let script: SmtpScript = () => null;

  async function act(what: SmtpAct | null, session: SMTPServerSession): Promise<Error | null | 'silence'> {
    if (what === null) return null;
    const socket = sockets.get(session.remotePort);
    switch (what.kind) {
      case 'refuse':
        // RFC 5321, 3.8: after 421 the server closes the connection.
        if (what.code === 421) setImmediate(() => socket?.end());
        return Object.assign(new Error(what.text ?? `Refused by the test with ${what.code}`), {
          responseCode: what.code,
        });
      case 'drop':
        socket?.destroy();
        return 'silence';
      case 'hang':
        return 'silence';
      case 'delay':
        return delay(what.ms, null, { signal: stopping.signal }).catch(() => 'silence' as const);
      case 'wait':
        return what.until.then(() => null);
      default:
        return assertNever(what);
    }
  }

  const server = new SMTPServer({
    // Plain and without a login, as the URL says: the certificate of a test would be refused.
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: ({ address }, session, callback) => {
      void act(script('rcpt', [address]), session).then((outcome) => {
        if (outcome !== 'silence') callback(outcome);
      });
    },
    onData: (stream, session, callback) => {
      void take(stream, session).then((outcome) => {
        if (outcome !== 'silence') callback(outcome);
      }, callback);
    },
  });

  async function take(stream: NodeJS.ReadableStream, session: SMTPServerSession): Promise<Error | null | 'silence'> {
    const raw = await text(stream);
    const at = Date.now();
    const { mailFrom, rcptTo } = session.envelope;
    const to = rcptTo.map((recipient) => recipient.address);
    const what = script('data', to);
    if (what?.kind !== 'refuse') {
      const parsed = await simpleParser(raw);
      received.push({ at, envelope: { from: mailFrom === false ? '' : mailFrom.address, to }, parsed, raw });
    }
    return act(what, session);
  }

  // A client that goes away in the middle is what many tests are about.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.once('close', () => sockets.delete(port));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The SMTP server has no port.');

  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    rule: (rules = []) => {
      script = typeof rules === 'function' ? rules : scriptOf('kind' in rules ? [rules] : rules);
    },
    reset: () => {
      received.length = 0;
      script = () => null;
    },
    down: async () => {
      const closed = new Promise((resolve) => server.server.close(resolve));
      for (const socket of sockets.values()) socket.destroy();
      await closed;
    },
    up: () => listen(address.port),
    stop: async () => {
      stopping.abort();
      for (const socket of sockets.values()) socket.destroy();
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
}
