import { planTouch } from '../../activities/plan-touch';
import { decide } from '../../domain/decide/decide';
import type { ImportedCustomer } from '../../domain/import/collect-facts';
import { simulatePortfolio } from '../../domain/simulate/simulate-portfolio';
import { EVERY_WEEKDAY } from '../../domain/calendar/business-calendar';
import { addDays } from '../../domain/calendar/civil-date';
import { customerCase, instant, invoice, playbook, policy, withInvoices } from '../support/collections-case';
import { collectionsWorkflowId } from '../../workflows/ids';
import { benchActivityDeps } from './harness/bench-activity-deps';
import { repeated, type Benchmark, type BenchRun } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { seedCustomers } from './harness/seed-customers';
import { median } from './harness/stats';

const BOOK = playbook([
  'id: before-due, at: due - 3d, do: email, template: reminder-before-due',
  'id: due-today, at: due, do: email, template: due-today',
  'id: reminder-1, at: due + 3d, do: email, template: reminder-1',
  'id: reminder-2, at: due + 10d, do: sms, template: reminder-2',
  'id: call, at: due + 14d, do: task, queue: collectors, title: Call',
  'id: hold-credit, at: due + 21d, do: hold-credit',
  'id: escalate, at: due + 30d, do: escalate, ladder: standard',
]);
const POLICY = policy(
  "windows: [ { days: [mon, tue, wed, thu, fri], from: '09:00', to: '18:00' } ]",
  'closedDays: calendar',
  'minimumGap: 2d',
  'caps: [ { count: 3, per: 7d } ]',
);
const ZONE = 'America/New_York';
const YEAR = { from: '2024-01-01', to: '2024-12-31' } as const;
const INVOICES_EACH = 25;
/** What other systems are asked for. */
const EVALUATED = 1_000;
const AT_A_TIME = 8;

export const b6Decide: Benchmark = {
  id: 'B6',
  title: 'Decisions: customers with few and many invoices, in turn, and whole portfolios for a year',
  run: async (run) => {
    const decisions = await repeated({ ...run, repeats: Math.max(run.repeats, 3) }, async () => {
      const ms = new Map([1, 10, 100, 1_000].map((count) => [count, decideMs(count)]));
      return [
        ...[...ms].map(([count, value]) => [`decide, ${count} open invoices`, 'ms', value] as const),
        ['decide, growth from 100 to 1,000', '×', (ms.get(1_000) ?? NaN) / (ms.get(100) ?? NaN)],
      ];
    });
    // As a server that has run for a while.
    simulateYear(portfolio(2_000));
    const portfolios = await repeated(run, async () =>
      (run.quick ? [10_000] : [1_000, 10_000, 100_000]).flatMap((invoices) => {
        const customers = portfolio(invoices);
        const seconds = ofOneCore(() => simulateYear(customers));
        const name = invoices.toLocaleString('en-US');
        return [
          [`portfolio decided once, ${name} invoices`, 's', timed(() => decideAll(invoices))] as const,
          [`simulator, ${name} invoices`, 'invoice-years/s', invoices / seconds] as const,
        ];
      }),
    );
    const evaluations = await repeated(run, async () => [
      [`${EVALUATED} customers decided once`, 's', timed(() => decideAll(EVALUATED * INVOICES_EACH))],
    ]);
    const fromDatabase = run.quick ? [] : await repeated(run, () => planFromDatabase(run));
    return [...decisions, ...portfolios, ...evaluations, ...fromDatabase];
  },
};

/** Invoices that fell due one after the other over 60 days, as with a customer who has stopped paying. */
function caseOf(count: number, name = 'A') {
  const items = Array.from({ length: count }, (_, index) =>
    invoice(`${name}-${index}`, addDays('2024-03-01', -(index % 60)), { arrivedAt: instant('2023-12-01T00:00Z') }),
  );
  return withInvoices(customerCase({ zone: ZONE, playbook: BOOK, policy: POLICY }), ...items);
}

const AS_OF = instant('2024-03-02T15:00Z');

/**
 * Open invoices of all customers that are decided for in turn, however many each has: as in a worker, and so that what the
 * processor still has at hand of the one before is as little for small customers as for large ones. One customer with 100
 * invoices, decided for again and again, takes half as long.
 */
const IN_TURN = 10_000;

function decideMs(count: number): number {
  const customers = Array.from({ length: IN_TURN / count }, (_, customer) => caseOf(count, `C${customer}`));
  const ms = Array.from({ length: 4 }, () => customers.map((input) => timed(() => decide(input, AS_OF)) * 1_000));
  // As a server that has run for a while.
  return median(ms.slice(2).flat());
}

function decideAll(invoices: number): void {
  for (let customer = 0; customer < invoices / INVOICES_EACH; customer += 1)
    decide(caseOf(INVOICES_EACH, `C${customer}`), AS_OF);
}

function portfolio(invoices: number): readonly ImportedCustomer[] {
  return Array.from({ length: invoices / INVOICES_EACH }, (_, customer) => ({
    externalId: `C-${customer}`,
    name: `Customer ${customer}`,
    zone: ZONE,
    language: 'en' as const,
    segment: null,
    country: 'US',
    attributes: {},
    email: null,
    phone: null,
    invoices: Array.from({ length: INVOICES_EACH }, (_each, index) => {
      const issuedOn = addDays(YEAR.from, Math.floor((index * 330) / INVOICES_EACH) + (customer % 13));
      // Most pay in time, some late, a few not at all.
      const paidAfterDays = [20, 28, 33, 41, 55, null][(customer + index) % 6] ?? null;
      return {
        number: `${customer}-${index}`,
        issuedOn,
        dueOn: addDays(issuedOn, 30),
        currency: 'USD',
        amountMinor: 10_000n,
        paymentUrl: null,
        attributes: {},
        payments:
          paidAfterDays === null
            ? []
            : [{ receivedOn: addDays(issuedOn, paidAfterDays), amountMinor: 10_000n, externalId: null }],
      };
    }),
  }));
}

function simulateYear(customers: readonly ImportedCustomer[]): void {
  simulatePortfolio(customers, {
    playbook: BOOK,
    policy: POLICY,
    calendar: EVERY_WEEKDAY,
    ...YEAR,
    assumedChannels: { email: true, sms: true },
  });
}

/** The same with its I/O, by the activity alone: facts are read, the next touch is decided, the plan is stored. */
async function planFromDatabase(run: BenchRun): Promise<(readonly [what: string, unit: string, value: number])[]> {
  const site = await BenchSite.open(run.servers);
  try {
    const dueAts = new Array<number>(EVALUATED).fill(Date.now() + 86_400_000);
    await seedCustomers(site.pg, { name: 'evaluated', dueAts, invoicesEach: INVOICES_EACH });
    const deps = benchActivityDeps(site);
    const ids = (await site.db.customer.findMany({ select: { id: true } })).map(({ id }) => id);
    const startedAt = performance.now();
    const lane = async () => {
      for (let id = ids.pop(); id !== undefined; id = ids.pop())
        await planTouch(deps, { customerId: id }, { workflowId: collectionsWorkflowId(id), runId: 'bench' });
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, lane));
    return [[`${EVALUATED} customers read, decided and stored`, 's', (performance.now() - startedAt) / 1_000]];
  } finally {
    await site.close();
  }
}

/** Seconds that a core is busy with it, whatever else the machine does. */
function ofOneCore(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}

/** Seconds. */
function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1_000;
}
