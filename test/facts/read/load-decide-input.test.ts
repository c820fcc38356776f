import { loadDecideInput } from '../../../facts/read/load-decide-input';
import { givenCustomer, givenInvoice, NOW, useDatabase } from '../facts-bench';

const database = useDatabase();

const DAY_MS = 86_400_000;

describe('what is decided on', () => {
  it('has messages in order of time, whichever way they were written', async () => {
    const id = await givenCustomer(database.prisma, {
      contactPoints: [{ channel: 'email', address: 'a@example.com', role: 'billing', consents: [] }],
    });
    const { id: contactPointId } = await database.prisma.contactPoint.findFirstOrThrow({ where: { customerId: id } });
    const ago = [3, 1, 4, 2];
    for (const days of ago) {
      const at = new Date(NOW - days * DAY_MS);
      await database.prisma.touch.create({
        data: {
          ...{ customerId: id, episode: 'collections', action: 'email', status: 'done', at, reason: {} },
          ...{ workflowId: 'w', runId: 'r' },
          messages: {
            create: {
              ...{ customerId: id, contactPointId, channel: 'email', purpose: 'collections', address: 'a@example.com' },
              ...{ template: 'due-today', templateVersion: 1, language: 'en', bodyText: '', attemptToken: 't' },
              at,
            },
          },
        },
      });
    }
    const { input } = await database.prisma.$transaction(async (tx) => {
      // The index over customer and instant would give them in order by chance.
      await tx.$executeRaw`SET LOCAL enable_indexscan = off`;
      await tx.$executeRaw`SET LOCAL enable_bitmapscan = off`;
      return loadDecideInput(tx, id, { now: NOW });
    });
    expect(input.messages.map(({ at }) => (NOW - at) / DAY_MS)).toEqual([4, 3, 2, 1]);
  });

  it('has by due item what is settled of it', async () => {
    const id = await givenCustomer(database.prisma);
    const [first, second] = [await givenInvoice(database.prisma, id), await givenInvoice(database.prisma, id)];
    const [one, other] = [first.dueItems[0]!.id, second.dueItems[0]!.id];
    const at = new Date(NOW - DAY_MS);
    await database.prisma.touchItem.createMany({
      data: ['r1', 'r2'].map((stepId) => ({ subjectId: one, stepId, customerId: id, outcome: 'done' as const, at })),
    });
    const { input } = await loadDecideInput(database.prisma, id, { now: NOW });
    expect(input.items.map((item) => item.id).sort()).toEqual([one, other].sort());
    expect([...input.settled.keys()]).toEqual([one]);
    expect(
      input.settled
        .get(one)
        ?.map(({ stepId }) => stepId)
        .sort(),
    ).toEqual(['r1', 'r2']);
  });
});
