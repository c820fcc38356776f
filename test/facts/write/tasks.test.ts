import { createStaff } from '../../../facts/write/staff';
import { cancelTask, claimTask, completeTask, releaseTask } from '../../../facts/write/tasks';
import { CTX, fresh, givenCustomer, NOW, refusalOf, tracesOf, useDatabase } from '../facts-bench';

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
  const fields = { externalId: null, name: 'Ada', email, role: 'collector', team: null, managerId: null, active };
  return (await createStaff(database.prisma, fields)).row.id;
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
    ]);
    expect(timeline.at(-1)).toMatchObject({
      data: { taskId, title: { en: 'Call', zh: '致电' }, outcome: 'promised', note: 'Friday' },
    });
    expect(outbox).toEqual(['customer.created']);
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
});
