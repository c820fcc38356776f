import { Client, Connection } from '@temporalio/client';
import { OutboxRelay } from '../../worker/outbox-relay';
import { runRelay } from '../../worker/run-relay';
import { episodeWorkflowId, type EpisodeKind } from '../../domain/episode/episode-kind';
import { collectionsWorkflowId, customerWorkflowId } from '../../workflows/ids';
import { EngineWorld } from '../activities/support/engine-world';
import { useTestNamespace } from '../support/test-temporal';
import { eventually } from '../workflows/support/eventually';

const QUEUE = 'lifecycle';

describe('the outbox relay', () => {
  const temporal = useTestNamespace();
  let world: EngineWorld;
  let client: Client;
  let failures: string[];

  beforeAll(async () => {
    client = new Client({
      connection: await Connection.connect({ address: temporal.address }),
      namespace: temporal.namespace,
    });
  });
  afterAll(() => client.connection.close());
  beforeEach(async () => {
    world = await EngineWorld.create();
    failures = [];
  });
  afterEach(() => world.close());

  function relayTo(other: Client = client): OutboxRelay {
    return new OutboxRelay({
      db: world.db,
      temporal: other,
      lifecycleQueue: QUEUE,
      observer: {
        signalled: () => undefined,
        failed: (customerId) => failures.push(customerId),
      },
    });
  }

  /** Signals in the history of a workflow, by the ID of the event that they tell of. */
  async function heard(workflowId: string): Promise<string[]> {
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    return (events ?? []).flatMap((event) => {
      const payload = event.workflowExecutionSignaledEventAttributes?.input?.payloads?.[0]?.data;
      return payload ? [(JSON.parse(Buffer.from(payload).toString()) as { eventId: string }).eventId] : [];
    });
  }

  const start = (workflowId: string) =>
    client.workflow.start('collections', { workflowId, taskQueue: 'nobody', args: [{}] });
  /** An episode that is said to run. */
  const running = (customerId: string, kind: EpisodeKind, workflowId: string) =>
    world.db.episode.create({
      data: { customerId, kind, number: 1, workflowId, status: 'running', startedAt: new Date(world.now) },
    });
  const unsent = () => world.db.outbox.count({ where: { sentAt: null } });

  it('tells every running episode and the lifecycle, once for all events that wait together', async () => {
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-10');
    await start(collectionsWorkflowId(id));
    await running(id, 'collections', collectionsWorkflowId(id));
    const escalationId = episodeWorkflowId(id, 'escalation', 1);
    await start(escalationId);
    await running(id, 'escalation', escalationId);
    const last = await world.db.outbox.findFirstOrThrow({ orderBy: { id: 'desc' } });

    expect(await relayTo().relayBatch()).toBe(1);

    for (const workflowId of [collectionsWorkflowId(id), escalationId, customerWorkflowId(id)])
      expect(await heard(workflowId)).toEqual([String(last.id)]);
    expect(await unsent()).toBe(0);
    expect(await relayTo().relayBatch()).toBe(0);
  });

  it('asks for an episode again whose workflow is gone, and tells the lifecycle', async () => {
    const id = await world.customer({ externalId: 'C-1' });
    await running(id, 'collections', collectionsWorkflowId(id));
    await running(id, 'escalation', episodeWorkflowId(id, 'escalation', 1));

    expect(await relayTo().relayBatch()).toBe(1);

    const episodes = await world.db.episode.findMany({ orderBy: { kind: 'asc' } });
    expect(episodes.map(({ kind, status }) => [kind, status])).toEqual([
      ['collections', 'closed'],
      ['escalation', 'requested'],
    ]);
    expect(await heard(customerWorkflowId(id))).toHaveLength(1);
  });

  it('starts the lifecycle where no episode runs', async () => {
    const id = await world.customer({ externalId: 'C-1' });

    await relayTo().relayBatch();

    expect(await heard(customerWorkflowId(id))).toHaveLength(1);
    const { type, taskQueue } = await client.workflow.getHandle(customerWorkflowId(id)).describe();
    expect({ type, taskQueue }).toEqual({ type: 'customerLifecycle', taskQueue: QUEUE });
  });

  it('lets two relays work side by side, and tells each customer once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 30 }, (_, n) => world.customer({ externalId: `C-${n}`, email: null })),
    );

    await Promise.all([relayTo().relayBatch(), relayTo().relayBatch(), relayTo().relayBatch()]);
    while ((await relayTo().relayBatch()) > 0);

    for (const id of ids) expect(await heard(customerWorkflowId(id))).toHaveLength(1);
  });

  it('keeps events while Temporal is away, and tries again later and later', async () => {
    await world.customer({ externalId: 'C-1' });
    const away = new Client({ connection: Connection.lazy({ address: '127.0.0.1:1', connectTimeout: '200ms' }) });

    expect(await relayTo(away).relayBatch()).toBe(0);

    expect(failures).toHaveLength(1);
    const [event] = await world.db.outbox.findMany();
    expect(event).toMatchObject({ sentAt: null, attempts: 1 });
    expect(event?.notBeforeAt).not.toBeNull();
    await away.connection.close();

    await world.db.outbox.updateMany({ data: { notBeforeAt: null } });
    expect(await relayTo().relayBatch()).toBe(1);
  });

  it('relays one customer on demand, whatever was postponed', async () => {
    const first = await world.customer({ externalId: 'C-1' });
    await world.customer({ externalId: 'C-2' });
    await world.db.outbox.updateMany({ data: { notBeforeAt: new Date(Date.now() + 60_000) } });

    await relayTo().relayCustomer(first);

    expect(await world.db.outbox.count({ where: { customerId: first, sentAt: null } })).toBe(0);
    expect(await unsent()).toBe(1);
  });

  it('is woken by the commit of a fact, and stops when asked', async () => {
    const errors: unknown[] = [];
    const running = runRelay({
      relay: relayTo(),
      databaseUrl: world.databaseUrl,
      // So long that only being told explains a relay within the test's time.
      pollMs: 3_600_000,
      onError: (error) => errors.push(error),
    });
    await eventually(async () => {
      const id = await world.customer({ externalId: `C-${Date.now()}` });
      await eventually(async () => {
        expect(await world.db.outbox.count({ where: { customerId: id, sentAt: null } })).toBe(0);
      }, 2_000);
    });
    await running.stop();
    expect(errors).toEqual([]);
  });

  it('goes on with what concerns many customers once no fact waits', async () => {
    const ids = await Promise.all(['C-1', 'C-2'].map((externalId) => world.customer({ externalId })));
    await world.db.outbox.deleteMany();
    const none = '00000000-0000-0000-0000-000000000000';
    await world.db.outboxWave.create({
      data: { kind: 'playbook.published', audience: 'active', afterCustomerId: none },
    });
    const errors: unknown[] = [];
    const running = runRelay({
      relay: relayTo(),
      databaseUrl: world.databaseUrl,
      onError: (error) => errors.push(error),
    });
    await eventually(async () => {
      expect(await world.db.outboxWave.count()).toBe(0);
      for (const id of ids) expect(await heard(customerWorkflowId(id))).toHaveLength(1);
    });
    await running.stop();
    expect(errors).toEqual([]);
    expect(await world.db.outbox.findMany()).toMatchObject(ids.map(() => ({ kind: 'playbook.published' })));
  });
});
