import { loadSeedTemplates } from '../../prisma/seed/load-templates';
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

describe('a cursor that somebody made by hand', () => {
  const UUID = '0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10';
  const at = '2026-03-10T12:00:00.000Z';
  const cursorOf = (...parts: readonly unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
  const refused: readonly (readonly [what: string, path: string, parts: readonly unknown[]])[] = [
    ['an ID of digits, where IDs are UUIDs', '/v1/customers?sort=name', ['name', 'A', '17']],
    ['a UUID, where IDs are digits', '/v1/customers/ext:PAGED/timeline?sort=-id', ['-id', UUID, UUID]],
    ['an ID that is digits and a number', '/v1/customers/ext:PAGED/timeline?sort=-id', ['-id', 17, 17]],
    ['an ID of more digits than a column', '/v1/customers/ext:PAGED/timeline?sort=-id', ['-id', '1', '9'.repeat(19)]],
    [
      'an instant of the year 275760',
      '/v1/customers?sort=createdAt',
      ['createdAt', '+275760-09-13T00:00:00.000Z', UUID],
    ],
    ['an instant before our era', '/v1/customers?sort=createdAt', ['createdAt', '-271821-04-20T00:00:00.000Z', UUID]],
    ['an instant of the year 0', '/v1/customers?sort=createdAt', ['createdAt', '0000-01-01T00:00:00.000Z', UUID]],
    ['an instant that is a word', '/v1/invoices?sort=createdAt', ['createdAt', 'Thu, 01 Jan 1970', UUID]],
    ['no value, where none is ever missing', '/v1/customers?sort=createdAt', ['createdAt', null, UUID]],
    ['a zero character', '/v1/customers?sort=name', ['name', 'a\u0000', UUID]],
    ['half of a surrogate pair', '/v1/customers?sort=externalId', ['externalId', '\ud800', UUID]],
    ['a number over an integer', '/v1/templates/reminder-1/email/en/versions?sort=version', ['version', 2 ** 31, UUID]],
    ['a number over a safe one', '/v1/templates/reminder-1/email/en/versions?sort=version', ['version', 1e21, UUID]],
    ['a number with a fraction', '/v1/templates/reminder-1/email/en/versions?sort=version', ['version', 0.5, UUID]],
    ['a task’s ID of digits', '/v1/tasks?sort=dueAt', ['dueAt', null, '17']],
    ['an object', '/v1/tasks?sort=dueAt', ['dueAt', { gt: at }, UUID]],
  ];

  beforeAll(async () => {
    await newCustomer(calls, { externalId: 'PAGED', contactPoints: [] });
    const [reminder] = loadSeedTemplates().filter(
      ({ name, channel, language }) => name === 'reminder-1' && channel === 'email' && language === 'en',
    );
    await world().prisma.template.create({ data: { ...reminder!, version: 1, createdBy: 'seed' } });
  });

  test.each(refused)('with %s is refused: %s', async (_, path, parts) => {
    const { status, body } = await calls.get(`${path}&cursor=${cursorOf(...parts)}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ pointer: 'query/cursor' }] });
  });

  test('of what a list can have is a place in it', async () => {
    const places = [
      `/v1/customers?sort=createdAt&cursor=${cursorOf('createdAt', '9999-12-31T23:59:59.999Z', UUID)}`,
      `/v1/customers?sort=-createdAt&cursor=${cursorOf('-createdAt', '0001-01-01T00:00:00.000Z', UUID)}`,
      `/v1/tasks?sort=dueAt&cursor=${cursorOf('dueAt', null, 'ffffffff-ffff-7fff-bfff-ffffffffffff')}`,
      `/v1/customers/ext:PAGED/timeline?sort=id&cursor=${cursorOf('id', '999999999999999999', '999999999999999999')}`,
    ];
    for (const path of places) expect((await calls.get(path)).body).toEqual({ items: [], next: null });
  });
});

test('late tasks are found by each customer’s own clock, page by page', async () => {
  const { prisma, now } = world();
  const clock = await calls.post('/v1/test-clocks', { name: 'late', startAt: '2024-01-01T00:00:00Z' });
  const sandbox = await newCustomer(calls, { contactPoints: [], testClockId: textOf(clock.body['id']) });
  const real = await newCustomer(calls, { contactPoints: [] });
  const clockNow = Date.parse('2024-01-01T00:00:00Z');
  const base = { kind: 'playbook', queue: 'late', titleEn: 'Call', titleZh: '致电', createdAt: new Date(now) };
  for (const [customer, own] of [
    [sandbox, clockNow],
    [real, now],
  ] as const)
    for (const offset of [-2, -1, 0, 1, null])
      await prisma.task.create({
        data: {
          ...base,
          customerId: textOf(customer['id']),
          titleEn: String(offset),
          dueAt: offset === null ? null : new Date(own + offset * 1_000),
        },
      });
  const titles = async (query: string) =>
    (await readAll(`/v1/tasks?queue=late&${query}`)).map(({ title }) => textOf(title!['en']));
  for (const limit of [1, 3, 200]) {
    expect(await titles(`overdue=true&limit=${limit}`)).toEqual(['-2', '-1', '-2', '-1']);
    expect(await titles(`overdue=true&sort=-dueAt&limit=${limit}`)).toEqual(['-1', '-2', '-1', '-2']);
    expect(await titles(`overdue=false&limit=${limit}`)).toEqual(['0', '1', '0', '1', 'null', 'null']);
    expect((await titles(`overdue=false&sort=-dueAt&limit=${limit}`)).slice(0, 4)).toEqual(['1', '0', '1', '0']);
    expect(await titles(`overdue=true&customer=${textOf(real['id'])}&limit=${limit}`)).toEqual(['-2', '-1']);
  }
});
