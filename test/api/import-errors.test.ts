import http from 'node:http';
import { useApiWorld } from './support/api-world';
import { callsOf } from './support/calls';

const world = useApiWorld({ seeded: false });
const calls = callsOf(world);
const ROWS = 5_000;
let address = '';

beforeAll(async () => {
  const { prisma } = world();
  const { id: importId } = await prisma.import.create({
    data: {
      fileName: 'a.csv',
      fileHash: 'x',
      mapping: {},
      mode: 'skip-bad-rows',
      status: 'done',
      createdBy: 'key:test',
    },
  });
  await prisma.importError.createMany({
    data: Array.from({ length: ROWS }, (_, index) => ({
      ...{ importId, row: index + 2, column: 'amount', given: '=x'.repeat(100) },
      message: 'Column "amount" holds no amount',
    })),
  });
  address = `/v1/imports/${importId}/errors.csv`;
});

test('the bad rows of an import come as one file, piece by piece', async () => {
  const { status, headers, text } = await calls.get(address);
  expect(status).toBe(200);
  expect(headers).toMatchObject({ 'transfer-encoding': 'chunked', 'cache-control': 'no-store' });
  expect(headers['content-type']).toContain('text/csv');
  const lines = text.trimEnd().split('\r\n');
  expect(lines).toHaveLength(ROWS + 1);
  expect(lines.at(-1)).toContain(String(ROWS + 1));
});

test('a reader who goes away in the middle leaves nothing behind in the log, and others are answered', async () => {
  await new Promise<void>((resolve, reject) => {
    const headers = { authorization: `Bearer ${world().keyOf('viewer')}` };
    http
      .get(world().url + address, { headers }, (response) => {
        response.once('data', () => {
          response.destroy();
          resolve();
        });
      })
      .once('error', reject);
  });
  expect((await calls.get(address)).text.length).toBeGreaterThan(ROWS * 200);
  expect(world().logLines.join('')).not.toContain('request failed');
});
