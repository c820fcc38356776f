import { cancelTask, claimTask, completeTask, releaseTask } from '../../../facts/write/tasks';
import { CTX, fresh, givenCustomer, givenInvoice, NOW, refusalOf, tracesOf, useDatabase } from '../facts-bench';

const database = useDatabase();

async function givenTask(): Promise<{ customerId: string; taskId: string }> {
  const customerId = await givenCustomer(database.prisma);
  const { id } = await database.prisma.task.create({
    data: { customerId, kind: 'playbook', queue: 'q', titleEn: 'Call', titleZh: '致电', createdAt: new Date(NOW) },
  });
  return { customerId, taskId: id };
}

async function givenStaff(active = true): Promise<string> {
  const email = `${fresh('s')}@example.com`;
  return (await database.prisma.staff.create({ data: { name: 'Ada', email, active } })).id;
}

describe('a task', () => {
  it('is claimed by one person, given back, and completed with its outcome', async () => {
    const { customerId, taskId } = await givenTask();
    const [ada, bob] = [await givenStaff(), await givenStaff()];
    const claim = (staffId: string, version: number | null) =>
      claimTask(database.prisma, { taskId, version, staffId }, CTX);
    expect((await claim(ada, 1)).row).toMatchObject({ status: 'claimed', ownerId: ada, version: 2 });
    expect((await claim(ada, 1)).outcome).toBe('unchanged');
    expect((await refusalOf(claim(bob, null))).message).toBe('Ada has claimed the task; it must be released first');
    await releaseTask(database.prisma, { taskId, version: 2 }, CTX);
    expect((await claim(bob, 3)).row.ownerId).toBe(bob);
    const done = await completeTask(database.prisma, { taskId, version: 4, outcome: 'promised', note: 'Friday' }, CTX);
    expect(done.row).toMatchObject({ status: 'done', outcome: 'promised', note: 'Friday', closedAt: new Date(NOW) });
    const { timeline, outbox } = await tracesOf(database.prisma, customerId);
    expect(timeline.slice(1).map(({ kind }) => kind)).toEqual([
      'task.claimed',
      'task.released',
      'task.claimed',
      'task.completed',
      'interaction.recorded',
    ]);
    expect(timeline.at(-2)).toMatchObject({
      data: { taskId, title: { en: 'Call', zh: '致电' }, outcome: 'promised', note: 'Friday' },
    });
    expect(outbox).toEqual(['customer.created', 'interaction.recorded']);
  });

  it('is claimed once where two take it at the same time', async () => {
    const { taskId } = await givenTask();
    const people = [await givenStaff(), await givenStaff()];
    const results = await Promise.allSettled(
      people.map((staffId) => claimTask(database.prisma, { taskId, version: null, staffId }, CTX)),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('that is closed stays closed', async () => {
    const { taskId } = await givenTask();
    const complete = () =>
      completeTask(database.prisma, { taskId, version: null, outcome: 'reached', note: null }, CTX);
    await complete();
    expect((await complete()).outcome).toBe('unchanged');
    expect((await refusalOf(cancelTask(database.prisma, { taskId, version: null, note: null }, CTX))).code).toBe(
      'state-conflict',
    );
    expect((await refusalOf(releaseTask(database.prisma, { taskId, version: null }, CTX))).code).toBe('state-conflict');
  });

  it('is refused for staff who have left, under an old version, and where it is not there', async () => {
    const { taskId } = await givenTask();
    const left = await givenStaff(false);
    const claim = claimTask(database.prisma, { taskId, version: null, staffId: left }, CTX);
    expect((await refusalOf(claim)).errors[0]!.pointer).toBe('/staffId');
    const stale = cancelTask(database.prisma, { taskId, version: 9, note: null }, CTX);
    expect((await refusalOf(stale)).code).toBe('version-conflict');
    const nowhere = { taskId: '00000000-0000-7000-8000-000000000000', version: null, note: null };
    expect((await refusalOf(cancelTask(database.prisma, nowhere, CTX))).code).toBe('not-found');
    expect((await cancelTask(database.prisma, { taskId, version: 1, note: 'moot' }, CTX)).row.status).toBe('cancelled');
  });

  it('ends with an outcome that its kind knows', async () => {
    const { taskId } = await givenTask();
    const bad = completeTask(database.prisma, { taskId, version: null, outcome: 'promisd', note: null }, CTX);
    expect((await refusalOf(bad)).message).toContain('did you mean "promised"?');
    const foreign = { taskId, version: null, outcome: 'reached', note: null, promisedOn: '2024-03-20' };
    expect((await refusalOf(completeTask(database.prisma, foreign, CTX))).errors).toMatchObject([
      { pointer: '/promisedOn' },
    ]);
    const past = { ...foreign, outcome: 'promised', promisedOn: '2024-03-07' };
    expect((await refusalOf(completeTask(database.prisma, past, CTX))).message).toContain('expected 2024-03-08');
    expect((await database.prisma.task.findUniqueOrThrow({ where: { id: taskId } })).status).toBe('open');
  });

  it('holds its open invoices through the day on which payment was promised, once', async () => {
    const { customerId, taskId } = await givenTask();
    const [open, paid] = [
      await givenInvoice(database.prisma, customerId),
      await givenInvoice(database.prisma, customerId),
    ];
    await database.prisma.invoice.update({ where: { id: paid.id }, data: { status: 'paid' } });
    await database.prisma.task.update({
      where: { id: taskId },
      data: { data: { invoices: [open.number, paid.number] } },
    });
    const promise = { taskId, version: null, outcome: 'promised', note: 'Friday', promisedOn: '2024-03-15' };
    await completeTask(database.prisma, promise, CTX);
    expect((await completeTask(database.prisma, promise, CTX)).outcome).toBe('unchanged');
    expect(await database.prisma.hold.findMany({ where: { invoice: { customerId } } })).toMatchObject([
      { invoiceId: open.id, reason: 'promise', untilOn: new Date('2024-03-16'), note: 'Friday' },
    ]);
  });

  it('holds the customer while a claim is disputed, where it lists no invoices', async () => {
    const { customerId, taskId } = await givenTask();
    await completeTask(database.prisma, { taskId, version: null, outcome: 'disputed', note: null }, CTX);
    expect(await database.prisma.hold.findMany({ where: { customerId } })).toMatchObject([
      { reason: 'dispute', untilAt: null, untilOn: null },
    ]);
  });

  it('takes a wrong number out of use', async () => {
    const contact = (address: string) => ({ channel: 'sms', address, role: 'billing', consents: [] }) as const;
    const customerId = await givenCustomer(database.prisma, {
      contactPoints: [contact('+12125550101'), contact('+12125550102')],
    });
    const task = () =>
      database.prisma.task.create({
        data: { customerId, kind: 'playbook', queue: 'q', titleEn: 'Call', titleZh: '致电', createdAt: new Date(NOW) },
      });
    const wrong = async (contactPointId: string | null) =>
      completeTask(
        database.prisma,
        { taskId: (await task()).id, version: null, outcome: 'wrong-number', note: null, contactPointId },
        CTX,
      );
    expect((await refusalOf(wrong(null))).message).toContain('2 phone numbers or addresses that could be meant');
    const [first, second] = await database.prisma.contactPoint.findMany({
      where: { customerId },
      orderBy: { address: 'asc' },
    });
    await wrong(first!.id);
    await wrong(null);
    const after = await database.prisma.contactPoint.findMany({ where: { customerId }, orderBy: { address: 'asc' } });
    expect(after).toMatchObject([
      { id: first!.id, state: 'bounced', stateCode: 'wrong-number' },
      { id: second!.id, state: 'bounced' },
    ]);
  });

  it('to accept a customer answers the offer in the name of who closes it', async () => {
    const staffId = await givenStaff();
    const answered = async (outcome: string) => {
      const { customerId, taskId } = await givenTask();
      const offer = { customerId, staffId, status: 'offered', offeredAt: new Date(NOW) };
      await database.prisma.assignment.create({ data: offer });
      await database.prisma.task.update({ where: { id: taskId }, data: { kind: 'accept-assignment' } });
      const close = { taskId, version: null, outcome, note: null };
      expect((await refusalOf(completeTask(database.prisma, close, CTX))).errors).toMatchObject([
        { pointer: '/staffId' },
      ]);
      await claimTask(database.prisma, { taskId, version: null, staffId }, CTX);
      await completeTask(database.prisma, close, CTX);
      return (await database.prisma.assignment.findFirstOrThrow({ where: { customerId } })).status;
    };
    expect(await answered('accepted')).toBe('accepted');
    expect(await answered('declined')).toBe('declined');
  });

  it('wakes the episode that waits for it', async () => {
    const { customerId, taskId } = await givenTask();
    const episode = { customerId, kind: 'win_back', startedAt: new Date(NOW), workflowId: 'w' } as const;
    const { id: episodeId } = await database.prisma.episode.create({ data: episode });
    await database.prisma.task.update({ where: { id: taskId }, data: { kind: 'win-back', episodeId } });
    await completeTask(database.prisma, { taskId, version: null, outcome: 'reached', note: null }, CTX);
    expect((await tracesOf(database.prisma, customerId)).outbox).toEqual(['customer.created', 'task.completed']);
  });
});
