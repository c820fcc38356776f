import { parseAmount } from '../../../domain/money/money';
import { episodeWorkflowId } from '../../../domain/episode/episode-kind';
import type { FaultKind } from '../../../domain/reconcile/finding';
import { publishVersion, saveDraft } from '../../../facts/write/documents';
import { recordPayment } from '../../../facts/write/record-payment';
import { inTransaction } from '../../../facts/write/transaction';
import { eventually } from './eventually';
import { NEXT, type Debtor, type ReconcileBench } from './reconcile-bench';

/** How a debtor is broken by hand, what the reconcile finds of it, and how it is afterwards. */
export type Break = {
  readonly title: string;
  readonly breaks: (bench: ReconcileBench) => Promise<Debtor>;
  /** Each as often as it is mended; default: once the one that it stands for. */
  readonly finds?: readonly FaultKind[];
  readonly mended: (bench: ReconcileBench, debtor: Debtor) => Promise<unknown>;
};

const PLAYED_EARLY = (at: string) => `
playbook: early
priority: 10
applies: { customer.segment: early }
steps:
  - { id: first, at: "${at}", do: email, template: due-today }
`;

/** One for each fault that is mended. */
export const BREAKS: Readonly<Record<FaultKind, Break>> = {
  'unseen-facts': {
    title: 'wakes workflows whose event was lost',
    breaks: async (bench) => {
      const debtor = await bench.debtor();
      await payUnheard(bench, debtor);
      return debtor;
    },
    finds: ['unseen-facts', 'unseen-facts'],
    mended: isPlanned,
  },
  'unsent-events': {
    title: 'relays events that wait for a relay which does not come',
    breaks: async (bench) => {
      const debtor = await bench.debtor();
      const notBeforeAt = new Date(Date.now() + 3_600_000);
      await bench.world.db.outbox.create({ data: { customerId: debtor.id, kind: 'test', notBeforeAt } });
      return debtor;
    },
    mended: isPlanned,
  },
  'missing-lifecycle': {
    title: 'starts a lifecycle again that is gone',
    breaks: (bench) => terminated(bench, 'lifecycle'),
    mended: bothRun,
  },
  'missing-episode': {
    title: 'has an episode started again that is gone',
    breaks: (bench) => terminated(bench, 'collections'),
    mended: bothRun,
  },
  'missing-collections': {
    title: 'starts collections for an invoice that nobody looks after',
    breaks: async (bench) => {
      const debtor = await terminated(bench, 'collections');
      await bench.world.db.episode.update({ where: collections(debtor), data: { status: 'closed', nextAt: null } });
      return debtor;
    },
    mended: bothRun,
  },
  'surplus-workflow': {
    title: 'lets workflows look again that run on after the end',
    breaks: async (bench) => {
      const debtor = await bench.debtor();
      const { db } = bench.world;
      await db.customer.update({ where: { id: debtor.id }, data: { engagement: 'closed' } });
      await db.episode.updateMany({ where: { customerId: debtor.id }, data: { status: 'closed', nextAt: null } });
      return debtor;
    },
    finds: ['surplus-workflow', 'surplus-workflow'],
    mended: (bench, { id }) =>
      eventually(async () => {
        for (const kind of ['lifecycle', 'collections'] as const)
          expect(await bench.isRunning(episodeWorkflowId(id, kind, 1))).toBe(false);
      }),
  },
  'stale-claim': {
    title: 'lets a claim go that nobody ends',
    breaks: async (bench) => {
      const debtor = await bench.debtor();
      const run = { workflowId: episodeWorkflowId(debtor.id, 'collections', 1), runId: 'lost' };
      const touch = { episode: 'collections', action: 'email', status: 'claimed', reason: {} } as const;
      const at = new Date(bench.world.now);
      await bench.world.db.touch.create({ data: { customerId: debtor.id, ...touch, ...run, at } });
      return debtor;
    },
    mended: (bench, { id }) =>
      eventually(async () => {
        const touch = await bench.world.db.touch.findFirstOrThrow({ where: { customerId: id, runId: 'lost' } });
        expect(touch).toMatchObject({ status: 'released' });
      }),
  },
  'overdue-touch': {
    title: 'wakes who is late',
    breaks: (bench) => withNextAt(bench, new Date('2024-03-09T10:00:00Z')),
    mended: isPlanned,
  },
  'unplanned-touch': {
    title: 'wakes who has nothing planned although there is something to do',
    breaks: (bench) => withNextAt(bench, null),
    mended: isPlanned,
  },
  'outdated-plan': {
    title: 'wakes who has not heard of a new playbook, and nobody for whom it changes nothing',
    breaks: async (bench) => {
      await bench.world.publish('playbook', PLAYED_EARLY('due'));
      const debtor = await bench.debtor('early');
      await publishUnheard(bench, PLAYED_EARLY('due - 5d'));
      return debtor;
    },
    mended: (bench, { id }) => bench.engine.planned(id, { action: 'email', at: '2024-03-15T10:00:00.000Z' }),
  },
  'no-keeper': {
    title: 'gives a customer whom nobody looks after to the fallback queue',
    breaks: async (bench) => {
      const debtor = await bench.debtor();
      await bench.world.db.$executeRaw`ALTER TABLE "Customer" DROP CONSTRAINT "customer_owner_or_queue"`;
      await bench.world.db.customer.update({ where: { id: debtor.id }, data: { queue: null } });
      return debtor;
    },
    mended: async (bench, { id }) => {
      const customer = await bench.world.db.customer.findUniqueOrThrow({ where: { id } });
      expect(customer).toMatchObject({ ownerId: null, queue: 'new-customers' });
    },
  },
};

const collections = ({ id }: Debtor) => ({
  customerId_kind_number: { customerId: id, kind: 'collections' as const, number: 1 },
});

function isPlanned(bench: ReconcileBench, { id }: Debtor): Promise<void> {
  return bench.engine.planned(id, NEXT);
}

async function bothRun(bench: ReconcileBench, debtor: Debtor): Promise<void> {
  await eventually(async () => {
    for (const kind of ['lifecycle', 'collections'] as const)
      expect(await bench.isRunning(episodeWorkflowId(debtor.id, kind, 1))).toBe(true);
  });
  await isPlanned(bench, debtor);
}

async function terminated(bench: ReconcileBench, kind: 'lifecycle' | 'collections'): Promise<Debtor> {
  const debtor = await bench.debtor();
  await bench.terminate(episodeWorkflowId(debtor.id, kind, 1));
  return debtor;
}

async function withNextAt(bench: ReconcileBench, nextAt: Date | null): Promise<Debtor> {
  const debtor = await bench.debtor();
  await bench.world.db.episode.update({ where: collections(debtor), data: { nextAt } });
  return debtor;
}

/** The fact is there, and its event is lost on the way. */
function payUnheard({ world }: ReconcileBench, { id, invoice }: Debtor): Promise<void> {
  return inTransaction(world.db, async (tx) => {
    const amountMinor = parseAmount('40.00', 'USD')!;
    const allocations = [{ invoice: { number: invoice }, instalment: null, amountMinor }];
    const payment = { customerId: id, externalId: null, received: { at: world.now }, currency: 'USD' };
    await recordPayment(tx, { ...payment, amountMinor, allocations }, world.ctx());
    await tx.outbox.deleteMany({ where: { customerId: id, sentAt: null } });
  });
}

/** It is published, and nobody hears of it. */
function publishUnheard({ world }: ReconcileBench, source: string): Promise<void> {
  return inTransaction(world.db, async (tx) => {
    const draft = { kind: 'playbook', source, documentId: null, note: null } as const;
    const { row } = await saveDraft(tx, draft, world.ctx());
    await publishVersion(tx, { versionId: row.id, effective: 'next-plan', replaces: null }, world.ctx());
    // Plans are dated by the database's clock, which no test can set.
    await tx.documentVersion.update({ where: { id: row.id }, data: { publishedAt: new Date() } });
    await tx.outbox.deleteMany({ where: { sentAt: null } });
  });
}
