import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { MessageStage } from '../../activities/activity-deps';
import { startFakeTwilio, type FakeTwilio } from '../../dev/fake-twilio/start-fake-twilio';
import { setEngagement } from '../../facts/write/customers';
import { projectRoot } from '../../prisma/project-root';
import { OutboxRelay } from '../../worker/outbox-relay';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { startTestSmtpServer, type TestSmtpServer } from '../support/smtp-server';
import { useTestNamespace } from '../support/test-temporal';
import { eventually } from '../workflows/support/eventually';
import { testWorkflowBundle } from '../workflows/support/workflow-bundle';
import type { MortalWorkerSettings } from './support/mortal-worker-settings';

jest.setTimeout(240_000);

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

describe('kill -9 of the worker', () => {
  const temporal = useTestNamespace();
  let world: EngineWorld;
  let smtp: TestSmtpServer;
  let twilio: FakeTwilio;
  let client: Client;
  let marksFolder: string;

  beforeAll(async () => {
    if (!existsSync(SCRIPT)) throw new Error(`There is no ${SCRIPT}; "npm run build" makes it`);
    world = await EngineWorld.create();
    smtp = await startTestSmtpServer();
    twilio = await startFakeTwilio(TWILIO);
    client = new Client({
      connection: await Connection.connect({ address: temporal.address }),
      namespace: temporal.namespace,
    });
    marksFolder = mkdtempSync(path.join(tmpdir(), 'perennial-kill-'));
  });
  afterAll(async () => {
    rmSync(marksFolder, { recursive: true });
    await client.connection.close();
    await twilio.stop();
    await smtp.stop();
    await world.close();
  });

  it('loses nothing, and doubles nothing beyond what the channel allows, wherever it strikes', async () => {
    world.runFrom('2024-03-10T10:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    const deaths: Record<string, MessageStage> = {};
    const customer = async (externalId: string, phone: string | null, diesAt: MessageStage | null) => {
      const email = phone === null ? `${externalId.toLowerCase()}@example.com` : null;
      const id = await world.customer({ externalId, email, phone });
      await world.invoice(id, `${externalId}-1`, '2024-03-09');
      if (diesAt !== null) deaths[phone ?? email ?? ''] = diesAt;
      return id;
    };
    const observer = { signalled: () => undefined, failed: () => undefined };
    const relay = new OutboxRelay({ db: world.db, temporal: client, lifecycleQueue: 'lifecycle', observer });
    const done = async (count: number) => {
      while ((await relay.relayBatch()) > 0);
      await eventually(async () => {
        expect(await world.db.touch.count({ where: { status: 'done' } })).toBe(count);
      }, 110_000);
    };
    // One channel after the other, since a process that dies of a mail may have an SMS under way.
    const mailed = [
      await customer('MAIL-CLAIMED', null, 'claimed'),
      await customer('MAIL-HANDED', null, 'handed-over'),
      await customer('MAIL-ANSWERED', null, 'answered'),
      await customer('MAIL-LUCKY', null, null),
    ];
    const texted = [
      await customer('TEXT-CLAIMED', '+14155550101', 'claimed'),
      await customer('TEXT-HANDED', '+14155550102', 'handed-over'),
      await customer('TEXT-ANSWERED', '+14155550103', 'answered'),
    ];
    await world.db.customer.updateMany({ where: { id: { in: texted } }, data: { engagement: 'paused' } });

    const keeper = new Keeper({
      databaseUrl: world.databaseUrl,
      temporalAddress: temporal.address,
      namespace: temporal.namespace,
      bundlePath: await testWorkflowBundle(),
      smtpUrl: smtp.url,
      twilio: { ...TWILIO, baseUrl: twilio.url },
      clockAheadMs: world.now - Date.now(),
      deaths,
      marksFolder,
    });
    try {
      await done(mailed.length);
      for (const customerId of texted) {
        const input = { customerId, version: null, engagement: 'active' as const, reason: null };
        await setEngagement(world.db, input, world.ctx());
      }
      await done(mailed.length + texted.length);
    } finally {
      await keeper.stop();
    }

    expect(keeper.deaths).toBe(6);
    const mails = (address: string) => smtp.received.filter(({ envelope }) => envelope.to.includes(address));
    const texts = (number: string) => twilio.messages().filter(({ to }) => to === number);
    expect(mails('mail-claimed@example.com')).toHaveLength(1);
    expect(mails('mail-handed@example.com')).toHaveLength(1);
    expect(mails('mail-lucky@example.com')).toHaveLength(1);
    // The mail server had it when the worker died: once more, and mail systems can tell that it is the same.
    const twice = mails('mail-answered@example.com');
    expect(twice).toHaveLength(2);
    expect(twice[0]?.parsed.messageId).toBe(twice[1]?.parsed.messageId);
    // An SMS can be looked up, so it never goes twice where the provider has it.
    expect(texts('+14155550101')).toHaveLength(1);
    expect(texts('+14155550102')).toHaveLength(1);
    expect(texts('+14155550103')).toHaveLength(1);
    for (const id of [...mailed, ...texted])
      expect(await world.settled(id)).toEqual([expect.stringMatching(/\/first done$/)]);
    expect(await world.db.message.count({ where: { state: { not: 'sent' } } })).toBe(0);
  });
});
