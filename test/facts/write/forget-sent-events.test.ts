import { RECONCILE_LIMITS } from '../../../domain/reconcile/reconcile-state';
import { readReconcileState } from '../../../facts/read/reconcile-states';
import { forgetSentEvents } from '../../../facts/write/forget-sent-events';
import { givenCustomer, useDatabase } from '../facts-bench';

const database = useDatabase();
const DAY_MS = 86_400_000;

it('forgets what was told a month ago, and keeps what is younger or was never told', async () => {
  const { prisma } = database;
  const [told, untold] = [await givenCustomer(prisma), await givenCustomer(prisma)];
  await prisma.outbox.deleteMany();
  const now = Date.now();
  const event = (customerId: string, kind: string, days: number | null) =>
    prisma.outbox.create({
      data: {
        ...{ customerId, kind, createdAt: new Date(now - 40 * DAY_MS) },
        sentAt: days === null ? null : new Date(now - days * DAY_MS),
      },
    });
  await event(told, 'old', 31);
  await event(untold, 'never', null);
  await event(told, 'old', 30.5);
  await event(untold, 'young', 29);

  expect(await forgetSentEvents(prisma, now)).toBe(2);
  const left = await prisma.outbox.findMany({ orderBy: { id: 'asc' } });
  expect(left.map(({ kind }) => kind)).toEqual(['never', 'young']);
  expect(await forgetSentEvents(prisma, now)).toBe(0);

  // Who has no event left is quiet since its last change.
  await prisma.$executeRaw`UPDATE "Customer" SET "updatedAt" = now() - interval '2 hours' WHERE id = ${told}::uuid`;
  const state = await readReconcileState(prisma, told, { limits: RECONCILE_LIMITS, now });
  expect(state?.quietMs).toBeGreaterThanOrEqual(2 * 3_600_000);
});
