import type { ClockActivities } from '../../activities/clock/create-clock-activities';
import type { ReconcileActivities } from '../../activities/reconcile/create-reconcile-activities';
import { NOTHING_FOUND } from '../../domain/reconcile/reconcile-report';
import { replayAndKeep } from '../replay/histories';
import { useTestNamespace } from '../support/test-temporal';
import { runWith } from './support/run-with';

/** More than one run takes. */
const CUSTOMERS = 260;
const PAGES = 90;
const LISTS = 90;

describe('over more than one run takes', () => {
  const temporal = useTestNamespace();

  it('an advance of a test clock goes on as a new run, and moves everybody once', async () => {
    const all = Array.from({ length: CUSTOMERS }, (_, index) => String(index).padStart(3, '0'));
    const moved: string[] = [];
    const reported: number[] = [];
    const ended: (string | null)[] = [];
    const activities: ClockActivities = {
      listAdvancing: async ({ afterId, limit }) => {
        const customerIds = all.filter((id) => afterId === null || id > afterId).slice(0, limit);
        const last = customerIds.at(-1);
        return { customerIds, total: all.length, nextAfterId: last === undefined || last === all.at(-1) ? null : last };
      },
      advanceCustomer: async ({ customerId }) => void moved.push(customerId),
      reportAdvance: async ({ done }) => void reported.push(done),
      endAdvance: async ({ error }) => void ended.push(error),
    };
    const input = { advanceId: 'a', targetAt: 0 };
    const runs = await runWith(temporal, activities, { type: 'clockAdvance', input });

    expect(runs).toHaveLength(2);
    await replayAndKeep({ 'clock-advance-continued': runs[0]! });
    expect(moved.toSorted()).toEqual(all);
    expect(reported.at(-1)).toBe(CUSTOMERS);
    expect(ended).toEqual([null]);
  });

  it('a reconcile goes on as new runs from customers to workflows, and counts all in its report', async () => {
    const looked: string[] = [];
    const listed: (string | null)[] = [];
    const activities: ReconcileActivities = {
      listCustomerPages: async ({ afterId, pages }) => {
        const from = afterId === null ? 0 : Number(afterId) + 1;
        const numbers = Array.from({ length: Math.min(pages, PAGES - from) }, (_, index) => from + index);
        return numbers.map((number) => ({ fromId: String(number), untilId: String(number) }));
      },
      examineCustomers: async ({ fromId }) => {
        looked.push(fromId);
        return { ...NOTHING_FOUND, customers: 1 };
      },
      examineWorkflows: async ({ pageToken }) => {
        listed.push(pageToken);
        const next = Number(pageToken ?? 0) + 1;
        return { report: { ...NOTHING_FOUND, workflows: 1 }, next: next === LISTS ? null : String(next) };
      },
    };
    const runs = await runWith(temporal, activities, { type: 'reconcile', input: { renewAfterDays: 0 } });

    expect(runs).toHaveLength(3);
    await replayAndKeep({ 'reconcile-customers-continued': runs[0]!, 'reconcile-workflows-continued': runs[1]! });
    expect(looked.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: PAGES }, (_, index) => index));
    expect(listed).toEqual([null, ...Array.from({ length: LISTS - 1 }, (_, index) => String(index + 1))]);
    const { payloads } = runs[2]!.events!.at(-1)!.workflowExecutionCompletedEventAttributes!.result!;
    const report: unknown = JSON.parse(Buffer.from(payloads![0]!.data!).toString());
    expect(report).toEqual({ ...NOTHING_FOUND, customers: PAGES, workflows: LISTS });
  });
});
