import type { PrismaClient } from '../../../prisma/generated/client';
import { changeSettings } from '../../../facts/write/change-settings';
import { putNextPart } from '../../../facts/write/outbox-waves';
import { CTX, givenCustomer, givenInvoice, tracesOf, useDatabase } from '../facts-bench';

const database = useDatabase();

/** Customers in bulk, each with an open invoice, of whom nothing has been told. */
async function givenDebtors(prisma: PrismaClient, count: number): Promise<void> {
  await prisma.$executeRaw`
    WITH customer AS (
        INSERT INTO "Customer" ("id", "externalId", "name", "zone", "updatedAt")
        SELECT gen_random_uuid(), format('W-%s', n), 'Acme', 'UTC', now() FROM generate_series(1, ${count}) n RETURNING "id"),
      invoice AS (
        INSERT INTO "Invoice" ("id", "customerId", "number", "issuedOn", "currency", "amountMinor", "arrivedAt", "updatedAt")
        SELECT gen_random_uuid(), "id", "id"::text, current_date, 'USD', 100, now(), now() FROM customer RETURNING "id")
    INSERT INTO "DueItem" ("id", "invoiceId", "dueOn", "amountMinor")
    SELECT gen_random_uuid(), "id", current_date, 100 FROM invoice`;
}

const liftKillSwitch = async (prisma: PrismaClient) => {
  await changeSettings(prisma, { version: null, changes: { emailStopped: true } }, CTX);
  await prisma.outbox.deleteMany();
  await changeSettings(prisma, { version: null, changes: { emailStopped: false } }, CTX);
};

describe('a change that concerns many customers', () => {
  it('reaches who owes nothing and has an episode that runs', async () => {
    const { prisma } = database;
    const [welcomed, debtor, nobody] = [
      await givenCustomer(prisma),
      await givenCustomer(prisma),
      await givenCustomer(prisma),
    ];
    await givenInvoice(prisma, debtor);
    for (const [customerId, kind] of [
      [welcomed, 'onboarding'],
      [nobody, 'lifecycle'],
    ] as const)
      await prisma.episode.create({
        data: { customerId, kind, workflowId: `${kind}/${customerId}`, startedAt: new Date(CTX.now) },
      });

    await liftKillSwitch(prisma);

    for (const [customerId, events] of [
      [welcomed, ['settings.changed']],
      [debtor, ['settings.changed']],
      [nobody, []],
    ] as const)
      expect((await tracesOf(prisma, customerId)).outbox).toEqual(events);
  });

  it('tells the first thousand with its commit and the others part by part, each of them once', async () => {
    const { prisma } = database;
    await givenDebtors(prisma, 1_250);
    const withoutInvoice = await givenCustomer(prisma);
    const clock = await prisma.testClock.create({
      data: { name: 'c', startAt: new Date(CTX.now), nowAt: new Date(CTX.now) },
    });
    const clocked = await prisma.invoice.findFirstOrThrow({ orderBy: { customerId: 'desc' } });
    await prisma.customer.update({
      where: { id: clocked.customerId },
      data: { testClockId: clock.id, clockNowAt: clock.nowAt },
    });

    await liftKillSwitch(prisma);

    expect(await prisma.outbox.count()).toBe(1_001);
    expect(await prisma.outbox.count({ where: { customerId: clocked.customerId } })).toBe(1);
    expect(await putNextPart(prisma)).toBe(0);
    expect(await prisma.outboxWave.findMany()).toMatchObject([{ kind: 'settings.changed', audience: 'engaged' }]);

    const told = () => prisma.outbox.updateMany({ where: { sentAt: null }, data: { sentAt: new Date() } });
    await told();
    const parts = await Promise.all([putNextPart(prisma), putNextPart(prisma)]);
    do parts.push(await putNextPart(prisma));
    while (parts.at(-1) !== 0);
    expect(parts.filter((size) => size > 0)).toEqual([100, 100, 51]);
    expect(await prisma.outboxWave.count()).toBe(0);
    const counts = await prisma.outbox.groupBy({ by: ['customerId'], _count: true });
    expect(counts.filter(({ _count }) => _count !== 1)).toEqual([]);
    expect(counts).toHaveLength(1_252);
    expect(counts.map(({ customerId }) => customerId)).not.toContain(withoutInvoice);
  });
});
