import type { Route } from '../../api/http/route';
import { rolesOf } from '../../api/http/authenticate';
import { routes } from '../../api/routes';
import type { ApiRole } from '../../prisma/generated/enums';
import { useApiWorld } from './support/api-world';
import { callsOf, textOf } from './support/calls';
import { send } from './support/caller';

const world = useApiWorld();
const calls = callsOf(world);

const ROLES: readonly ApiRole[] = ['viewer', 'operator', 'admin', 'integration'];
const VALUES: Readonly<Record<string, string>> = {
  number: '1',
  channel: 'email',
  language: 'en',
  name: 'none',
  code: 'xx',
};

/** An address of the route at which there is nothing. */
function addressOf({ path }: Route): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => VALUES[name] ?? '0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10');
}

const guarded = routes.filter(({ access }) => access !== 'public');

test.each(guarded.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
  '%s lets in the roles of its access and nobody else',
  async (_, route) => {
    const { method, access } = route;
    const path = addressOf(route);
    const stranger = await send(world(), { method, path, role: null });
    expect(stranger.status).toBe(401);
    if (access === 'public') throw new Error('guarded routes have roles');
    for (const role of ROLES) {
      const { status } = await send(world(), { method, path, role });
      expect(status).not.toBe(500);
      const refused = status === 403 || status === 401;
      expect({ role, refused }).toEqual({ role, refused: !rolesOf(access).includes(role) });
    }
  },
);

test('public routes are those that check in ways of their own, or have nothing to hide', () => {
  const open = routes.filter(({ access }) => access === 'public').map(({ method, path }) => `${method} ${path}`);
  expect(open.toSorted()).toEqual([
    'get /healthz',
    'get /readyz',
    'get /u/{token}',
    'get /v1/openapi.json',
    'post /u/{token}',
    'post /webhooks/twilio/inbound',
    'post /webhooks/twilio/status/{messageId}',
  ]);
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
