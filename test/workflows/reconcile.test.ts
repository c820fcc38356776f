import { episodeWorkflowId } from '../../domain/episode/episode-kind';
import { REPAIRS, type FaultKind } from '../../domain/reconcile/finding';
import { activateImport } from '../../facts/import/activate-import';
import { setEngagement } from '../../facts/write/customers';
import { hire } from '../activities/support/onboarding-world';
import { importRows } from '../facts/import/import-bench';
import { eventually } from './support/eventually';
import { NEXT, ReconcileBench } from './support/reconcile-bench';
import { BREAKS } from './support/reconcile-breaks';

describe('a reconcile on the real server', () => {
  let bench: ReconcileBench;

  beforeAll(async () => {
    bench = await ReconcileBench.create();
  });
  afterAll(() => bench.close());

  const FAULTS = Object.keys(REPAIRS) as FaultKind[];

  it('mends nothing where all is well, and says what it has looked at', async () => {
    await bench.debtor();
    const found = await bench.reconcile();
    expect(found).toMatchObject({ customers: 1, workflows: 2, repaired: {}, reported: {}, renewed: 0 });
  });

  it.each(FAULTS.map((kind) => [BREAKS[kind].title, kind] as const))('%s (%s)', async (_, kind) => {
    const { breaks, finds = [kind], mended } = BREAKS[kind];
    const debtor = await breaks(bench);
    await bench.mends(debtor.id, finds);
    await mended(bench, debtor);
  });

  it('lets those alone who were imported and are paused', async () => {
    const [externalId, invoice] = ['I-1', 'I-A-1'];
    const row = (paid: string) =>
      `${externalId},Imported,i@example.com,,${invoice},01/01/2024,20/03/2024,100.00,${paid}`;
    const { id: importId } = await importRows(bench.world.db, [row(',')]);
    const { id } = await bench.world.db.customer.findUniqueOrThrow({ where: { externalId } });
    expect((await bench.reconcile()).repaired).toEqual({});
    await importRows(bench.world.db, [row('01/02/2024,30')]);
    expect((await bench.reconcile()).repaired).toEqual({});
    expect(await bench.world.db.episode.count({ where: { customerId: id } })).toBe(0);

    await activateImport(bench.world.db, { importId, slice: {} }, bench.world.ctx());
    await eventually(async () => {
      expect(await bench.isRunning(episodeWorkflowId(id, 'collections', 1))).toBe(true);
    });
    await bench.allIsSeen();
    expect((await bench.reconcile()).repaired).toEqual({});
  });

  it('finds a paused customer whose workflows have heard of an import well, and starts them again where they are gone', async () => {
    const { id, invoice } = await bench.debtor();
    const pause = { customerId: id, version: null, engagement: 'paused', reason: null } as const;
    await setEngagement(bench.world.db, pause, bench.world.ctx());
    await bench.engine.planned(id, null);
    const { externalId } = await bench.world.db.customer.findUniqueOrThrow({ where: { id } });
    await importRows(bench.world.db, [`${externalId},,,,${invoice},01/01/2024,20/03/2024,100.00,01/02/2024,30`]);
    await bench.allIsSeen();
    expect((await bench.reconcile()).repaired).toEqual({});

    await bench.engine.atRest(id);
    for (const kind of ['lifecycle', 'collections'] as const) await bench.terminate(episodeWorkflowId(id, kind, 1));
    await bench.mends(id, ['missing-lifecycle', 'missing-episode']);
    expect(await bench.isRunning(episodeWorkflowId(id, 'lifecycle', 1))).toBe(true);
    // Nothing begins in a pause.
    expect(await bench.isRunning(episodeWorkflowId(id, 'collections', 1))).toBe(false);
    await setEngagement(bench.world.db, { ...pause, engagement: 'active' }, bench.world.ctx());
    await eventually(() => bench.engine.planned(id, NEXT));
  });

  it('reports workflows of nobody, and an owner who has left', async () => {
    const { id } = await bench.debtor();
    const ownerId = await hire(bench.world, 'Ann', { active: false });
    await bench.world.db.customer.update({ where: { id }, data: { ownerId, queue: null } });
    const orphan = episodeWorkflowId('0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10', 'collections', 1);
    const start = { taskQueue: 'lifecycle', startDelay: '1 hour', workflowId: orphan, args: [{}] } as const;
    await bench.engine.client.workflow.start('collections', start);
    await eventually(async () => {
      const { repaired, reported, examples } = await bench.reconcile();
      expect({ repaired, reported }).toEqual({ repaired: {}, reported: { 'owner-inactive': 1, 'orphan-workflow': 1 } });
      expect(examples).toContainEqual({ kind: 'orphan-workflow', of: orphan });
    });
    expect(await bench.isRunning(orphan)).toBe(true);
    await bench.terminate(orphan);
  });

  it('asks runs to go on as new ones that have run for so long', async () => {
    const { id } = await bench.debtor();
    const handle = bench.engine.collections(id);
    const { runId } = await handle.describe();
    expect((await bench.reconcile(0)).renewed).toBeGreaterThan(0);
    await eventually(async () => {
      const described = await handle.describe();
      expect(described).toMatchObject({ status: { name: 'RUNNING' } });
      expect(described.runId).not.toBe(runId);
    });
  });
});
