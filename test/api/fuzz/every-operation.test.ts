import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';
import type { Route } from '../../../api/http/route';
import { routes } from '../../../api/routes';
import { EngineWorld } from '../../activities/support/engine-world';
import { RunningEngine } from '../../workflows/support/running-engine';
import { ApiWorld } from '../support/api-world';
import { callsOf, newCustomer, newInvoice, textOf } from '../support/calls';
import { send, type Received } from '../support/caller';
import { cursorFor, inputOf, poisonedInputOf, type Pool } from './from-schema';

// More runs find more: FUZZ_RUNS=200 FUZZ_SEED=$RANDOM npx jest test/api/fuzz
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 5);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20260310);

jest.setTimeout(Math.max(300_000, RUNS * 2_000));

let engineWorld: EngineWorld;
let engine: RunningEngine;
let world: ApiWorld;
let pool: Pool = { ids: [], names: [] };
const calls = callsOf(() => world);

beforeAll(async () => {
  engineWorld = await EngineWorld.create();
  engineWorld.runFrom('2026-03-10T12:00:00Z');
  engine = await RunningEngine.start(engineWorld);
  const { db: prisma, databaseUrl: url } = engineWorld;
  world = await ApiWorld.start({ engine: { prisma, url, temporal: engine.client } });
  const customer = await newCustomer(calls);
  const invoice = await newInvoice(calls, textOf(customer['id']));
  const staff = await calls.post('/v1/staff', { name: 'Ana', email: 'ana@example.com', role: 'account-manager' });
  const clock = await calls.post('/v1/test-clocks', { name: 'fuzz', startAt: '2026-03-01T00:00:00Z' });
  const points = await prisma.contactPoint.findMany({ select: { id: true } });
  pool = {
    ids: [customer['id'], invoice['id'], staff.body['id'], clock.body['id']]
      .map(textOf)
      .concat(points.map(({ id }) => id)),
    names: ['standard', `ext:${textOf(customer['externalId'])}`, textOf(invoice['number']), 'reminder-1', 'us', 'USD'],
  };
});

afterAll(async () => {
  await world.stop();
  await engine.close();
  await engineWorld.close();
});

type Asked = {
  readonly path: string;
  readonly body: unknown;
  readonly type: string | null;
  readonly headers: Readonly<Record<string, string>>;
};

const given = (schema: Route['body']): Arbitrary<unknown> =>
  schema === null ? fc.constant(undefined) : inputOf(schema, pool);

/** A request of the route: parameters, query and body from its contract, with headers that may or may not fit. */
function requestsOf(route: Route): Arbitrary<Asked> {
  const { params, query, body } = route;
  return asked(route, { params: given(params), query: given(query), body: given(body) });
}

/** Requests whose body has in one place a text that no database keeps. */
function poisonedOf(route: Route, body: z.ZodType): Arbitrary<Asked> {
  const { params, query } = route;
  return asked(route, { params: given(params), query: given(query), body: poisonedInputOf(body, pool) });
}

/** Requests of a page that a cursor made by hand asks for. */
function pagesOf(route: Route, query: z.ZodObject): Arbitrary<Asked> {
  const sorts = sortsOf(query);
  const { params } = route;
  const page = fc
    .record({ sort: fc.constantFrom(...sorts), own: fc.boolean() })
    .chain(({ sort, own }) => cursorFor(own ? [sort] : sorts, pool).map((cursor) => ({ sort, cursor })));
  return asked(route, {
    params: given(params),
    query: page,
    body: given(null),
  });
}

/** The words of `sort`; none where the route is no list. */
function sortsOf(query: z.ZodObject | null): readonly string[] {
  const { properties } = z.toJSONSchema(query ?? z.object({}), { io: 'input', unrepresentable: 'any' });
  const sort = properties?.['sort'];
  return typeof sort === 'object' ? ((sort.enum ?? []) as readonly string[]) : [];
}

type Parts = { readonly [Part in 'params' | 'query' | 'body']: Arbitrary<unknown> };

function asked(route: Route, { params, query, body }: Parts): Arbitrary<Asked> {
  const { bodyTypes } = route;
  return fc
    .record({
      params,
      query,
      body,
      ifMatch: fc.constantFrom(null, '"1"', '"2"', '*', 'W/"1"', '"x"'),
      key: fc.constantFrom(null, 'fuzz-1', 'fuzz-2', 'k'.repeat(300)),
      type: fc.constantFrom(
        ...(bodyTypes.length === 0 ? [null] : [...bodyTypes, ...bodyTypes, ...bodyTypes, 'text/plain']),
      ),
    })
    .map(({ params: places, query: search, body: content, ifMatch, key, type }) => ({
      path: route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segment(fieldOf(places, name))) + searchOf(search),
      body: written(content, type),
      type: type === 'multipart/form-data' ? 'multipart/form-data; boundary=fuzz' : type,
      headers: {
        ...(ifMatch === null ? {} : { 'If-Match': ifMatch }),
        ...(key === null || route.method === 'get' ? {} : { 'Idempotency-Key': key }),
      },
    }));
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

const plain = (value: unknown): string => (typeof value === 'string' ? value : String(JSON.stringify(value)));

/** Lone surrogates have no form in an address; a dot alone would be another address. */
function segment(value: unknown): string {
  const text = encodeURIComponent(
    plain(value)
      .slice(0, 2_000)
      .replaceAll(/[\ud800-\udfff]/g, '?'),
  );
  return text === '' || text === '.' || text === '..' ? 'none' : text;
}

function searchOf(query: unknown): string {
  if (typeof query !== 'object' || query === null) return '';
  const pairs = Object.entries(query).map(([name, value]) => `${segment(name)}=${segment(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function written(content: unknown, type: string | null): unknown {
  if (content === undefined || type === null) return undefined;
  if (type === 'multipart/form-data') {
    const fields = typeof content === 'object' && content !== null ? Object.entries(content) : [];
    const parts = fields
      .map(([name, value]) => [`"${name}"`, plain(value)])
      .concat([['"file"; filename="a.csv"', 'number,due\n=1,2\n']]);
    return `${parts.map(([name, value]) => `--fuzz\r\nContent-Disposition: form-data; name=${name}\r\n\r\n${value}\r\n`).join('')}--fuzz--\r\n`;
  }
  return type === 'application/json' ? JSON.stringify(content) : plain(content);
}

/** Whether status, type and content are those of the OpenAPI document has been held against it by `send`. */
function judge({ status, text }: Received): void {
  if (status >= 500) throw new Error(`Answered ${status}: ${text}`);
}

async function ask(route: Route, { path, body, type, headers }: Asked): Promise<Received> {
  const received = await send(world, {
    ...{ method: route.method, path, role: route.access === 'public' ? null : 'admin', headers },
    ...(body === undefined ? {} : { body }),
    ...(type === null || body === undefined ? {} : { type }),
  });
  judge(received);
  return received;
}

const named = (route: Route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const;
const BOUNDS = { numRuns: RUNS, seed: SEED, endOnFailure: true } as const;

test.each(routes.map(named))('%s answers what nobody foresaw as the OpenAPI document says', async (_, route) => {
  await fc.assert(
    fc.asyncProperty(requestsOf(route), async (request) => {
      await ask(route, request);
    }),
    BOUNDS,
  );
});

const readingJson = routes.filter(({ bodyTypes }) => bodyTypes.includes('application/json'));

test.each(readingJson.map(named))('%s takes no text that no database keeps', async (_, route) => {
  const { body } = route;
  if (body === null) throw new Error('What reads JSON has a body');
  await fc.assert(
    fc.asyncProperty(poisonedOf(route, body), async (request) => {
      const { status, text } = await ask(route, { ...request, type: 'application/json' });
      if (request.body !== undefined && /\\u0000|\\ud/.test(plain(request.body)) && status < 400)
        throw new Error(`Taken with ${status}: ${text}`);
    }),
    BOUNDS,
  );
});

const lists = routes.filter(({ query }) => sortsOf(query).length > 0);

test.each(lists.map(named))('%s answers cursors made by hand', async (_, route) => {
  const { query } = route;
  if (query === null) throw new Error('A list has a query');
  await fc.assert(
    fc.asyncProperty(pagesOf(route, query), async (request) => {
      await ask(route, request);
    }),
    { ...BOUNDS, numRuns: RUNS * 4 },
  );
});
