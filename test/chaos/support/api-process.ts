import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { freePort } from '../../../dev/free-port';
import { startGuarded, type GuardedProcess } from '../../../dev/guarded-process';
import { projectRoot } from '../../../prisma/project-root';
import { eventually } from '../../workflows/support/eventually';
import { TWILIO, type ChaosWorld } from './chaos-world';

export type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

/** The API of the product as a process of its own, on the machine's clock. */
export class ApiProcess {
  private constructor(
    readonly url: string,
    private readonly key: string,
    private readonly child: GuardedProcess,
  ) {}

  /** @param key of several API processes over one database; default: a new one */
  static async start(world: ChaosWorld, key = newKey()): Promise<ApiProcess> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = startGuarded({
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
    const api = new ApiProcess(url, key, child);
    await eventually(async () => {
      if (!(await fetch(`${url}/healthz`)).ok) throw new Error('The API is not up');
    }).catch(async (error: unknown) => {
      await child.stop();
      throw new Error(`The API did not start: ${child.output()}`, { cause: error });
    });
    return api;
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
    const response = await fetch(`${this.url}${path}`, { method: 'POST', headers, body });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, body: isJson ? (JSON.parse(text) as Answer['body']) : { text } };
  }
}

/** What providers sign for. */
export const PUBLIC_URL = 'http://perennial.test';

export function newKey(): string {
  return `pk_${randomBytes(4).toString('hex')}_${randomBytes(32).toString('base64url')}`;
}
