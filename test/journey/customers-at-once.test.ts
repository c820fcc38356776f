import path from 'node:path';
import { freePort } from '../../dev/free-port';
import { startGuarded, type GuardedProcess } from '../../dev/guarded-process';
import { sideBySide } from '../../domain/side-by-side';
import { projectRoot } from '../../prisma/project-root';
import { ownerTable } from '../support/owner-table';
import { RunningProduct } from '../support/running-product';
import { stackEnvironment } from '../support/stack-environment';
import { eventually } from '../workflows/support/eventually';
import { ProductClient } from './product-client';

const CUSTOMERS = 200;
const CAP = 40;
/** Requests under way at once at each API process: several times its connections. */
const AT_ONCE = 25;
/** Three people up to the cap of the policy, one up to a limit of their own. */
const PLACES = 3 * CAP + 7;
const ASSIGNMENT = `
assignment: at-once
entries:
  - { id: all, staff: { roles: [account-manager] }, strategy: round-robin, caps: { customers: ${CAP} } }
fallback: { queue: spare }
acceptWithin: 40h
`;

type ApiProcess = { readonly client: ProductClient; readonly process: GuardedProcess };

/** The API as operators run it, as a process of its own over the product's database. */
async function startApi(product: RunningProduct, apiKey: string): Promise<ApiProcess> {
  const { postgresUrl, temporalAddress } = stackEnvironment();
  const [row] = await product.prisma.$queryRaw<{ name: string }[]>`SELECT current_database()::text AS name`;
  const database = new URL(postgresUrl);
  database.pathname = `/${row?.name ?? ''}`;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const process_ = startGuarded({
    command: process.execPath,
    args: [path.join(projectRoot, 'dist', 'api', 'main.js')],
    env: {
      DATABASE_URL: database.href,
      DATABASE_POOL_SIZE: '5',
      TEMPORAL_ADDRESS: temporalAddress,
      TEMPORAL_NAMESPACE: product.temporal.options.namespace,
      PUBLIC_URL: 'https://perennial.test',
      SMTP_URL: 'smtp://127.0.0.1:1',
      API_HOST: '127.0.0.1',
      API_PORT: String(port),
      API_RATE_LIMIT_PER_MINUTE: '1000000',
      LOG_LEVEL: 'fatal',
    },
    stopSignal: 'TERM',
  });
  const isUp = async (): Promise<void> => expect((await fetch(`${url}/healthz`)).ok).toBe(true);
  await eventually(isUp).catch(async (error: unknown) => {
    await process_.stop();
    throw new Error(`The API did not start: ${process_.output()}`, { cause: error });
  });
  return { client: new ProductClient({ url, apiKey }), process: process_ };
}

test('200 customers created by many at once through two API processes exceed no cap, and each has an owner or a queue', async () => {
  const product = await RunningProduct.start();
  const apis: ApiProcess[] = [];
  try {
    const admin = new ProductClient(product.server);
    const hire = (name: string, more: object = {}) =>
      admin.post('/v1/staff', {
        ...{ name, role: 'account-manager', zone: 'UTC', email: `${name.toLowerCase()}@example.com` },
        ...more,
      });
    for (const name of ['Ann', 'Bob', 'Cid']) await hire(name);
    await hire('Dan', { maxCustomers: 7 });
    await hire('Eve', { role: 'clerk' });
    const { id: absent } = await hire('Fay');
    await admin.post(`/v1/staff/${absent}/absences`, { fromOn: '2020-01-01', untilOn: '2120-01-01' });
    await admin.publish('/v1/assignment-policies', ASSIGNMENT);

    for (const name of ['first', 'second']) {
      const { key } = await admin.post<{ readonly key: string }>('/v1/api-keys', { name, role: 'operator' });
      apis.push(await startApi(product, key));
    }
    const numbers = Array.from({ length: CUSTOMERS / 2 }, (_, index) => index);
    await Promise.all(
      apis.map(({ client }, api) =>
        sideBySide(numbers, AT_ONCE, (number) => {
          const name = `Customer ${api}-${number}`;
          return client.post('/v1/customers', { externalId: `C-${api}-${number}`, name, zone: 'UTC' });
        }),
      ),
    );

    const { prisma } = product;
    await eventually(async () => expect(await prisma.assignment.count()).toBe(CUSTOMERS));
    expect(await ownerTable(prisma)).toEqual({ Ann: CAP, Bob: CAP, Cid: CAP, Dan: 7, Eve: 0, Fay: 0 });
    expect(await prisma.customer.count({ where: { ownerId: null, queue: 'spare' } })).toBe(CUSTOMERS - PLACES);
  } finally {
    for (const api of apis) await api.process.stop();
    await product.close();
  }
});
