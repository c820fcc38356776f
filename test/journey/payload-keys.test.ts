import { randomBytes } from 'node:crypto';
import { parsePayloadKeys } from '../../config/payload-keys';
import { dataConverter } from '../../config/temporal-client';
import { renewSignal } from '../../workflows/messages';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { createTestNamespace } from '../support/test-temporal';
import { eventually } from '../workflows/support/eventually';
import { RunningEngine } from '../workflows/support/running-engine';
import { readHistories } from './read-histories';

const PLAYBOOK = 'playbook: mail\nsteps: [{ id: first, at: due, do: email, template: due-today }]';
const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [OLD, NEW] = [newKey('old'), newKey('new')];

/** `PAYLOAD_KEY` as the documents have it changed, value by value; `null` = not set. */
const SWITCHED_ON = [null, `none,${OLD}`, OLD];
const ROTATED = [OLD, `${OLD},${NEW}`, `${NEW},${OLD}`];

/** One after the other: each goes on from where the one before has left the customer. */
describe('a customer whose processes restart one by one with another PAYLOAD_KEY', () => {
  let world: EngineWorld;
  let namespace = '';
  let customerId = '';
  let invoices = 0;
  /** The process that runs; what stands in histories was written by those before it. */
  let running: RunningEngine | null = null;

  beforeAll(async () => {
    world = await EngineWorld.create();
    world.at('2024-03-11T12:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    ({ namespace } = await createTestNamespace());
    customerId = await world.customer({ externalId: 'C-1' });
    // It stays open, so that one run goes through all of it.
    await world.invoice(customerId, 'A-0', '2024-06-10');
  });
  afterAll(async () => {
    await running?.close();
    await world.close();
  });

  /** The process before is gone, and one with these keys is there in its place. */
  async function startWith(payloadKey: string | null): Promise<RunningEngine> {
    await running?.close();
    const keys = payloadKey === null ? undefined : parsePayloadKeys(payloadKey);
    if (typeof keys === 'string') throw new Error(keys);
    running = await RunningEngine.start(world, null, {
      namespace,
      dataConverter: dataConverter({ PAYLOAD_KEY: keys }),
    });
    return running;
  }

  /** A fact reaches the workflow by a signal, and the mail goes out; the worker has nothing but the history. */
  async function acts(payloadKey: string | null): Promise<void> {
    const engine = await startWith(payloadKey);
    invoices += 1;
    await world.invoice(customerId, `A-${invoices}`, '2024-03-11');
    await eventually(async () => {
      expect(await world.settled(customerId)).toContain(`A-${invoices}/first done`);
    });
    await engine.planned(customerId, { action: 'email', at: '2024-06-10T10:00:00.000Z' });
    await engine.atRest(customerId);
  }

  /** While processes restart, some have the next value and some the one before, and each reads what the others wrote. */
  async function goesThrough(values: readonly (string | null)[]): Promise<void> {
    for (const [index, before] of values.slice(0, -1).entries()) {
      const next = values[index + 1] ?? null;
      for (const payloadKey of [before, next, before, next]) await acts(payloadKey);
    }
  }

  const handles = () => [running!.lifecycle(customerId), running!.collections(customerId)];
  const runs = () => Promise.all(handles().map(async (handle) => (await handle.describe()).runId));
  const keysOf = async (engine: RunningEngine) =>
    new Set((await readHistories(engine.client)).flatMap(({ keys }) => keys));

  it('is served without a pause while encryption is switched on', async () => {
    await goesThrough(SWITCHED_ON.slice(0, 2));
    expect(await keysOf(running!)).toEqual(new Set());
    await goesThrough(SWITCHED_ON.slice(1));
    expect(await keysOf(running!)).toEqual(new Set(['old']));
  });

  it('is served without a pause while the key is rotated', async () => {
    await goesThrough(ROTATED.slice(0, 2));
    expect(await keysOf(running!)).toEqual(new Set(['old']));
    await goesThrough(ROTATED.slice(1));
    expect(await keysOf(running!)).toEqual(new Set(['old', 'new']));
  });

  it('needs the old key no more once its runs have gone on as new ones', async () => {
    const before = await runs();
    for (const handle of handles()) await handle.signal(renewSignal);
    await eventually(async () => {
      const after = await runs();
      expect(after.filter((run) => before.includes(run))).toEqual([]);
    });
    await running!.atRest(customerId);
    const renewed = await runs();
    await acts(NEW);
    expect(await runs()).toEqual(renewed);
    const left = (await readHistories(running!.client)).filter(({ runId }) => renewed.includes(runId));
    expect(new Set(left.flatMap(({ keys }) => keys))).toEqual(new Set(['new']));
    // One mail for each invoice that was due, whoever sent it: nothing was lost or sent again.
    expect(world.senders.emails).toHaveLength(invoices);
  });

  it('has had no workflow task that failed', async () => {
    const failed: string[] = [];
    for await (const { workflowId, runId } of running!.client.workflow.list()) {
      const { events } = await running!.client.workflow.getHandle(workflowId, runId).fetchHistory();
      if (events?.some((event) => event.workflowTaskFailedEventAttributes)) failed.push(workflowId);
    }
    expect(failed).toEqual([]);
  });
});
