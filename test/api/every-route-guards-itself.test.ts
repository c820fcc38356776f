import { routes } from '../../api/routes';
import type { ApiRole } from '../../prisma/generated/enums';
import { useApiWorld } from './support/api-world';
import { callsOf, textOf } from './support/calls';
import { send } from './support/caller';
import { ROUTE_TABLE } from './support/route-table';
import { placeOf, rolesThatMay } from './support/well-formed-requests';

const world = useApiWorld();
const calls = callsOf(world);

const ROLES: readonly ApiRole[] = ['viewer', 'operator', 'admin', 'integration'];
const ROWS = Object.entries(ROUTE_TABLE);

test('every route has a row in the table of routes, and every row a route', () => {
  const there = routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(there.toSorted()).toEqual(Object.keys(ROUTE_TABLE).toSorted());
});

test.each(ROWS.filter(([, [may]]) => may !== 'anybody').map(([route]) => route))(
  '%s lets in the roles of its row and nobody else',
  async (route) => {
    const stranger = await send(world(), { ...placeOf(route), role: null });
    expect([stranger.status, stranger.body['code']]).toEqual([401, 'unauthenticated']);
    const may = rolesThatMay(route);
    for (const role of ROLES) {
      const { status, body } = await send(world(), { ...placeOf(route), role });
      expect(status).not.toBe(500);
      const refused = status === 401 || status === 403;
      expect({ role, refused }).toEqual({ role, refused: !may.includes(role) });
      if (refused) expect([status, body['code']]).toEqual([403, 'forbidden']);
    }
  },
);

test.each(ROWS.filter(([, [may]]) => may === 'anybody'))('%s asks for no key', async (route, [, names]) => {
  const { status, body } = await send(world(), { ...placeOf(route), role: null });
  // What a provider has not signed is refused as that, whoever sends it.
  if (names === 'signed') expect([status, body['code']]).toEqual([403, 'signature-not-valid']);
  else expect([401, 403, 500]).not.toContain(status);
});

test.each([
  ['no header', null, 'The Authorization header is missing'],
  ['another scheme', 'Basic dXNlcjpwYXNz', 'The Authorization header does not say "Bearer <key>"'],
  ['no key', 'Bearer nonsense', 'The API key is not known'],
  ['a key that nobody has', `Bearer pk_00000000_${'A'.repeat(43)}`, 'The API key is not known'],
])('%s in Authorization is refused with what to send', async (_, header, detail) => {
  const headers: Record<string, string> = header === null ? {} : { Authorization: header };
  const { status, body } = await calls.get('/v1/customers', { role: null, headers });
  expect(status).toBe(401);
  expect(body).toMatchObject({ code: 'unauthenticated', detail });
});

test('the right prefix with another secret is refused', async () => {
  const [, prefix] = world().keyOf('admin').split('_');
  const headers = { Authorization: `Bearer pk_${prefix}_${'A'.repeat(43)}` };
  const { status } = await calls.get('/v1/customers', { role: null, headers });
  expect(status).toBe(401);
});

test('a key is shown once, works at once, and no longer when it is revoked', async () => {
  const made = await calls.post(
    '/v1/api-keys',
    { name: 'ERP', role: 'integration' },
    { headers: { 'Idempotency-Key': 'k1' } },
  );
  expect(made.status).toBe(201);
  const [key, id] = [textOf(made.body['key']), textOf(made.body['id'])];
  const headers = { Authorization: `Bearer ${key}` };
  expect((await calls.get('/v1/customers', { role: null, headers })).status).toBe(200);

  const again = await calls.post(
    '/v1/api-keys',
    { name: 'ERP', role: 'integration' },
    { headers: { 'Idempotency-Key': 'k1' } },
  );
  expect(again.body).toMatchObject({ id, key: null });
  const stored = JSON.stringify([
    await world().prisma.apiKey.findMany(),
    await world().prisma.idempotencyKey.findMany(),
  ]);
  // What follows the prefix; it may hold the character that parts them.
  expect(stored).not.toContain(key.split('_').slice(2).join('_'));

  expect((await calls.delete(`/v1/api-keys/${id}`)).status).toBe(204);
  const { status, body } = await calls.get('/v1/customers', { role: null, headers });
  expect(status).toBe(401);
  expect(body).toMatchObject({ detail: 'The API key has been revoked' });
});
