import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { MessageStage } from '../../activities/activity-deps';
import { startFakeTwilio } from '../../dev/fake-twilio/start-fake-twilio';
import { projectRoot } from '../../prisma/project-root';
import { OutboxRelay } from '../../worker/outbox-relay';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { startTestSmtpServer } from '../support/smtp-server';
import { useTestNamespace, type TestTemporal } from '../support/test-temporal';
import { eventually } from '../workflows/support/eventually';
import { testWorkflowBundle } from '../workflows/support/workflow-bundle';
import type { MortalWorkerSettings } from './support/mortal-worker-settings';

/** Three deaths one after the other, each of which is noticed after fifteen seconds. */
const LONG_MS = 480_000;
jest.setTimeout(LONG_MS + 120_000);

const SCRIPT = path.join(projectRoot, 'dist', 'test', 'worker', 'support', 'mortal-worker.js');
const TWILIO = { accountSid: 'AC00000000000000000000000000000000', authToken: 'secret' };
const PLAYBOOK = `
playbook: one
steps:
  - { id: first, at: due, do: email, template: due-today }
`;

/** Starts the process again whenever it was killed, as a container's keeper would. */
class Keeper {
  private child: ChildProcess;
  private stopping = false;
  deaths = 0;

  constructor(private readonly settings: MortalWorkerSettings) {
    this.child = this.start();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  private start(): ChildProcess {
    const env = { ...process.env, MORTAL_WORKER: JSON.stringify(this.settings) };
    const child = spawn(process.execPath, [SCRIPT], { env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('exit', (_code, signal) => {
      if (this.stopping) return;
      if (signal === 'SIGKILL') this.deaths += 1;
      this.child = this.start();
    });
    return child;
  }
}

/** A customer whose worker dies when the message has come so far; without `phone` the message is a mail. */
type Doomed = { readonly externalId: string; readonly phone?: string; readonly diesAt?: MessageStage };

const MAILED: readonly Doomed[] = [
  { externalId: 'mail-claimed', diesAt: 'claimed' },
  { externalId: 'mail-handed', diesAt: 'handed-over' },
  { externalId: 'mail-answered', diesAt: 'answered' },
  { externalId: 'mail-lucky' },
];
const TEXTED: readonly Doomed[] = [
  { externalId: 'text-claimed', phone: '+14155550101', diesAt: 'claimed' },
  { externalId: 'text-handed', phone: '+14155550102', diesAt: 'handed-over' },
  { externalId: 'text-answered', phone: '+14155550103', diesAt: 'answered' },
];

type Outcome = {
  readonly deaths: number;
  /** Message-IDs of the mails, or provider's IDs of the SMS, that came to an address. */
  readonly came: (address: string) => readonly string[];
};

/** Starts a worker for the customers' messages, and again after each death, until all of them are sent. */
async function survive(temporal: TestTemporal, customers: readonly Doomed[]): Promise<Outcome> {
  const world = await EngineWorld.create();
  const smtp = await startTestSmtpServer();
  const twilio = await startFakeTwilio(TWILIO);
  const { address, namespace } = temporal;
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  const marksFolder = mkdtempSync(path.join(tmpdir(), 'perennial-kill-'));
  try {
    world.runFrom('2024-03-10T10:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    const deaths: Record<string, MessageStage> = {};
    const ids: string[] = [];
    for (const { externalId, phone = null, diesAt } of customers) {
      const email = phone === null ? `${externalId}@example.com` : null;
      const id = await world.customer({ externalId, email, phone });
      await world.invoice(id, `${externalId}-1`, '2024-03-09');
      if (diesAt !== undefined) deaths[phone ?? email ?? ''] = diesAt;
      ids.push(id);
    }
    const observer = { signalled: () => undefined, failed: () => undefined };
    const relay = new OutboxRelay({ db: world.db, temporal: client, lifecycleQueue: 'lifecycle', observer });
    while ((await relay.relayBatch()) > 0);
    const keeper = new Keeper({
      databaseUrl: world.databaseUrl,
      temporalAddress: address,
      namespace,
      bundlePath: await testWorkflowBundle(),
      smtpUrl: smtp.url,
      twilio: { ...TWILIO, baseUrl: twilio.url },
      clockAheadMs: world.now - Date.now(),
      deaths,
      marksFolder,
    });
    try {
      await eventually(async () => {
        expect(await world.db.touch.count({ where: { status: 'done' } })).toBe(customers.length);
      }, LONG_MS);
    } finally {
      await keeper.stop();
    }
    for (const id of ids) expect(await world.settled(id)).toEqual([expect.stringMatching(/\/first done$/)]);
    // Where an SMS is looked up, the provider may say already that it has arrived.
    expect(await world.db.message.findMany({ where: { state: { notIn: ['sent', 'delivered'] } } })).toEqual([]);
    const mails = smtp.received.flatMap(({ envelope, parsed }) =>
      envelope.to.map((to) => ({ to, id: parsed.messageId ?? '' })),
    );
    const texts = twilio.messages().map(({ to, sid }) => ({ to, id: sid }));
    const all = [...mails, ...texts];
    return { deaths: keeper.deaths, came: (to) => all.filter((one) => one.to === to).map(({ id }) => id) };
  } finally {
    rmSync(marksFolder, { recursive: true });
    await client.connection.close();
    await twilio.stop();
    await smtp.stop();
    await world.close();
  }
}

describe('kill -9 of the worker', () => {
  const forMails = useTestNamespace();
  const forTexts = useTestNamespace();

  it('loses nothing, and doubles nothing beyond what the channel allows, wherever it strikes', async () => {
    if (!existsSync(SCRIPT)) throw new Error(`There is no ${SCRIPT}; "npm run build" makes it`);
    // Workers of their own, since a process that dies of a mail may have an SMS under way; side by side, since most of
    // the time is waiting for heartbeats of the dead.
    const [mails, texts] = await Promise.all([survive(forMails, MAILED), survive(forTexts, TEXTED)]);

    expect([mails.deaths, texts.deaths]).toEqual([3, 3]);
    expect(mails.came('mail-claimed@example.com')).toHaveLength(1);
    expect(mails.came('mail-handed@example.com')).toHaveLength(1);
    expect(mails.came('mail-lucky@example.com')).toHaveLength(1);
    // The mail server had it when the worker died: once more, and mail systems can tell that it is the same.
    const twice = mails.came('mail-answered@example.com');
    expect(twice).toHaveLength(2);
    expect(twice[0]).toBe(twice[1]);
    // An SMS can be looked up, so it never goes twice where the provider has it.
    expect(texts.came('+14155550101')).toHaveLength(1);
    expect(texts.came('+14155550102')).toHaveLength(1);
    expect(texts.came('+14155550103')).toHaveLength(1);
  });
});
