import { setTimeout as delay } from 'node:timers/promises';
import { startApi, type ApiProcess } from './harness/api-process';
import type { Benchmark, Figure } from './harness/benchmark';
import { BenchSite } from './harness/bench-site';
import { importCsv } from './harness/import-csv';
import { median, percentile } from './harness/stats';

const CLIENTS = 8;

/** Rows of a file, each of a customer of its own with one invoice. */
const IMPORTED = 2_000;
const MAPPING = `
dateFormat: yyyy-MM-dd
currency: USD
zone: America/New_York
customer: { externalId: customer, email: email }
invoice: { number: number, issuedOn: issuedOn, dueOn: dueOn, amount: amount }
`;

type Operation = {
  readonly name: string;
  /** The call of the given number; a number comes once. */
  readonly call: (api: ApiProcess, index: number) => Promise<unknown>;
};

const today = new Date().toISOString().slice(0, 10);
const customer = (index: number) => `ext:api-${index}`;

/** In an order in which each finds what it needs. */
const OPERATIONS: readonly Operation[] = [
  {
    name: 'create a customer',
    call: (api, index) =>
      api.call('POST', '/v1/customers', {
        externalId: `api-${index}`,
        name: `Customer ${index}`,
        zone: 'America/New_York',
        country: 'US',
        contactPoints: [{ channel: 'email', address: `api-${index}@bench.example` }],
      }),
  },
  {
    name: 'issue an invoice',
    call: (api, index) =>
      api.call('POST', '/v1/invoices', {
        customer: customer(index % KNOWN),
        number: `API-${index}`,
        issuedOn: today,
        dueOn: today,
        currency: 'USD',
        amount: '100.00',
      }),
  },
  {
    name: 'record a payment',
    call: (api, index) =>
      api.call('POST', '/v1/payments', {
        customer: customer(index % KNOWN),
        receivedOn: today,
        currency: 'USD',
        amount: '10.00',
      }),
  },
  { name: 'read a plan', call: (api, index) => api.call('GET', `/v1/customers/${customer(index % KNOWN)}/plan`) },
  {
    name: 'read a timeline',
    call: (api, index) => api.call('GET', `/v1/customers/${customer(index % KNOWN)}/timeline`),
  },
];
/** Customers that later operations are spread over; the first operation makes more than these. */
const KNOWN = 100;
/** Numbers that the first operation does not reach. */
const BY_TWO_FROM = 1_000_000;

export const b7Api: Benchmark = {
  id: 'B7',
  title: `API: throughput with ${CLIENTS} clients, and latency at half of it; no worker beside it`,
  run: async (run) => {
    const site = await BenchSite.open(run.servers);
    const api = await startApi(site);
    const seconds = run.quick ? 3 : 15;
    const figures: Figure[] = [];
    try {
      for (const { name, call } of OPERATIONS) {
        let next = 0;
        const one = () => call(api, next++);
        while (next < KNOWN) await one();
        const perSecond = await throughput(one, seconds);
        const ms = await latencies(one, perSecond / 2, seconds);
        figures.push(
          [name, '/s', perSecond],
          [`${name}, p50`, 'ms', median(ms)],
          [`${name}, p99`, 'ms', percentile(ms, 0.99)],
        );
      }
      figures.push(['import rows', '/s', await importedPerSecond(api)]);
      const other = await startApi(site);
      try {
        const [operation] = OPERATIONS;
        let next = BY_TWO_FROM;
        const one = async () => operation?.call(next % 2 === 0 ? api : other, next++);
        // As warm as the first.
        await throughput(one, seconds);
        figures.push(['create a customer, by two processes', '/s', await throughput(one, seconds)]);
      } finally {
        await other.stop();
      }
    } finally {
      await api.stop();
      await site.close();
    }
    return figures;
  },
};

async function importedPerSecond(api: ApiProcess): Promise<number> {
  const rows = Array.from(
    { length: IMPORTED },
    (_, index) => `csv-${index},csv-${index}@bench.example,CSV-${index},${today},${today},100.00`,
  );
  const csv = ['customer,email,number,issuedOn,dueOn,amount', ...rows].join('\n');
  const startedAt = Date.now();
  await importCsv(api, { csv, mapping: MAPPING });
  return (IMPORTED / (Date.now() - startedAt)) * 1_000;
}

/** Clients that ask again as soon as they are answered. */
async function throughput(one: () => Promise<unknown>, seconds: number): Promise<number> {
  const startedAt = Date.now();
  let done = 0;
  const client = async () => {
    while (Date.now() < startedAt + seconds * 1_000) {
      await one();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return (done / (Date.now() - startedAt)) * 1_000;
}

/** An open loop: each call has its instant, and is late where those before it were slow. */
async function latencies(one: () => Promise<unknown>, perSecond: number, seconds: number): Promise<readonly number[]> {
  const startedAt = Date.now();
  const calls = Array.from({ length: Math.round(perSecond * seconds) }, async (_, index) => {
    const dueAt = startedAt + (index / perSecond) * 1_000;
    await delay(Math.max(0, dueAt - Date.now()));
    await one();
    return Date.now() - dueAt;
  });
  return Promise.all(calls);
}
