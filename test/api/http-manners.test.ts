import { useApiWorld } from './support/api-world';
import { callsOf, listOf, newCustomer, textOf } from './support/calls';

const world = useApiWorld({ seeded: false });
const calls = callsOf(world);

describe('an address', () => {
  test('that is none answers 404 as a problem with the request ID', async () => {
    const { status, body, headers } = await calls.get('/v1/nowhere');
    expect(status).toBe(404);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({ code: 'not-found', type: 'urn:perennial:error:not-found', status: 404 });
    expect(headers['x-request-id']).toBe(textOf(body['requestId']));
  });

  test('refuses a method that it does not take, and lists those it does', async () => {
    const { status, body, headers } = await calls.delete('/v1/customers');
    expect(status).toBe(405);
    expect(headers['allow']).toBe('GET, POST, HEAD');
    expect(body).toMatchObject({
      code: 'method-not-allowed',
      detail: 'Given DELETE; accepted here is GET, POST, HEAD',
    });
  });

  test('with a broken escape is a bad request', async () => {
    const { status, body } = await calls.get('/v1/customers/%E0%A4%A');
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'bad-request' });
  });
});

describe('a body', () => {
  test('of another type is refused with the types that are accepted', async () => {
    const { status, body } = await calls.post('/v1/customers', 'name=Ann', { type: 'text/plain' });
    expect(status).toBe(415);
    expect(body).toMatchObject({ detail: 'Given text/plain; expected application/json' });
  });

  test('of more than a megabyte is refused', async () => {
    const { status, body } = await calls.post('/v1/customers', { name: 'A'.repeat(1_100_000) });
    expect(status).toBe(413);
    expect(body).toMatchObject({ code: 'body-too-large' });
  });

  test.each([
    ['a comma at the end', '{"name": "Ann",}', 'line 1, column 16'],
    ['no colon', '{"name" "Ann"}', 'line 1, column 9'],
    ['no end', '{"name": ["Ann"', 'line 1, column 16'],
    ['a second value', '{}\n{}', 'line 2, column 1'],
    ['a word', '{\n  "name": yes\n}', 'line 2, column 11'],
    ['a line break in a text', '{"name": "A\nnn"}', 'line 1, column 10'],
    ['a single quote', "{'name': 1}", 'line 1, column 2'],
    ['a number with a leading zero', '{"amount": 007}', 'line 1, column 12'],
  ])('that is not JSON because of %s names the place', async (_, text, place) => {
    const { status, body } = await calls.post('/v1/customers', text, { type: 'application/json' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'bad-request', detail: `The body is not JSON: the fault is at ${place}` });
  });

  test('where none is taken is refused', async () => {
    const { status, body } = await calls.post('/v1/holds/0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10/lift', { reason: 'x' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ detail: 'This address takes no body' });
  });

  test('of a charset that nobody reads is refused', async () => {
    const { status } = await calls.post('/v1/customers', '{}', { type: 'application/json; charset=klingon' });
    expect(status).toBe(415);
  });
});

describe('the texts of a problem', () => {
  test.each([
    ['zh-CN,zh;q=0.9,en;q=0.5', 'zh'],
    ['zh-Hans-CN', 'zh'],
    ['zh', 'zh'],
    ['en-GB,en;q=0.9,zh;q=0.1', 'en'],
    ['fr', 'en'],
  ])('for Accept-Language %s are in %s', async (accepted, language) => {
    const { body, headers } = await calls.post(
      '/v1/customers',
      { name: 7 },
      { headers: { 'Accept-Language': accepted } },
    );
    expect(headers['content-language']).toBe(language);
    const name = listOf(body['errors']).find(({ pointer }) => textOf(pointer) === '/name');
    expect(name?.['detail']).toBe(language === 'zh' ? '给定 7；应为文本。' : 'Given 7; expected text.');
  });
});

describe('a list', () => {
  test.each([
    ['limit=0', 'query/limit', 'Given "0"; expected a whole number from 1 to 200.'],
    ['limit=201', 'query/limit', 'Given "201"; expected a whole number from 1 to 200.'],
    ['limit=ten', 'query/limit', 'Given "ten"; expected a whole number from 1 to 200.'],
    [
      'sort=age',
      'query/sort',
      'Given "age"; expected one of "-createdAt", "createdAt", "name", "-name", "externalId", "-externalId".',
    ],
    ['engagement=active,lost', 'query/engagement', 'Given "lost"; expected one of "paused", "active", "closed".'],
    ['ownerId=7', 'query/ownerId', 'Given "7"; expected an ID such as "0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10".'],
    ['color=red', 'query/color', '"color" is not known here.'],
    ['sandbox=yes', 'query/sandbox', 'Given "yes"; expected one of "true", "false".'],
  ])('refuses %s', async (query, pointer, detail) => {
    const { status, body } = await calls.get(`/v1/customers?${query}`);
    expect(status).toBe(400);
    expect(body['errors']).toEqual([{ pointer, detail }]);
  });

  test.each([
    'nonsense',
    Buffer.from('["name","A","B"]').toString('base64url'),
    Buffer.from('{}').toString('base64url'),
  ])('refuses the cursor %s', async (cursor) => {
    const { status, body } = await calls.get(`/v1/customers?cursor=${cursor}`);
    expect(status).toBe(400);
    expect(listOf(body['errors'])[0]).toMatchObject({ pointer: 'query/cursor' });
  });
});

describe('headers', () => {
  test('give back a harmless request ID, and replace one that is not', async () => {
    const own = await calls.get('/healthz', { headers: { 'X-Request-Id': 'erp-17' } });
    expect(own.headers['x-request-id']).toBe('erp-17');
    const bad = await calls.get('/healthz', { headers: { 'X-Request-Id': 'a"b' } });
    expect(bad.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('forbid foreign scripts, sniffing and framing, and do not name the server', async () => {
    const { headers } = await calls.get('/docs');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers).not.toHaveProperty('x-powered-by');
  });
});

test('the page of the API brings its scripts from here', async () => {
  const page = await calls.get('/docs', { role: null });
  expect(page.status).toBe(200);
  for (const [, address] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
    expect(address).toMatch(/^\/docs\//);
    expect((await calls.get(address!, { role: null })).status).toBe(200);
  }
});

test('the log has one line per request, with the route and without personal data', async () => {
  const { externalId } = await newCustomer(calls, { name: 'Secretive Person', externalId: 'LOG-1' });
  await calls.get('/v1/customers?search=Secretive');
  await calls.get('/u/token-that-nobody-may-see', { role: null });
  const lines = world().logLines.join('');
  const listed = world().logLines.filter((line) => line.includes('"route":"/v1/customers"'));
  expect(listed.at(-1)).toMatch(/"method":"GET".*"status":200/);
  expect(listed.at(-1)).toMatch(/"requestId":"[0-9a-f-]{36}"/);
  expect(listed.at(-1)).toMatch(/"durationMs":\d/);
  // A field that is there twice is read differently by different tools.
  for (const line of listed) expect(line.match(/"method":/g)).toHaveLength(1);
  expect(lines).toContain('"route":"/u/{token}"');
  for (const secret of ['Secretive', 'token-that', textOf(externalId), '@example.com', world().keyOf('admin')])
    expect(lines).not.toContain(secret);
});
