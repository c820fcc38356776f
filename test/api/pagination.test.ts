import { useApiWorld } from './support/api-world';
import { callsOf, listOf, newCustomer, newInvoice, textOf, type Json } from './support/calls';

const world = useApiWorld({ seeded: false });
const calls = callsOf(world);

async function readAll(path: string, between: () => Promise<void> = async () => undefined): Promise<readonly Json[]> {
  const items: Json[] = [];
  let cursor: string | null = null;
  do {
    const { status, body } = await calls.get(cursor === null ? path : `${path}&cursor=${cursor}`);
    expect(status).toBe(200);
    items.push(...listOf(body['items']));
    const next: unknown = body['next'];
    cursor = typeof next === 'string' ? next : null;
    await between();
  } while (cursor !== null);
  return items;
}

/** Milliseconds after `now`, or `null` where nothing is due. */
const dueAfter = (dueAt: unknown, now: number) => (typeof dueAt === 'string' ? Date.parse(dueAt) - now : null);
const namesOf = (items: readonly Json[]) => items.map(({ name }) => textOf(name));

beforeAll(async () => {
  // Four names for 23 customers, made at three instants: nearly every neighbour is a tie.
  for (let index = 0; index < 23; index += 1)
    await newCustomer(calls, { name: `Name ${index % 4}`, contactPoints: [] });
  const rows = await world().prisma.customer.findMany({ orderBy: { id: 'asc' } });
  for (const [index, { id }] of rows.entries())
    await world().prisma.customer.update({
      where: { id },
      data: { createdAt: new Date(1_700_000_000_000 + (index % 3)) },
    });
});

test.each(['createdAt', '-createdAt', 'name', '-name', 'externalId', '-externalId'])(
  'pages in the order %s hold each customer once, whatever their size',
  async (sort) => {
    const whole = await readAll(`/v1/customers?limit=200&sort=${sort}`);
    expect(whole).toHaveLength(23);
    for (const limit of [1, 4, 22, 23])
      expect(await readAll(`/v1/customers?limit=${limit}&sort=${sort}`)).toEqual(whole);
  },
);

test('customers who come while somebody pages make no other appear twice or stay away', async () => {
  let round = 0;
  const items = await readAll('/v1/customers?limit=5&sort=name', async () => {
    round += 1;
    if (round <= 3) await newCustomer(calls, { name: `Name ${round}`, externalId: `LATE-${round}`, contactPoints: [] });
  });
  const old = items.filter(({ externalId }) => !textOf(externalId).startsWith('LATE-'));
  expect(old).toHaveLength(23);
  expect(new Set(items.map(({ id }) => textOf(id))).size).toBe(items.length);
  expect(namesOf(items)).toEqual(namesOf(items).toSorted());
});

test('tasks without a due time come last, and none is lost between those with one and those without', async () => {
  const { prisma, now } = world();
  const { id: customerId } = await prisma.customer.findFirstOrThrow();
  const base = { customerId, kind: 'playbook', queue: 'q', titleEn: 'Call', titleZh: '致电', createdAt: new Date(now) };
  for (const dueAt of [null, new Date(now + 2), null, new Date(now + 1), null, new Date(now + 1)])
    await prisma.task.create({ data: { ...base, dueAt } });
  const whole = await readAll('/v1/tasks?limit=200&queue=q');
  expect(whole.map(({ dueAt }) => dueAfter(dueAt, now))).toEqual([1, 1, 2, null, null, null]);
  for (const limit of [1, 2, 3, 4, 5]) expect(await readAll(`/v1/tasks?limit=${limit}&queue=q`)).toEqual(whole);
});

test('filters hold on every page', async () => {
  const customer = await newCustomer(calls, { contactPoints: [] });
  for (let index = 0; index < 5; index += 1)
    await newInvoice(calls, textOf(customer['id']), { currency: index % 2 === 0 ? 'EUR' : 'USD' });
  const invoices = await readAll(`/v1/customers/${textOf(customer['id'])}/invoices?limit=2&currency=EUR&status=open`);
  expect(invoices.map(({ currency }) => currency)).toEqual(['EUR', 'EUR', 'EUR']);
});

test('a cursor of another order is refused', async () => {
  const { body } = await calls.get('/v1/customers?limit=2&sort=name');
  const { status } = await calls.get(`/v1/customers?limit=2&sort=-name&cursor=${textOf(body['next'])}`);
  expect(status).toBe(400);
});
