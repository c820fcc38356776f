import { parseAmount } from '../../domain/money/money';
import { episodeWorkflowId } from '../../domain/episode/episode-kind';
import type { ReconcileReport } from '../../domain/reconcile/reconcile-report';
import { RECONCILE_LIMITS } from '../../domain/reconcile/reconcile-state';
import { recordPayment } from '../../facts/write/record-payment';
import { inTransaction } from '../../facts/write/transaction';
import { createMetrics, type Metrics } from '../../worker/metrics';
import { reconcileWorkflowId } from '../../workflows/ids';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { hire } from '../activities/support/onboarding-world';
import { eventually } from './support/eventually';
import { RunningEngine } from './support/running-engine';

const PLAYBOOK = `
playbook: two-mails
steps:
  - { id: first, at: due, do: email, template: due-today }
  - { id: second, at: due + 7d, do: email, template: reminder-1 }
`;
const NEXT = { action: 'email', at: '2024-03-20T10:00:00.000Z' } as const;
describe('a reconcile on the real server', () => {
  let world: EngineWorld;
  let engine: RunningEngine;
  let metrics: Metrics;
  let customers = 0;

  beforeAll(async () => {
    world = await EngineWorld.create();
    world.at('2024-03-10T09:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    metrics = createMetrics(world.db);
    engine = await RunningEngine.start(world, { limits: RECONCILE_LIMITS, observing: metrics.reconciled });
  });
  afterAll(async () => {
    await engine.close();
    await world.close();
  });

  /** A customer whose reminders wait, with everything planned. */
  async function debtor(): Promise<{ readonly id: string; readonly invoice: string }> {
    customers += 1;
    const id = await world.customer({ externalId: `C-${customers}` });
    const invoice = `A-${customers}`;
    await world.invoice(id, invoice, '2024-03-20');
    await engine.planned(id, NEXT);
    await allIsSeen();
    // A signal that came before would see what is broken next.
    await engine.atRest(id);
    return { id, invoice };
  }

  async function allIsSeen(): Promise<void> {
    await eventually(async () => {
      expect(await world.db.outbox.count({ where: { sentAt: null } })).toBe(0);
      const rows = await world.db.episode.findMany({
        where: { status: { not: 'closed' } },
        include: { customer: true },
      });
      for (const { status, plannedFacts, customer } of rows) {
        expect({ status, plannedFacts }).toEqual({ status: 'running', plannedFacts: customer.factsVersion });
      }
    });
  }

  /** Whatever has happened so far was an hour ago. */
  async function anHourPasses(): Promise<void> {
    const { db } = world;
    await db.$executeRaw`UPDATE "Customer" SET "updatedAt" = "updatedAt" - interval '1 hour'`;
    await db.$executeRaw`
      UPDATE "Outbox" SET "createdAt" = "createdAt" - interval '1 hour', "sentAt" = "sentAt" - interval '1 hour'`;
    await db.$executeRaw`UPDATE "Touch" SET "createdAt" = "createdAt" - interval '1 hour'`;
  }

  async function reconcile(renewAfterDays = 90): Promise<ReconcileReport> {
    await anHourPasses();
    const args = [{ renewAfterDays }];
    const start = { workflowId: reconcileWorkflowId('lifecycle'), taskQueue: 'lifecycle', args };
    return (await engine.client.workflow.execute('reconcile', start)) as ReconcileReport;
  }

  /** Mends exactly this, tells the customer's timeline and the metric, and then finds nothing more. */
  async function mends(customerId: string, ...faults: readonly string[]): Promise<void> {
    const before = await counted(faults[0]!);
    const { repaired } = await reconcile();
    const expected: Record<string, number> = {};
    for (const fault of faults) expected[fault] = (expected[fault] ?? 0) + 1;
    expect(repaired).toEqual(expected);
    const entries = await world.db.timelineEvent.findMany({ where: { customerId, kind: 'reconcile.repaired' } });
    expect(entries.map(({ data }) => (data as { fault: string }).fault).toSorted()).toEqual(faults.toSorted());
    expect(await counted(faults[0]!)).toBe(before + expected[faults[0]!]!);
    await allIsSeen();
    expect((await reconcile()).repaired).toEqual({});
  }

  async function counted(kind: string): Promise<number> {
    const text = await metrics.registry.getSingleMetricAsString('perennial_reconcile_repairs_total');
    return Number(new RegExp(`kind="${kind}"} (\\d+)`).exec(text)?.[1] ?? 0);
  }

  const terminate = (workflowId: string) => engine.client.workflow.getHandle(workflowId).terminate('lost on purpose');
  const isRunning = async (workflowId: string) =>
    (await engine.client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  const collections = (customerId: string) => ({
    customerId_kind_number: { customerId, kind: 'collections' as const, number: 1 },
  });

  it('mends nothing where all is well, and says what it has looked at', async () => {
    await debtor();
    expect(await reconcile()).toMatchObject({ customers: 1, workflows: 2, repaired: {}, reported: {}, renewed: 0 });
  });

  it('wakes workflows whose event was lost', async () => {
    const { id, invoice } = await debtor();
    await inTransaction(world.db, async (tx) => {
      const amountMinor = parseAmount('40.00', 'USD')!;
      const allocations = [{ invoice: { number: invoice }, instalment: null, amountMinor }];
      const payment = { customerId: id, externalId: null, received: { at: world.now }, currency: 'USD' };
      await recordPayment(tx, { ...payment, amountMinor, allocations }, world.ctx());
      await tx.outbox.deleteMany({ where: { customerId: id, sentAt: null } });
    });
    await mends(id, 'unseen-facts', 'unseen-facts');
    await engine.planned(id, NEXT);
  });

  it('relays events that wait for a relay which does not come', async () => {
    const { id } = await debtor();
    const notBeforeAt = new Date(Date.now() + 3_600_000);
    await world.db.outbox.create({ data: { customerId: id, kind: 'test', notBeforeAt } });
    expect((await reconcile()).repaired).toEqual({ 'unsent-events': 1 });
    expect(await world.db.outbox.count({ where: { customerId: id, sentAt: null } })).toBe(0);
    await allIsSeen();
    expect((await reconcile()).repaired).toEqual({});
  });

  it('starts workflows again that are gone', async () => {
    const { id } = await debtor();
    await terminate(episodeWorkflowId(id, 'lifecycle', 1));
    await terminate(episodeWorkflowId(id, 'collections', 1));
    await mends(id, 'missing-lifecycle', 'missing-episode');
    await eventually(async () => {
      expect(await isRunning(episodeWorkflowId(id, 'lifecycle', 1))).toBe(true);
      expect(await isRunning(episodeWorkflowId(id, 'collections', 1))).toBe(true);
    });
    await engine.planned(id, NEXT);
  });

  it('starts collections for an invoice that nobody looks after', async () => {
    const { id } = await debtor();
    await terminate(episodeWorkflowId(id, 'collections', 1));
    await world.db.episode.update({ where: collections(id), data: { status: 'closed', nextAt: null } });
    await mends(id, 'missing-collections');
    await eventually(async () => {
      expect(await isRunning(episodeWorkflowId(id, 'collections', 1))).toBe(true);
    });
    await engine.planned(id, NEXT);
  });

  it('lets a claim go that nobody ends', async () => {
    const { id } = await debtor();
    const run = { workflowId: episodeWorkflowId(id, 'collections', 1), runId: 'lost' };
    const touch = { customerId: id, episode: 'collections', action: 'email', status: 'claimed', reason: {} } as const;
    const { id: touchId } = await world.db.touch.create({ data: { ...touch, ...run, at: new Date(world.now) } });
    const { repaired } = await reconcile();
    expect(repaired).toEqual({ 'stale-claim': 1 });
    await eventually(async () => {
      expect(await world.db.touch.findUniqueOrThrow({ where: { id: touchId } })).toMatchObject({ status: 'released' });
    });
    expect((await reconcile()).repaired).toEqual({});
  });

  it('wakes who is late, and who has nothing planned although there is something to do', async () => {
    const [late, idle] = [await debtor(), await debtor()];
    await world.db.episode.update({ where: collections(late.id), data: { nextAt: new Date('2024-03-09T10:00:00Z') } });
    await world.db.episode.update({ where: collections(idle.id), data: { nextAt: null } });
    expect((await reconcile()).repaired).toEqual({ 'overdue-touch': 1, 'unplanned-touch': 1 });
    for (const { id } of [late, idle]) await engine.planned(id, NEXT);
    expect((await reconcile()).repaired).toEqual({});
  });

  it('lets workflows look again that run on after the end, and reports those of nobody', async () => {
    const { id } = await debtor();
    const workflowIds = [episodeWorkflowId(id, 'lifecycle', 1), episodeWorkflowId(id, 'collections', 1)];
    await world.db.customer.update({ where: { id }, data: { engagement: 'closed' } });
    await world.db.episode.updateMany({ where: { customerId: id }, data: { status: 'closed', nextAt: null } });
    const orphan = episodeWorkflowId('0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10', 'collections', 1);
    const start = { taskQueue: 'lifecycle', startDelay: '1 hour', workflowId: orphan, args: [{}] } as const;
    await engine.client.workflow.start('collections', start);

    const { repaired, reported, examples } = await reconcile();
    expect({ repaired, reported }).toEqual({ repaired: { 'surplus-workflow': 2 }, reported: { 'orphan-workflow': 1 } });
    expect(examples).toContainEqual({ kind: 'orphan-workflow', of: orphan });
    await eventually(async () => {
      for (const workflowId of workflowIds) expect(await isRunning(workflowId)).toBe(false);
    });
    expect(await isRunning(orphan)).toBe(true);
    expect((await reconcile()).repaired).toEqual({});
    await terminate(orphan);
  });

  it('gives a customer whom nobody looks after to the fallback queue, and reports an owner who has left', async () => {
    const [nobodys, left] = [await debtor(), await debtor()];
    const ownerId = await hire(world, 'Ann', { active: false });
    await world.db.customer.update({ where: { id: left.id }, data: { ownerId, queue: null } });
    await world.db.$executeRaw`ALTER TABLE "Customer" DROP CONSTRAINT "customer_owner_or_queue"`;
    await world.db.customer.update({ where: { id: nobodys.id }, data: { queue: null } });
    const { repaired, reported } = await reconcile();
    expect({ repaired, reported }).toEqual({ repaired: { 'no-keeper': 1 }, reported: { 'owner-inactive': 1 } });
    const customer = await world.db.customer.findUniqueOrThrow({ where: { id: nobodys.id } });
    expect(customer).toMatchObject({ ownerId: null, queue: 'new-customers' });
    await allIsSeen();
    expect((await reconcile()).repaired).toEqual({});
  });

  it('asks runs to go on as new ones that have run for so long', async () => {
    const { id } = await debtor();
    const handle = engine.collections(id);
    const { runId } = await handle.describe();
    expect((await reconcile(0)).renewed).toBeGreaterThan(0);
    await eventually(async () => {
      const described = await handle.describe();
      expect(described).toMatchObject({ status: { name: 'RUNNING' } });
      expect(described.runId).not.toBe(runId);
    });
  });
});
