import { setTimeout as delay } from 'node:timers/promises';
import { Client as PgClient } from 'pg';
import type { OutboxRelay } from './outbox-relay';

export type RunningRelay = {
  /** Ends after the batch that is under way. */
  readonly stop: () => Promise<void>;
};

export type RelayLoop = {
  readonly relay: OutboxRelay;
  /** For LISTEN, which needs a connection of its own. */
  readonly databaseUrl: string;
  /** How often it looks without being told. Default 1 s: only what was postponed, or told while not listening, waits for it. */
  readonly pollMs?: number;
  readonly onError: (error: unknown) => void;
};

/** Relays as soon as a transaction that leaves an event commits, and every second besides. Errors are told and outlived. */
export function runRelay({ relay, databaseUrl, pollMs = 1_000, onError }: RelayLoop): RunningRelay {
  const stopping = new AbortController();
  let told = new AbortController();
  const listener = listen(databaseUrl, stopping.signal, () => {
    told.abort();
  });

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      told = new AbortController();
      try {
        if ((await relay.relayBatch()) > 0) continue;
        // Behind the facts, so that a payment never waits for what concerns everybody.
        if ((await relay.putNextPart()) > 0) continue;
      } catch (error) {
        onError(error);
      }
      await pause(pollMs, AbortSignal.any([told.signal, stopping.signal]));
    }
  };
  const running = Promise.all([loop(), listener.catch(onError)]);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Keeps a connection that listens, and makes another where it breaks: until then, polling does. */
async function listen(databaseUrl: string, stopping: AbortSignal, onNotice: () => void): Promise<void> {
  while (!stopping.aborted) {
    const client = new PgClient({ connectionString: databaseUrl });
    const broken = new AbortController();
    client.on('notification', onNotice);
    client.on('error', () => {
      broken.abort();
    });
    try {
      await client.connect();
      await client.query('LISTEN outbox');
      onNotice();
      await untilAborted(AbortSignal.any([stopping, broken.signal]));
    } catch {
      await pause(1_000, stopping);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
