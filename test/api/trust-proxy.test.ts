import { useApiWorld } from './support/api-world';
import { callsOf } from './support/calls';

/** How many of three requests from each of two addresses are let through, at two a minute. */
async function letThrough(calls: ReturnType<typeof callsOf>): Promise<readonly number[]> {
  const through: number[] = [];
  for (const address of ['203.0.113.1', '203.0.113.2']) {
    let count = 0;
    for (let time = 0; time < 3; time += 1) {
      const { status } = await calls.get('/healthz', { role: null, headers: { 'X-Forwarded-For': address } });
      if (status === 200) count += 1;
    }
    through.push(count);
  }
  return through;
}

describe('behind a trusted proxy', () => {
  const calls = callsOf(useApiWorld({ seeded: false, rateLimitPerMinute: 2, trustProxy: 1 }));

  test('clients are counted by the address that the proxy tells', async () => {
    expect(await letThrough(calls)).toEqual([2, 2]);
  });
});

describe('without a trusted proxy', () => {
  const calls = callsOf(useApiWorld({ seeded: false, rateLimitPerMinute: 2 }));

  test('nobody gets more by inventing addresses', async () => {
    expect(await letThrough(calls)).toEqual([2, 0]);
  });
});
