import { acknowledgeEscalation, cancelEscalation, resolveEscalation } from '../../../facts/write/escalations';
import { setEngagement } from '../../../facts/write/customers';
import { requestEscalation, type RequestEscalationInput } from '../../../facts/write/request-escalation';
import { completeTask } from '../../../facts/write/tasks';
import { publishVersion, saveDraft } from '../../../facts/write/documents';
import type { Escalation } from '../../../prisma/generated/client';
import { CTX, fresh, givenCustomer, NOW, refusalOf, tracesOf, useDatabase } from '../facts-bench';

const database = useDatabase();

/** Mondays to Fridays, 09:00 to 18:00, in the person's own zone. */
const LADDER = 'ladder: two\nlevels:\n  - { id: a, notify: owner, wait: 4h }\nresolveWithin: 4h\n';

beforeAll(async () => {
  const draft = { kind: 'ladder', source: LADDER, documentId: null, note: null } as const;
  const { row } = await saveDraft(database.prisma, draft, CTX);
  await publishVersion(database.prisma, { versionId: row.id, effective: 'next-plan', replaces: null }, CTX);
});

async function givenStaff(zone = 'UTC', active = true): Promise<string> {
  const { id } = await database.prisma.staff.create({
    data: { name: 'Ada', email: `${fresh('s')}@example.com`, zone, active },
  });
  return id;
}

async function asked(fields: Partial<RequestEscalationInput> = {}): Promise<Escalation> {
  const customerId = fields.customerId ?? (await givenCustomer(database.prisma));
  const subject = { en: 'Overdue', zh: '逾期' };
  const request = {
    customerId,
    ladder: 'two',
    cause: 'api',
    subject,
    requestedBy: 'key:x',
    requestKey: fresh('k'),
  } as const;
  return (await requestEscalation(database.prisma, { ...request, ...fields }, CTX)).row;
}

const tasksOf = (episodeId: string) =>
  database.prisma.task.findMany({ where: { episodeId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });

describe('an escalation', () => {
  it('is asked for once by one request, and wakes the lifecycle', async () => {
    const customerId = await givenCustomer(database.prisma);
    const first = await asked({ customerId, requestKey: 'same' });
    const second = await asked({ customerId, requestKey: 'same' });
    expect(second.id).toBe(first.id);
    expect(first).toMatchObject({ ladder: 'two', status: 'climbing', level: 0, createdAt: new Date(NOW) });
    const { timeline, outbox } = await tracesOf(database.prisma, customerId);
    expect(timeline.map(({ kind }) => kind)).toEqual(['customer.created', 'episode.requested']);
    expect(outbox).toEqual(['customer.created', 'episode.requested']);
  });

  it('climbs the standard ladder where its own has gone, and the built-in one where that is not published', async () => {
    expect(await asked({ ladder: 'gone' })).toMatchObject({ ladder: 'standard', ladderVersionId: null });
  });

  it('is refused for a closed customer', async () => {
    const customerId = await givenCustomer(database.prisma);
    const close = { customerId, version: null, engagement: 'closed', reason: 'over' } as const;
    await setEngagement(database.prisma, close, CTX);
    expect(await refusalOf(asked({ customerId }))).toMatchObject({ code: 'state-conflict' });
  });

  it("is acknowledged once: the time to resolve runs in the person's business hours, and a task stands for it", async () => {
    const { id, customerId } = await asked();
    // 23:00 on Friday in Shanghai: four business hours end on Monday at 13:00.
    const staffId = await givenStaff('Asia/Shanghai');
    const acknowledge = () => acknowledgeEscalation(database.prisma, { escalationId: id, staffId, note: 'mine' }, CTX);
    const { row } = await acknowledge();
    expect(row).toMatchObject({ status: 'acknowledged', acknowledgedBy: `staff:${staffId}` });
    expect(row.dueAt).toEqual(new Date('2024-03-11T05:00:00Z'));
    expect((await acknowledge()).outcome).toBe('unchanged');
    expect(await tasksOf(id)).toMatchObject([
      {
        kind: 'escalation',
        ownerId: staffId,
        status: 'open',
        dueAt: row.dueAt,
        titleEn: 'Resolve the escalation: Overdue',
      },
    ]);
    const { timeline } = await tracesOf(database.prisma, customerId);
    expect(timeline.map(({ kind }) => kind).slice(2)).toEqual(['escalation.acknowledged', 'task.created']);
  });

  it('counts a queue in the hours of the customer', async () => {
    const { id } = await asked();
    // Friday 10:00 in New York.
    const { row } = await acknowledgeEscalation(database.prisma, { escalationId: id, staffId: null, note: null }, CTX);
    expect(row.dueAt).toEqual(new Date('2024-03-08T19:00:00Z'));
  });

  it('is acknowledged by one person where two try', async () => {
    const { id } = await asked();
    const people = [await givenStaff(), await givenStaff()];
    const results = await Promise.allSettled(
      people.map((staffId) => acknowledgeEscalation(database.prisma, { escalationId: id, staffId, note: null }, CTX)),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await tasksOf(id)).toHaveLength(1);
  });

  it('is not acknowledged by somebody who has left', async () => {
    const { id } = await asked();
    const staffId = await givenStaff('UTC', false);
    const refusal = await refusalOf(
      acknowledgeEscalation(database.prisma, { escalationId: id, staffId, note: null }, CTX),
    );
    expect(refusal.errors).toMatchObject([{ pointer: '/staffId' }]);
  });

  it('is resolved once with its outcome, and takes its tasks back', async () => {
    const { id } = await asked();
    await acknowledgeEscalation(database.prisma, { escalationId: id, staffId: null, note: null }, CTX);
    const resolve = (outcome: string) =>
      resolveEscalation(database.prisma, { escalationId: id, staffId: null, outcome, note: null }, CTX);
    expect((await resolve('paid')).row).toMatchObject({ status: 'resolved', outcome: 'paid', dueAt: null });
    expect((await resolve('paid')).outcome).toBe('unchanged');
    expect(await tasksOf(id)).toMatchObject([{ status: 'cancelled' }]);
    expect((await refusalOf(resolve('agreed'))).message).toBe(
      'The escalation is resolved; only one that is climbing or acknowledged can be resolved',
    );
  });

  it('is cancelled once', async () => {
    const { id } = await asked();
    const cancel = () => cancelEscalation(database.prisma, { escalationId: id, note: 'by mistake' }, CTX);
    expect((await cancel()).row.status).toBe('cancelled');
    expect((await cancel()).outcome).toBe('unchanged');
    const acknowledge = acknowledgeEscalation(database.prisma, { escalationId: id, staffId: null, note: null }, CTX);
    expect((await refusalOf(acknowledge)).message).toBe(
      'The escalation is cancelled; only one that is climbing can be acknowledged',
    );
  });

  it('lifts its hold when it ends', async () => {
    const { id, customerId } = await asked();
    const hold = await database.prisma.hold.create({
      data: { customerId, reason: 'escalation', fromAt: new Date(NOW), placedBy: 'workflow' },
    });
    await database.prisma.escalation.update({ where: { id }, data: { holdId: hold.id } });
    await resolveEscalation(database.prisma, { escalationId: id, staffId: null, outcome: 'paid', note: null }, CTX);
    expect(await database.prisma.hold.findUniqueOrThrow({ where: { id: hold.id } })).toMatchObject({
      endReason: 'lifted',
    });
  });

  it('is acknowledged and then resolved by the outcomes of its tasks', async () => {
    const { id } = await asked();
    const staffId = await givenStaff();
    const { customerId } = await database.prisma.escalation.findUniqueOrThrow({ where: { id } });
    const { id: taskId } = await database.prisma.task.create({
      data: {
        customerId,
        episodeId: id,
        kind: 'escalation',
        queue: 'q',
        titleEn: 'E',
        titleZh: 'E',
        createdAt: new Date(NOW),
      },
    });
    const complete = (task: string, outcome: string) =>
      completeTask(database.prisma, { taskId: task, version: null, outcome, note: null, staffId }, CTX);
    await complete(taskId, 'acknowledged');
    expect((await complete(taskId, 'acknowledged')).outcome).toBe('unchanged');
    const [, follow] = await tasksOf(id);
    expect(follow).toMatchObject({ ownerId: staffId, status: 'open' });
    await complete(follow!.id, 'resolved');
    const after = await database.prisma.escalation.findUniqueOrThrow({ where: { id } });
    expect(after).toMatchObject({
      status: 'resolved',
      acknowledgedBy: `staff:${staffId}`,
      resolvedBy: `staff:${staffId}`,
    });
    expect((await tasksOf(id)).map(({ status }) => status)).toEqual(['done', 'done']);
  });
});
