import { Client } from 'pg';
import type { NextPlan } from '../../activities/next-plan';
import { collectionsSource } from '../../activities/messages/collections-source';
import { sendMessage } from '../../activities/messages/send-message';
import { stackEnvironment } from '../support/stack-environment';
import { EngineWorld, FREE_POLICY } from './support/engine-world';

const PLAYBOOK = `
playbook: two-reminders
steps:
  - { id: due-today, at: due, do: email, template: due-today }
  - { id: reminder-1, at: due + 7d, do: email, template: reminder-1 }
`;
const RUN = { workflowId: 'customer/test/collections', runId: 'run-1' };

describe('an email that the provider has taken', () => {
  let world: EngineWorld;
  let admin: Client;
  let id: string;
  let plan: Extract<NextPlan, { status: 'planned' }>;

  beforeEach(async () => {
    world = await EngineWorld.create();
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'INV-1', '2024-03-10');
    plan = await world.reach(id);
    admin = new Client({ connectionString: stackEnvironment().postgresUrl });
    await admin.connect();
  });
  afterEach(async () => {
    await admin.end();
    await world.close();
  });

  async function databaseIs(there: boolean): Promise<void> {
    const name = new URL(world.databaseUrl).pathname.slice(1);
    await admin.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS ${String(there)}`);
    if (!there) await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  }
  function send(untilClose: AbortSignal, source = collectionsSource(world.deps)): Promise<NextPlan> {
    const { signal } = new AbortController();
    return sendMessage(world.deps, source, 'email', { customerId: id, plannedAt: plan.at }, RUN, signal, untilClose);
  }

  it('is recorded as sent when the database comes back, by the process that knows', async () => {
    let back: Promise<void> = Promise.resolve();
    world.senders.during = async () => {
      await databaseIs(false);
      back = new Promise((resolve) => {
        setTimeout(() => {
          resolve(databaseIs(true));
        }, 1_000);
      });
    };

    const next = await send(new AbortController().signal);
    await back;

    expect(next).toMatchObject({ action: 'email', at: Date.parse('2024-03-17T10:00:00Z') });
    expect(world.senders.emails).toHaveLength(1);
    expect(await world.messages(id)).toEqual(['email sent']);
  });

  it('is left to the next attempt when the time of this one is up', async () => {
    const untilClose = new AbortController();
    world.senders.during = async () => {
      await databaseIs(false);
      untilClose.abort();
    };

    await expect(send(untilClose.signal)).rejects.toThrow();

    await databaseIs(true);
    expect(await world.messages(id)).toEqual(['email handed_over']);
  });

  it('stays recorded where no plan can be made after it', async () => {
    const plan = () => Promise.reject(new Error('no plan'));

    await expect(send(new AbortController().signal, { ...collectionsSource(world.deps), plan })).rejects.toThrow(
      'no plan',
    );

    expect(await world.messages(id)).toEqual(['email sent']);
    expect(await world.settled(id)).toEqual(['INV-1/due-today done']);
    await send(new AbortController().signal);
    expect(world.senders.emails).toHaveLength(1);
  });
});
