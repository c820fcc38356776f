import { routes } from '../../api/routes';
import { useApiWorld } from './support/api-world';
import { callsOf, type Json } from './support/calls';

const world = useApiWorld({ seeded: false });
const calls = callsOf(world);

let document: Json;
beforeAll(async () => {
  document = (await calls.get('/v1/openapi.json', { role: null })).body;
});

function* valuesOf(json: unknown): Generator<readonly [string, unknown]> {
  if (typeof json !== 'object' || json === null) return;
  for (const [key, value] of Object.entries(json)) {
    yield [key, value];
    yield* valuesOf(value);
  }
}

test('the description is OpenAPI 3.1 and has every route, with its operation, success and refusal', () => {
  expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'https://perennial.example.com' }] });
  for (const { path, method, name, success, also } of routes) {
    const operation = document['paths']?.[path]?.[method];
    expect(operation).toMatchObject({ operationId: name });
    const statuses = [success, ...also].map(({ status }) => String(status));
    expect(Object.keys(operation?.['responses'] ?? {}).toSorted()).toEqual([...statuses, 'default'].toSorted());
  }
  const count = Object.values(document['paths'] ?? {}).flatMap((path) => Object.keys(path)).length;
  expect(count).toBe(routes.length);
});

test.each([
  ['post', '/v1/customers', { 200: 'application/json', 201: 'application/json' }],
  ['post', '/v1/playbooks', { 200: 'application/json', 201: 'application/json' }],
  ['put', '/v1/calendars/{code}', { 200: 'application/json', 201: 'application/json' }],
  ['put', '/v1/templates/{name}/{channel}/{language}', { 200: 'application/json', 201: 'application/json' }],
  ['post', '/v1/api-keys', { 201: 'application/json' }],
  ['delete', '/v1/api-keys/{id}', { 204: null }],
  ['get', '/readyz', { 200: 'application/json', 503: 'application/json' }],
  ['get', '/u/{token}', { 200: 'text/html', 404: 'text/html' }],
  ['post', '/u/{token}', { 200: 'text/html', 404: 'text/html' }],
  ['post', '/webhooks/twilio/inbound', { 200: 'text/xml' }],
  ['post', '/webhooks/twilio/status/{messageId}', { 204: null }],
  ['get', '/v1/playbooks/{id}/versions/{number}/source', { 200: 'text/yaml' }],
  ['get', '/v1/imports/{id}/errors.csv', { 200: 'text/csv' }],
])('%s %s is described with each of its answers, and a problem for every refusal', (method, path, answers) => {
  const responses = document['paths']?.[path]?.[method]?.['responses'] ?? {};
  const described = Object.entries(responses).map(([status, { content }]) => [status, Object.keys(content ?? {})]);
  const expected = Object.entries({ ...answers, default: 'application/problem+json' });
  expect(Object.fromEntries(described)).toEqual(
    Object.fromEntries(expected.map(([status, type]) => [status, type === null ? [] : [type]])),
  );
});

test('operation names are unique, and every path parameter is described', () => {
  expect(new Set(routes.map(({ name }) => name)).size).toBe(routes.length);
  for (const { path, params } of routes) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();
    expect({ path, params: Object.keys(params?.shape ?? {}).toSorted() }).toEqual({ path, params: inPath });
  }
});

test('every reference leads somewhere', () => {
  const schemas = document['components']?.['schemas'] ?? {};
  for (const [key, value] of valuesOf(document)) {
    if (key !== '$ref') continue;
    expect(Object.keys(schemas)).toContain(String(value).replace('#/components/schemas/', ''));
  }
});

test('what must be sent along is described: keys on every POST, versions where two could overwrite each other', () => {
  const headersOf = (path: string, method: string) =>
    JSON.stringify(document['paths']?.[path]?.[method]?.['parameters'] ?? []);
  expect(headersOf('/v1/payments', 'post')).toContain('Idempotency-Key');
  expect(headersOf('/v1/customers/{id}', 'patch')).toContain('If-Match');
  expect(headersOf('/v1/customers', 'get')).toContain('"cursor"');
  expect(document['paths']?.['/v1/customers']?.['get']).toMatchObject({ security: [{ apiKey: [] }] });
  expect(document['paths']?.['/healthz']?.['get']).toMatchObject({ security: [] });
});
