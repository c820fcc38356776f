import { useApiWorld } from './support/api-world';
import { callsOf } from './support/calls';

const world = useApiWorld({ seeded: false, rateLimitPerMinute: 3 });
const calls = callsOf(world);

test('a key that asks too often waits, while another key goes on', async () => {
  for (const left of [2, 1, 0]) {
    const { status, headers } = await calls.get('/v1/customers', { role: 'viewer' });
    expect(status).toBe(200);
    expect(headers['ratelimit']).toMatch(new RegExp(`"requests"; r=${left}; t=\\d+`));
  }
  const { status, body, headers } = await calls.get('/v1/customers', { role: 'viewer' });
  expect(status).toBe(429);
  expect(body).toMatchObject({ code: 'rate-limited', retryable: true });
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect((await calls.get('/v1/customers', { role: 'operator' })).status).toBe(200);
});
