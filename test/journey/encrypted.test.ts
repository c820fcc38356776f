import { randomBytes } from 'node:crypto';
import { dataConverter } from '../../config/temporal-client';
import { parsePayloadKeys } from '../../config/payload-keys';
import { RunningProduct } from '../support/running-product';
import { ProductClient } from './product-client';
import { readHistories } from './read-histories';

const keys = parsePayloadKeys(`2026:${randomBytes(32).toString('base64')}`);
if (typeof keys === 'string') throw new Error(keys);

describe('with PAYLOAD_KEY', () => {
  let product: RunningProduct;

  beforeAll(async () => {
    product = await RunningProduct.start(dataConverter({ PAYLOAD_KEY: keys }));
  });
  afterAll(() => product.close());

  it('a customer is reminded, and Temporal keeps nothing that can be read', async () => {
    const client = new ProductClient(product.server);
    const { id: clockId } = await client.post('/v1/test-clocks', { name: 'secret', startAt: '2026-03-02T09:00:00Z' });
    const { id } = await client.post('/v1/customers', {
      ...{ externalId: 'S-1', name: 'Secret Ltd', zone: 'UTC', testClockId: clockId },
      contactPoints: [{ channel: 'email', address: 's1@example.com' }],
    });
    await client.post('/v1/invoices', {
      ...{ customer: 'ext:S-1', number: 'S-1', issuedOn: '2026-03-01', dueOn: '2026-03-20' },
      ...{ currency: 'USD', amount: '517.43' },
    });
    await client.advance(clockId, '2026-04-10T09:00:00Z');
    expect(await product.prisma.message.count({ where: { customerId: id, state: 'sent' } })).toBeGreaterThan(0);

    const histories = await readHistories(product.temporal);
    expect(histories.map(({ type }) => type)).toEqual(expect.arrayContaining(['collections', 'customerLifecycle']));
    const encodings = new Set(histories.flatMap(({ encodings: each }) => each));
    expect([...encodings]).toEqual(['binary/encrypted']);
  });
});
