import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../dev/free-port';
import { startGuarded, type GuardedProcess } from '../../../dev/guarded-process';
import { projectRoot } from '../../../prisma/project-root';
import { TWILIO, type ChaosWorld } from './chaos-world';

export type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

const START_WITHIN_MS = 120_000;
/** So that a request that is never answered fails the row instead of keeping it for ever. */
const ANSWER_WITHIN_MS = 60_000;
const MOST_PORTS = 3;

/** The API of the product as a process of its own, on the machine's clock. */
export class ApiProcess {
  private constructor(
    readonly url: string,
    private readonly key: string,
    private readonly child: GuardedProcess,
  ) {}

  /** @param key of several API processes over one database; default: a new one */
  static async start(world: ChaosWorld, key = newKey()): Promise<ApiProcess> {
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const child = startApi(world, key, port);
      const hasEnded = child.ended.then((): false => false);
      if (await Promise.race([isUp(url, hasEnded), hasEnded])) return new ApiProcess(url, key, child);
      await child.stop();
      // A port that is free may be somebody's a moment later.
      const isTaken = child.output().includes('EADDRINUSE');
      if (!isTaken || attempt === MOST_PORTS) throw new Error(`The API did not start: ${child.output()}`);
    }
  }

  async post(path: string, body: unknown, idempotencyKey?: string): Promise<Answer> {
    return this.send(path, JSON.stringify(body), {
      'content-type': 'application/json',
      authorization: `Bearer ${this.key}`,
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    });
  }

  /** As a provider posts it: a form, signed. */
  async postForm(path: string, fields: Readonly<Record<string, string>>, signature: string): Promise<Answer> {
    return this.send(path, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature,
    });
  }

  async stop(): Promise<void> {
    await this.child.stop();
  }

  private async send(path: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(`${this.url}${path}`, { method: 'POST', headers, body, signal });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, body: isJson ? (JSON.parse(text) as Answer['body']) : { text } };
  }
}

function startApi(world: ChaosWorld, key: string, port: number): GuardedProcess {
  return startGuarded({
    command: process.execPath,
    args: [path.join(projectRoot, 'dist', 'api', 'main.js')],
    env: {
      DATABASE_URL: world.engine.databaseUrl,
      TEMPORAL_ADDRESS: world.temporalAddress,
      TASK_QUEUE_PREFIX: world.taskQueuePrefix,
      PUBLIC_URL: PUBLIC_URL,
      SMTP_URL: world.smtp.url,
      TWILIO_ACCOUNT_SID: TWILIO.accountSid,
      TWILIO_AUTH_TOKEN: TWILIO.authToken,
      TWILIO_BASE_URL: world.twilio.url,
      API_HOST: '127.0.0.1',
      API_PORT: String(port),
      API_BOOTSTRAP_KEY: key,
      LOG_LEVEL: 'fatal',
    },
    stopSignal: 'TERM',
  });
}

/** Asks until it answers, or its process has ended. */
async function isUp(url: string, hasEnded: Promise<false>): Promise<boolean> {
  const state = { isOver: false };
  void hasEnded.then(() => {
    state.isOver = true;
  });
  for (const until = Date.now() + START_WITHIN_MS; Date.now() < until && !state.isOver; await delay(50)) {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answer?.ok === true) return true;
  }
  return false;
}

/** What providers sign for. */
export const PUBLIC_URL = 'http://perennial.test';

export function newKey(): string {
  return `pk_${randomBytes(4).toString('hex')}_${randomBytes(32).toString('base64url')}`;
}
