import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export type MailOracle = {
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string;
  /** The instants at which each address got a mail, by the clock of this process. */
  readonly arrivals: ReadonlyMap<string, readonly number[]>;
  readonly count: () => number;
  /** When the last mail came; `null` before the first. */
  readonly lastAt: () => number | null;
  /** The last mail of each address as it came, where bodies are kept. */
  readonly bodies: ReadonlyMap<string, string>;
  readonly stop: () => Promise<void>;
};

/**
 * An SMTP server on a free port of 127.0.0.1 that takes every mail and notes when its end was read. Nothing else tells a
 * benchmark what was sent.
 */
export async function startMailOracle({ keepBodies = false } = {}): Promise<MailOracle> {
  const arrivals = new Map<string, number[]>();
  const bodies = new Map<string, string>();
  let count = 0;
  let lastAt: number | null = null;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData: (stream, session, callback) => {
      text(stream).then((body) => {
        const at = Date.now();
        for (const { address } of session.envelope.rcptTo) {
          const times = arrivals.get(address) ?? [];
          times.push(at);
          arrivals.set(address, times);
          count += 1;
          lastAt = at;
          if (keepBodies) bodies.set(address, body);
        }
        callback();
      }, callback);
    },
  });
  // A worker that is stopped drops its connections.
  server.on('error', () => undefined);
  const listener = server.listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The mail oracle has no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    arrivals,
    count: () => count,
    lastAt: () => lastAt,
    bodies,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
