import { createPrisma } from '../../prisma/client';
import { migrate } from '../../prisma/migrate';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('finds nothing left to apply in a migrated database', async () => {
  expect(await migrate(database.url)).toEqual([]);
});

it('refuses a second settings row and every change of the timeline', async () => {
  const prisma = createPrisma({ url: database.url, poolSize: 1 });
  try {
    await expect(prisma.settings.create({ data: { id: 2 } })).rejects.toThrow();
    const customer = await prisma.customer.create({
      data: { externalId: 'C-1', name: 'Ann Lee', zone: 'Asia/Shanghai' },
    });
    await prisma.timelineEvent.create({
      data: { customerId: customer.id, at: new Date(), kind: 'customer.created', actor: 'test' },
    });
    await expect(prisma.timelineEvent.updateMany({ data: { actor: 'somebody else' } })).rejects.toThrow();
    await expect(prisma.timelineEvent.deleteMany()).rejects.toThrow();
  } finally {
    await prisma.$disconnect();
  }
});
