import { decideAgain } from '../../activities/reconcile/decide-again';
import { examineCustomers } from '../../activities/reconcile/examine-customers';
import type { ReconcileDeps, ReconcileEngine, RunState, Undecided } from '../../activities/reconcile/reconcile-deps';
import { episodeWorkflowId } from '../../domain/episode/episode-kind';
import type { ReconcileReport } from '../../domain/reconcile/reconcile-report';
import { RECONCILE_LIMITS } from '../../domain/reconcile/reconcile-state';
import { readCustomerPages, readReconcileState } from '../../facts/read/reconcile-states';
import { changeSettings } from '../../facts/write/change-settings';
import { setEngagement } from '../../facts/write/customers';
import { saveCalendar } from '../../facts/write/save-calendar';
import { createTestClock } from '../../facts/write/test-clocks';
import { inTransaction, type Tx } from '../../facts/write/transaction';
import { EngineWorld, FREE_POLICY } from './support/engine-world';

const PLAYBOOK = `
playbook: one-mail
steps:
  - { id: first, at: due, do: email, template: due-today }
`;
/** The second working day after the one on which it falls due, a Wednesday. */
const WORKDAYS = `
playbook: one-mail
steps:
  - { id: first, at: due + 2bd, do: email, template: due-today }
`;
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const FIRST = '00000000-0000-0000-0000-000000000000';

/** Temporal as a test says it is; nothing is told to anybody. */
class FakeEngine implements ReconcileEngine {
  /** What lists show; default: every workflow runs. */
  listed: readonly string[] | null = null;
  /** What a workflow says that is asked itself. */
  state: RunState = { isRunning: true, isActing: false };

  constructor(private readonly world: EngineWorld) {}

  async listRunning(customerIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (this.listed !== null) return new Set(this.listed);
    const rows = await this.world.db.episode.findMany({ where: { customerId: { in: [...customerIds] } } });
    return new Set([...customerIds.map((id) => `customer/${id}`), ...rows.map(({ workflowId }) => workflowId)]);
  }

  describe = async (): Promise<RunState> => this.state;
  listRuns = async () => ({ runs: [], next: null });
  relay = async (): Promise<void> => undefined;
  wake = async (): Promise<void> => undefined;
  renew = async (): Promise<void> => undefined;
}

describe('the look at customers', () => {
  let world: EngineWorld;
  let engine: FakeEngine;
  let deps: ReconcileDeps;

  beforeEach(async () => {
    world = await EngineWorld.create();
    world.at('2024-03-10T09:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    engine = new FakeEngine(world);
    deps = { db: world.db, clock: () => world.now, engine, observing: () => undefined };
  });
  afterEach(() => world.close());

  const examine = (): Promise<ReconcileReport> =>
    examineCustomers(deps, { fromId: FIRST, untilId: LAST }, () => undefined);

  async function debtor(externalId: string, testClockId: string | null = null): Promise<string> {
    const id = await world.customer({ externalId, testClockId });
    await world.invoice(id, `A-${externalId}`, '2024-03-20');
    await world.plan(id);
    await world.planLifecycle(id);
    // The stage has changed, of which collections hears.
    await world.plan(id);
    await world.db.episode.updateMany({
      where: { customerId: id, kind: 'collections' },
      data: { workflowId: episodeWorkflowId(id, 'collections', 1) },
    });
    return id;
  }

  /** Everything was relayed, and has lain for an hour. */
  async function anHourPasses(): Promise<void> {
    await world.db.outbox.updateMany({ data: { sentAt: new Date() } });
    await world.db.$executeRaw`
      UPDATE "Outbox" SET "createdAt" = now() - interval '1 hour', "sentAt" = now() - interval '1 hour'`;
    await world.db.$executeRaw`UPDATE "Customer" SET "updatedAt" = now() - interval '1 hour'`;
  }

  const late = (customerId: string) =>
    world.db.episode.updateMany({
      where: { customerId, kind: 'collections' },
      data: { nextAt: new Date(world.now - 3_600_000) },
    });

  it('goes through all customers in pages, and leaves none out', async () => {
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.push(await world.customer({ externalId: `C-${n}`, email: null }));
    const sorted = ids.toSorted();
    const pages = await readCustomerPages(world.db, { afterId: null, pageSize: 2, pages: 2 });
    expect(pages).toEqual([
      { fromId: sorted[0], untilId: sorted[1] },
      { fromId: sorted[2], untilId: sorted[3] },
    ]);
    const rest = await readCustomerPages(world.db, { afterId: sorted[3]!, pageSize: 2, pages: 2 });
    expect(rest).toEqual([{ fromId: sorted[4], untilId: sorted[4] }]);
    expect(await readCustomerPages(world.db, { afterId: sorted[4]!, pageSize: 2, pages: 2 })).toEqual([]);
  });

  it('mends once what an attempt has mended that was lost', async () => {
    const id = await debtor('C-1');
    await anHourPasses();
    await late(id);
    expect((await examine()).repaired).toEqual({ 'overdue-touch': 1 });
    await world.db.outbox.updateMany({ data: { sentAt: new Date() } });
    expect((await examine()).repaired).toEqual({});
    expect((await world.timeline(id)).filter((kind) => kind === 'reconcile.repaired')).toHaveLength(1);
  });

  it('lets alone what an activity is at, and what a list has only missed', async () => {
    const id = await debtor('C-1');
    await anHourPasses();
    engine.listed = [];
    expect((await examine()).repaired).toEqual({});
    await late(id);
    engine.state = { isRunning: true, isActing: true };
    expect((await examine()).repaired).toEqual({});
    engine.state = { isRunning: false, isActing: false };
    expect((await examine()).repaired).toEqual({ 'missing-lifecycle': 1, 'missing-episode': 1 });
  });

  it('knows no lateness where time stands still', async () => {
    const { row } = await createTestClock(world.db, { name: 'rehearsal', startAt: world.now });
    const id = await debtor('S-1', row.id);
    await anHourPasses();
    await late(id);
    expect(await examine()).toMatchObject({ customers: 1, repaired: {} });
  });

  describe('at plans from before a change that nobody has heard of', () => {
    const HOLIDAY = { on: '2024-03-21', kind: 'off' as const, name: 'A day off' };
    const calendar = (code: string) => ({
      ...{ code, version: null, title: { en: 'Days', zh: '日历' }, source: null },
      ...{ weekend: ['sat', 'sun'] as const, days: [HOLIDAY] },
    });

    beforeEach(async () => {
      await world.publish('playbook', WORKDAYS);
    });

    it.each<readonly [title: string, change: (tx: Tx) => Promise<unknown>]>([
      ['a calendar', (tx) => saveCalendar(tx, calendar('default'), world.ctx())],
      [
        'another default calendar',
        async (tx) => {
          await saveCalendar(tx, calendar('ours'), world.ctx());
          await changeSettings(tx, { version: null, changes: { defaultCalendar: 'ours' } }, world.ctx());
        },
      ],
    ])('finds those that %s moves', async (_, change) => {
      const id = await debtor('C-1');
      await inTransaction(world.db, async (tx) => {
        await change(tx);
        await tx.outbox.deleteMany({ where: { sentAt: null } });
      });
      await anHourPasses();
      expect((await examine()).repaired).toEqual({ 'outdated-plan': 1 });
      await world.plan(id);
      await anHourPasses();
      expect((await examine()).repaired).toEqual({});
    });

    it('finds none of who is paused', async () => {
      const id = await debtor('C-1');
      const pause = { customerId: id, version: null, engagement: 'paused', reason: null } as const;
      await setEngagement(world.db, pause, world.ctx());
      await world.plan(id);
      await world.planLifecycle(id);
      await saveCalendar(world.db, calendar('default'), world.ctx());
      await anHourPasses();
      expect((await examine()).repaired).toEqual({});
    });
  });

  it('leaves a customer to the next attempt while the database is away', async () => {
    const id = await debtor('C-1');
    const { episodes } = (await readReconcileState(world.db, id, { limits: RECONCILE_LIMITS, now: world.now }))!;
    const undecided: Undecided[] = [];
    const db = (error: Error) =>
      new Proxy(world.db, {
        get: (target, name) =>
          name === '$queryRaw' ? () => Promise.reject(error) : (Reflect.get(target, name) as unknown),
      });
    const [away, broken] = [new Error('timeout exceeded when trying to connect'), new Error('no such zone')];
    for (const episode of episodes) {
      const again = (error: Error) =>
        decideAgain({ ...deps, db: db(error), undecided: (about) => undecided.push(about) }, id, episode);
      await expect(again(away)).rejects.toBe(away);
      expect(await again(broken)).toBeNull();
    }
    expect(undecided).toEqual(episodes.map(({ workflowId }) => ({ customerId: id, workflowId, error: broken })));
    expect(undecided).toHaveLength(2);
  });

  it('reports a message that was handed over long ago, and a customer of whom nothing can be decided', async () => {
    const [stuck, broken] = [await debtor('C-1'), await debtor('C-2')];
    await anHourPasses();
    const { id: contactPointId } = await world.db.contactPoint.findFirstOrThrow({ where: { customerId: stuck } });
    await world.db.message.create({
      data: {
        ...{ customerId: stuck, contactPointId, channel: 'email', purpose: 'collections', address: 'a@example.com' },
        ...{ template: 'due-today', templateVersion: 1, language: 'en', bodyText: '', attemptToken: 'lost' },
        ...{ state: 'handed_over', at: new Date(world.now), handedOverAt: new Date('2024-03-01T00:00:00Z') },
      },
    });
    await world.db.episode.updateMany({ where: { customerId: broken, kind: 'collections' }, data: { nextAt: null } });
    await world.db.customer.update({
      where: { id: broken },
      data: { zone: 'Nowhere/Land', updatedAt: new Date(Date.now() - 3_600_000) },
    });
    const { customers, repaired, reported, examples } = await examine();
    expect({ customers, repaired }).toEqual({ customers: 2, repaired: {} });
    expect(reported).toMatchObject({ 'stuck-message': 1 });
    expect(reported['cannot-decide']).toBeGreaterThan(0);
    expect(examples).toContainEqual({ kind: 'stuck-message', of: stuck });
    expect(examples).toContainEqual({ kind: 'cannot-decide', of: broken });
  });
});
