import type { DocumentKind, Prisma } from '../../prisma/generated/client';
import { useApiWorld } from './support/api-world';
import { callsOf, textOf, type Reply } from './support/calls';
import { send } from './support/caller';
import { everythingStored } from './support/everything-stored';
import { ROUTE_TABLE, type ObjectAccess } from './support/route-table';
import { placeOf, rolesThatMay, sendWellFormed } from './support/well-formed-requests';

const world = useApiWorld();
const calls = callsOf(world);

type Values = Readonly<Record<string, string>>;

function routesThatName(...kinds: readonly ObjectAccess[]): readonly string[] {
  return Object.entries(ROUTE_TABLE).flatMap(([route, [, names]]) => (kinds.includes(names) ? [route] : []));
}

/** Every role that may call the route finds nothing by these values, and changes nothing. */
async function expectNothingThere(route: string, values: Values): Promise<void> {
  // A key is marked as used by its first request of a minute.
  for (const role of rolesThatMay(route)) await calls.get('/v1/customers', { role });
  const before = await everythingStored(world().prisma);
  for (const role of rolesThatMay(route)) {
    const { status, body } = await sendWellFormed(world(), route, role, values);
    expect({ role, status, code: body['code'] }).toEqual({ role, status: 404, code: 'not-found' });
  }
  expect(await everythingStored(world().prisma)).toEqual(before);
}

test('a row names an object exactly where the address of its route has parameters', () => {
  const named = Object.entries(ROUTE_TABLE).filter(([, [, names]]) => names !== 'none' && names !== 'signed');
  const withParameters = Object.keys(ROUTE_TABLE).filter((route) => /\{/.test(route) && !/ \/webhooks\//.test(route));
  expect(named.map(([route]) => route)).toEqual(withParameters);
});

test.each(routesThatName('one', 'child', 'document', 'version'))(
  '%s finds nothing where there is none',
  async (route) => {
    await expectNothingThere(route, {});
  },
);

test('what is deleted is gone, and what is not there already is', async () => {
  const before = await everythingStored(world().prisma);
  for (const route of routesThatName('gone')) expect((await sendWellFormed(world(), route, 'admin')).status).toBe(204);
  expect(await everythingStored(world().prisma)).toEqual(before);
});

test('a link that nobody was sent finds nothing', async () => {
  for (const route of routesThatName('token')) {
    const { status, headers } = await send(world(), { ...placeOf(route), role: null });
    expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
  }
});

test('the kill switch of a playbook that is not there is refused', async () => {
  const before = await everythingStored(world().prisma);
  expect((await calls.put('/v1/kill-switches/playbooks/none', { stopped: true })).status).toBe(422);
  expect((await calls.put('/v1/kill-switches/none', { stopped: true })).status).toBe(400);
  expect(await everythingStored(world().prisma)).toEqual(before);
});

describe('a thing under its parent', () => {
  const mine: Record<string, string> = {};
  const others: Record<string, string> = {};
  /** The parent in the address, and the parameter of the child. */
  const CHILDREN: Readonly<Record<string, string>> = { absenceId: 'staff', advanceId: 'clock', deliveryId: 'endpoint' };

  beforeAll(async () => {
    for (const [parents, name] of [
      [mine, 'mine'],
      [others, 'others'],
    ] as const) {
      const staff = await calls.post('/v1/staff', { name, email: `${name}@example.com` });
      const clock = await calls.post('/v1/test-clocks', { name, startAt: '2026-01-01T00:00:00Z' });
      const endpoint = await calls.post('/v1/webhook-endpoints', { url: `https://${name}.example.com/` });
      parents['staff'] = idOf(staff);
      parents['clock'] = idOf(clock);
      parents['endpoint'] = idOf(endpoint);
    }
    const away = { fromOn: '2026-04-01', untilOn: '2026-04-03' };
    mine['absenceId'] = idOf(await calls.post(`/v1/staff/${mine['staff']!}/absences`, away));
    mine['deliveryId'] = idOf(await calls.post(`/v1/webhook-endpoints/${mine['endpoint']!}/test`));
    const advance = { clockId: mine['clock']!, targetAt: new Date('2026-02-01T00:00:00Z') };
    mine['advanceId'] = (await world().prisma.clockAdvance.create({ data: advance })).id;
  });

  test('is not listed under another parent', async () => {
    const lists = ['staff/{staff}/absences', 'webhook-endpoints/{endpoint}/deliveries'];
    for (const list of lists) {
      const listOf = async (parents: Values) =>
        (await calls.get(`/v1/${list.replace(/\{(\w+)\}/, (_, name: string) => parents[name]!)}`)).body['items'];
      expect(await listOf(mine)).toHaveLength(1);
      expect(await listOf(others)).toEqual([]);
    }
  });

  test.each(routesThatName('child'))('%s finds it under its own parent alone', async (route) => {
    const [, child = ''] = /\{(\w+Id)\}/.exec(route) ?? [];
    const parent = CHILDREN[child];
    if (parent === undefined) throw new Error(`Make a parent with a child for ${route}`);
    await expectNothingThere(route, { id: others[parent]!, [child]: mine[child]! });
    const { status } = await sendWellFormed(world(), route, 'admin', { id: mine[parent]!, [child]: mine[child]! });
    expect([200, 202, 204]).toContain(status);
  });
});

describe('a document of one kind', () => {
  const KINDS: Readonly<Record<string, DocumentKind>> = {
    playbooks: 'playbook',
    policies: 'contact_policy',
    'assignment-policies': 'assignment_policy',
    scorecards: 'scorecard',
    ladders: 'ladder',
    'win-back-policies': 'win_back_policy',
  };
  /** With two versions, and with one. */
  const long: Partial<Record<DocumentKind, string>> = {};
  const short: Partial<Record<DocumentKind, string>> = {};

  beforeAll(async () => {
    const { prisma } = world();
    for (const kind of Object.values(KINDS)) {
      const seeded = await prisma.documentVersion.findFirstOrThrow({
        where: { number: 1, document: { kind } },
        orderBy: { document: { name: 'asc' } },
      });
      const { documentId, source, parsed, createdBy } = seeded;
      const draft = { source, parsed: parsed as Prisma.InputJsonValue, createdBy };
      await prisma.documentVersion.create({ data: { ...draft, documentId, number: 2 } });
      const versions = { create: [{ ...draft, number: 1 }] };
      long[kind] = documentId;
      short[kind] = (await prisma.document.create({ data: { kind, name: 'short', versions } })).id;
    }
  });

  const kindOf = (route: string): DocumentKind => {
    const kind = KINDS[route.split('/')[2] ?? ''];
    if (kind === undefined) throw new Error(`Say which kind of document ${route} is about`);
    return kind;
  };

  test.each(routesThatName('document', 'version'))('%s finds none of another kind', async (route) => {
    for (const kind of Object.values(KINDS))
      if (kind !== kindOf(route)) await expectNothingThere(route, { id: long[kind]! });
  });

  test.each(routesThatName('version'))('%s finds a version under its own document alone', async (route) => {
    const kind = kindOf(route);
    await expectNothingThere(route, { id: short[kind]!, number: '2' });
    const { status } = await sendWellFormed(world(), route, 'admin', { id: long[kind]!, number: '2' });
    expect(status).toBe(200);
  });
});

function idOf({ status, body }: Reply): string {
  expect([201, 202]).toContain(status);
  return textOf(body['id']);
}
