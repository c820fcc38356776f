import type { FaultKind } from '../../../domain/reconcile/finding';
import type { ReconcileReport } from '../../../domain/reconcile/reconcile-report';
import { RECONCILE_LIMITS } from '../../../domain/reconcile/reconcile-state';
import { createMetrics, type Metrics } from '../../../worker/metrics';
import { reconcileWorkflowId } from '../../../workflows/ids';
import { EngineWorld, FREE_POLICY } from '../../activities/support/engine-world';
import { eventually } from './eventually';
import { RunningEngine } from './running-engine';

const PLAYBOOK = `
playbook: two-mails
steps:
  - { id: first, at: due, do: email, template: due-today }
  - { id: second, at: due + 7d, do: email, template: reminder-1 }
`;
/** What comes first for a debtor. */
export const NEXT = { action: 'email', at: '2024-03-20T10:00:00.000Z' } as const;

export type Debtor = { readonly id: string; readonly invoice: string };

/** Customers on the real engine, for breaking by hand, and a reconcile that looks at them. */
export class ReconcileBench {
  private customers = 0;

  private constructor(
    readonly world: EngineWorld,
    readonly engine: RunningEngine,
    private readonly metrics: Metrics,
  ) {}

  static async create(): Promise<ReconcileBench> {
    const world = await EngineWorld.create();
    world.at('2024-03-10T09:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    const metrics = createMetrics(world.db);
    const engine = await RunningEngine.start(world, { limits: RECONCILE_LIMITS, observing: metrics.reconciled });
    return new ReconcileBench(world, engine, metrics);
  }

  async close(): Promise<void> {
    await this.engine.close();
    await this.world.close();
  }

  /** A customer whose reminders wait, with everything planned. */
  async debtor(segment: string | null = null): Promise<Debtor> {
    this.customers += 1;
    const id = await this.world.customer({ externalId: `C-${this.customers}`, segment });
    const invoice = `A-${this.customers}`;
    await this.world.invoice(id, invoice, '2024-03-20');
    await this.engine.planned(id, NEXT);
    await this.allIsSeen();
    // A signal that came before would see what is broken next.
    await this.engine.atRest(id);
    return { id, invoice };
  }

  async allIsSeen(): Promise<void> {
    await eventually(async () => {
      expect(await this.world.db.outbox.count({ where: { sentAt: null } })).toBe(0);
      const rows = await this.world.db.episode.findMany({
        where: { status: { not: 'closed' } },
        include: { customer: true },
      });
      for (const { status, plannedFacts, customer } of rows) {
        expect({ status, plannedFacts }).toEqual({ status: 'running', plannedFacts: customer.factsVersion });
      }
    });
  }

  async reconcile(renewAfterDays = 90): Promise<ReconcileReport> {
    await this.anHourPasses();
    const args = [{ renewAfterDays }];
    const start = { workflowId: reconcileWorkflowId('lifecycle'), taskQueue: 'lifecycle', args };
    return (await this.engine.client.workflow.execute('reconcile', start)) as ReconcileReport;
  }

  /** Mends exactly this, tells the customer's timeline and the metric, and then finds nothing more. */
  async mends(customerId: string, faults: readonly FaultKind[]): Promise<ReconcileReport> {
    const before = await this.counted();
    const report = await this.reconcile();
    const expected = timesOf(faults);
    expect(report.repaired).toEqual(expected);
    const entries = await this.world.db.timelineEvent.findMany({ where: { customerId, kind: 'reconcile.repaired' } });
    expect(timesOf(entries.map(({ data }) => (data as { fault: string }).fault))).toEqual(expected);
    const after = await this.counted();
    expect(Object.fromEntries(faults.map((kind) => [kind, after(kind) - before(kind)]))).toEqual(expected);
    await this.allIsSeen();
    expect((await this.reconcile()).repaired).toEqual({});
    return report;
  }

  /** @returns how often a kind has been mended by the metric */
  private async counted(): Promise<(kind: FaultKind) => number> {
    const text = await this.metrics.registry.getSingleMetricAsString('perennial_reconcile_repairs_total');
    return (kind) => Number(new RegExp(`kind="${kind}"} (\\d+)`).exec(text)?.[1] ?? 0);
  }

  terminate(workflowId: string): Promise<unknown> {
    return this.engine.client.workflow.getHandle(workflowId).terminate('lost on purpose');
  }

  async isRunning(workflowId: string): Promise<boolean> {
    return (await this.engine.client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  }

  /** Whatever has happened so far was an hour ago. */
  private async anHourPasses(): Promise<void> {
    const { db } = this.world;
    await db.$executeRaw`UPDATE "Customer" SET "updatedAt" = "updatedAt" - interval '1 hour'`;
    await db.$executeRaw`
      UPDATE "Outbox" SET "createdAt" = "createdAt" - interval '1 hour', "sentAt" = "sentAt" - interval '1 hour'`;
    await db.$executeRaw`UPDATE "Touch" SET "createdAt" = "createdAt" - interval '1 hour'`;
  }
}

function timesOf(words: readonly string[]): Readonly<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const word of words) times[word] = (times[word] ?? 0) + 1;
  return times;
}
