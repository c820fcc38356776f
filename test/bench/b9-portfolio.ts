import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { projectRoot } from '../../prisma/project-root';
import { startApi } from './harness/api-process';
import { repeated, type Benchmark, type BenchRun } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { importCsv } from './harness/import-csv';
import { cpuSeconds } from './harness/machine';
import type { MailOracle } from './harness/mail-oracle';
import { until } from './harness/node-process';

/** The data lie beside the checkout and are not part of it. */
const FOLDER = process.env.PERENNIAL_SHARED_DATA ?? path.join(projectRoot, '..', 'shared', 'data');
const FILE = path.join(FOLDER, 'accounts-receivable.csv');
const MAPPING = `
dateFormat: dd/MM/yyyy
currency: USD
zone: America/New_York
customer: { externalId: customer, email: email }
invoice: { number: number, issuedOn: issuedOn, dueOn: dueOn, amount: amount }
`;

type Row = { readonly customer: string; readonly number: string; readonly line: string };

export const b9Portfolio: Benchmark = {
  id: 'B9',
  title: 'A portfolio of 100 customers with 2,466 overdue invoices, from activation to the inbox; and ten times that',
  run: async (run) => {
    if (!existsSync(FILE)) throw new Error(`There is no ${FILE}; PERENNIAL_SHARED_DATA names its folder`);
    const one = await repeated(run, () => play(run, 1));
    return run.quick ? one : [...one, ...(await repeated({ ...run, repeats: 1 }, () => play(run, 10)))];
  },
};

async function play(run: BenchRun, times: number): Promise<(readonly [what: string, unit: string, value: number])[]> {
  const rows = readRows(times);
  const customers = byCustomer(rows);
  const site = await BenchSite.open(run.servers, { policy: 'policy: free', keepBodies: true });
  for (const customer of customers.keys()) site.tally.expect([addressOf(customer)]);
  const processesStartedAt = Date.now();
  const [api] = await Promise.all([startApi(site), site.startWorkers(run.workers)]);
  try {
    const readySeconds = (Date.now() - processesStartedAt) / 1_000;
    const importStartedAt = Date.now();
    const csv = ['customer,email,number,issuedOn,dueOn,amount', ...rows.map(({ line }) => line)].join('\n');
    const importId = await importCsv(api, { csv, mapping: MAPPING });
    const importSeconds = (Date.now() - importStartedAt) / 1_000;

    const [startedAt, cpuBefore] = [Date.now(), cpuSeconds()];
    await api.call('POST', `/v1/imports/${importId}/activate`, {});
    await untilComplete(site.mails, customers.size);
    const arrivals = [...site.mails.arrivals.values()].flat();
    const wallSeconds = (Math.max(...arrivals) - startedAt) / 1_000;
    const cpu = cpuSeconds() - cpuBefore;
    const losses = await site.tally.figures(times === 1 ? '' : `, ${times} × the file`);
    const unnamed = await countUnnamed(site.mails, customers);
    run.log(`B9 × ${times}: ${arrivals.length} mails in ${wallSeconds.toFixed(1)} s, ${unnamed} invoices not named`);
    const name = times === 1 ? '' : `, ${times} × the file`;
    return [
      [`API and workers ready${name}`, 's', readySeconds],
      [`import${name}`, 's', importSeconds],
      [`to the inbox${name}`, 's', wallSeconds],
      [`per invoice${name}`, 'ms', (wallSeconds / rows.length) * 1_000],
      [`CPU of the whole machine${name}`, 's', cpu],
      [`mails${name}`, '', arrivals.length],
      [`overdue invoices named${name}`, '', rows.length - unnamed],
      [`overdue invoices not named${name}`, '', unnamed],
      ...losses,
    ];
  } finally {
    await api.stop();
    await site.close();
  }
}

/** Without the columns that say when an invoice was settled, and with an address for each customer. */
function readRows(times: number): readonly Row[] {
  const [, ...lines] = readFileSync(FILE, 'utf8').trim().split(/\r?\n/);
  return Array.from({ length: times }, (_, copy) =>
    lines.map((line) => {
      const [, id = '', , invoice = '', issuedOn = '', dueOn = '', amount = ''] = line.split(',');
      const [customer, number] = [`${id}-${copy}`, `${invoice}${copy}`];
      return { customer, number, line: [customer, addressOf(customer), number, issuedOn, dueOn, amount].join(',') };
    }),
  ).flat();
}

function addressOf(customer: string): string {
  return `${customer.toLowerCase()}@bench.example`;
}

function byCustomer(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const customers = new Map<string, Row[]>();
  for (const row of rows) {
    const known = customers.get(row.customer);
    if (known === undefined) customers.set(row.customer, [row]);
    else known.push(row);
  }
  return customers;
}

/** Waits for a mail to every customer. What is missing then, and what comes twice, is counted afterwards. */
async function untilComplete(mails: MailOracle, customers: number): Promise<void> {
  const isComplete = async () => (mails.arrivals.size >= customers ? true : null);
  await until('mails to all customers', isComplete, { withinMs: 600_000 }).catch(() => null);
}

async function countUnnamed(mails: MailOracle, customers: ReadonlyMap<string, readonly Row[]>): Promise<number> {
  let unnamed = 0;
  for (const [customer, rows] of customers) {
    const body = mails.bodies.get(addressOf(customer));
    const text = body === undefined ? '' : ((await simpleParser(body)).text ?? '');
    unnamed += rows.filter(({ number }) => !text.includes(number)).length;
  }
  return unnamed;
}
