import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { collectionsSource } from '../../activities/messages/collections-source';
import { sendMessage } from '../../activities/messages/send-message';
import { planTouch } from '../../activities/plan-touch';
import { collectionsWorkflowId, customerWorkflowId } from '../../workflows/ids';
import { benchActivityDeps } from './harness/bench-activity-deps';
import type { Benchmark, BenchRun, Figure } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { countStatements } from './harness/count-statements';
import { databaseBytes } from './harness/database-bytes';
import { costBetween, historyCost, type HistoryCost } from './harness/history-cost';
import { playLoad } from './harness/open-loop';
import { seedCustomers } from './harness/seed-customers';
import { median } from './harness/stats';

const MANY_INVOICES = 40;
/** What is written when a message has been sent, and the workflow's next timer. */
const SETTLE_MS = 1_500;

export const b4Cost: Benchmark = {
  id: 'B4',
  title: 'Cost of a reminder, of a customer who waits, and of an open invoice',
  run: async (run) => {
    const site = await BenchSite.open(run.servers);
    const connection = await Connection.connect({ address: run.servers.temporalAddress });
    try {
      const client = new Client({ connection });
      await site.startWorkers(1);
      // Files grow by whole blocks: few customers make their bytes uncertain.
      const customers = run.quick ? 20 : 300;
      const one = await playGroup(site, client, { name: 'one', customers, invoicesEach: 1 });
      const many = await playGroup(site, client, { name: 'many', customers, invoicesEach: MANY_INVOICES });
      const statements = await statementsOf(run);
      const invoices = customers * (MANY_INVOICES - 1);
      return [
        ['events per reminder, at most', '', one.most.events],
        ['state transitions per reminder, at most', '', one.most.transitions],
        ['history per reminder', 'bytes', one.reminder.bytes],
        [`events per reminder of ${MANY_INVOICES} invoices, at most`, '', many.most.events],
        [`history per reminder of ${MANY_INVOICES} invoices`, 'bytes', many.reminder.bytes],
        ['database per reminder', 'bytes', one.reminderBytes / customers],
        ['transactions per reminder', '', statements.reminder.transactions],
        ['statements per reminder', '', statements.reminder.statements],
        ['statements per plan', '', statements.plan.statements],
        ['events per waiting customer, both workflows', '', one.idle.events],
        ['history per waiting customer, both workflows', 'bytes', one.idle.bytes],
        ['state transitions to start and plan a customer', '', one.idle.transitions],
        ['database per waiting customer with one invoice', 'bytes', one.idleBytes / customers],
        ['database per further open invoice', 'bytes', (many.idleBytes - one.idleBytes) / invoices],
      ] satisfies Figure[];
    } finally {
      await connection.close();
      await site.close();
    }
  },
};

type GroupCost = {
  /** Of the customer in the middle. */
  readonly idle: HistoryCost;
  readonly reminder: HistoryCost;
  /** Of the customer whose reminder cost most. */
  readonly most: HistoryCost;
  /** Of the whole group. */
  readonly idleBytes: number;
  readonly reminderBytes: number;
};

async function playGroup(
  site: BenchSite,
  client: Client,
  {
    name,
    customers,
    invoicesEach,
  }: { readonly name: string; readonly customers: number; readonly invoicesEach: number },
): Promise<GroupCost> {
  const handles: (readonly [lifecycle: string, collections: string])[] = [];
  const costs = (index: 0 | 1): Promise<HistoryCost[]> =>
    Promise.all(handles.map((ids) => historyCost(client.workflow.getHandle(ids[index]))));
  const atFirst = await databaseBytes(site.db);
  let idle: readonly [HistoryCost[], HistoryCost[]] = [[], []];
  let idleBytes = 0;
  await playLoad(site, {
    name,
    offsetsMs: new Array<number>(customers).fill(0),
    invoicesEach,
    beforeDueMs: 3_000 + customers * 25,
    beforeDue: async () => {
      await delay(SETTLE_MS);
      const rows = await site.db.customer.findMany({ where: { externalId: { startsWith: `${name}-` } } });
      handles.push(...rows.map(({ id }) => [customerWorkflowId(id), collectionsWorkflowId(id)] as const));
      idle = [await costs(0), await costs(1)];
      idleBytes = (await databaseBytes(site.db)) - atFirst;
    },
  });
  await delay(SETTLE_MS);
  const after = await costs(1);
  const reminders = after.map((cost, index) => costBetween(idle[1][index] ?? cost, cost));
  return {
    idle: costOf(
      idle[0].map((cost, index) => addCosts(cost, idle[1][index])),
      median,
    ),
    reminder: costOf(reminders, median),
    most: costOf(reminders, (values) => Math.max(...values)),
    idleBytes,
    reminderBytes: (await databaseBytes(site.db)) - atFirst - idleBytes,
  };
}

function addCosts(one: HistoryCost, other: HistoryCost | undefined): HistoryCost {
  return {
    events: one.events + (other?.events ?? 0),
    bytes: one.bytes + (other?.bytes ?? 0),
    transitions: one.transitions + (other?.transitions ?? 0),
  };
}

function costOf(costs: readonly HistoryCost[], choose: (values: readonly number[]) => number): HistoryCost {
  const of = (pick: (cost: HistoryCost) => number) => choose(costs.map(pick));
  return { events: of((cost) => cost.events), bytes: of((cost) => cost.bytes), transitions: of((c) => c.transitions) };
}

/** The activities themselves, in this process, so that nothing else speaks to PostgreSQL meanwhile. */
async function statementsOf(run: BenchRun) {
  const site = await BenchSite.open(run.servers);
  try {
    const deps = benchActivityDeps(site);
    await seedCustomers(site.pg, { name: 'sql', dueAts: [Date.now(), Date.now()] });
    const customers = await site.db.customer.findMany();
    const costs = [];
    // The first customer fills the caches of documents and templates.
    for (const { id: customerId } of customers) {
      const runRef = { workflowId: collectionsWorkflowId(customerId), runId: 'bench' };
      const plan = await countStatements(() => planTouch(deps, { customerId }, runRef));
      const input = { customerId, plannedAt: Date.now() };
      const signal = new AbortController().signal;
      const reminder = await countStatements(() =>
        sendMessage(deps, collectionsSource(deps), 'email', input, runRef, signal),
      );
      costs.push({ plan, reminder });
    }
    const last = costs.at(-1);
    if (last === undefined) throw new Error('There was no customer to count with');
    return last;
  } finally {
    await site.close();
  }
}
