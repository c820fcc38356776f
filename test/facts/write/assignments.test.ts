import { applyFact } from '../../../facts/write/apply-fact';
import { assignByHand } from '../../../facts/write/assign-by-hand';
import { setEngagement } from '../../../facts/write/customers';
import { publishVersion, saveDraft } from '../../../facts/write/documents';
import { addAbsence, removeAbsence } from '../../../facts/write/staff-absences';
import { handOver } from '../../../facts/write/staff-hand-over';
import { assignmentCandidates } from '../../../facts/read/assignment-candidates';
import { CTX, fresh, givenCustomer, NOW, refusalOf, tracesOf, useDatabase } from '../facts-bench';

const database = useDatabase();

async function givenStaff(name = 'Ada', active = true): Promise<{ readonly id: string; readonly email: string }> {
  const email = `${fresh('s')}@example.com`;
  const { id } = await database.prisma.staff.create({ data: { name, email, active } });
  return { id, email };
}

/** A customer that lies offered with somebody, as onboarding leaves it. */
async function givenOffer(staffId: string): Promise<string> {
  const customerId = await givenCustomer(database.prisma);
  await database.prisma.assignment.create({
    data: { customerId, staffId, status: 'offered', load: 3, offeredAt: new Date(NOW) },
  });
  await database.prisma.customer.update({ where: { id: customerId }, data: { ownerId: staffId } });
  return customerId;
}

const kindsOf = async (customerId: string) =>
  (await tracesOf(database.prisma, customerId)).timeline.map(({ kind }) => kind);
const stage = (customerId: string, kind: string, payload: unknown = {}) =>
  applyFact(database.prisma, { customerId, kind, payload }, CTX);
const assignmentsOf = (customerId: string) =>
  database.prisma.assignment.findMany({ where: { customerId }, orderBy: { sequence: 'asc' } });

describe('staged answers', () => {
  it('accept for whoever the customer is offered to, once', async () => {
    const { id } = await givenStaff();
    const customerId = await givenOffer(id);
    await stage(customerId, 'assignment.accept');
    await stage(customerId, 'assignment.accept');
    expect((await kindsOf(customerId)).slice(1)).toEqual(['assignment.accepted']);
    expect(await assignmentsOf(customerId)).toMatchObject([{ status: 'accepted', staffId: id }]);
  });

  it('decline, and name an owner by email', async () => {
    const [ada, bob] = [await givenStaff(), await givenStaff('Bob')];
    const customerId = await givenOffer(ada.id);
    await stage(customerId, 'assignment.decline', { reason: 'away' });
    await stage(customerId, 'assignment.by-hand', { staff: bob.email.toUpperCase(), reason: 'knows them' });
    expect((await kindsOf(customerId)).slice(1)).toEqual(['assignment.declined', 'assignment.by-hand']);
    const refusal = await refusalOf(stage(customerId, 'assignment.accept', { staff: 'nobody@example.com' }));
    expect(refusal.errors[0]!.pointer).toBe('/staff');
  });

  it('accept by a first contact', async () => {
    const { id } = await givenStaff();
    const customerId = await givenOffer(id);
    await stage(customerId, 'interaction.record', { kind: 'first-contact', channel: 'phone' });
    expect((await kindsOf(customerId)).slice(1)).toEqual(['interaction.recorded', 'assignment.accepted']);
  });
});

describe('an interaction', () => {
  it('that is a complaint starts an escalation, once', async () => {
    const customerId = await givenCustomer(database.prisma);
    const complaint = { kind: 'complaint', externalId: fresh('I'), note: 'late again' };
    await stage(customerId, 'interaction.record', complaint);
    await stage(customerId, 'interaction.record', complaint);
    const escalations = await database.prisma.escalation.findMany({ where: { customerId } });
    expect(escalations).toMatchObject([{ cause: 'complaint', note: 'late again', ladder: 'standard' }]);
  });

  it('that is a complaint climbs the urgent ladder where one is published', async () => {
    const source = 'ladder: urgent\nlevels:\n  - { id: lead, notify: team-lead, wait: 2h }\n';
    const draft = { kind: 'ladder', source, documentId: null, note: null } as const;
    const { row } = await saveDraft(database.prisma, draft, CTX);
    await publishVersion(database.prisma, { versionId: row.id, effective: 'next-plan', replaces: null }, CTX);
    const customerId = await givenCustomer(database.prisma);
    await stage(customerId, 'interaction.record', { kind: 'complaint' });
    const escalations = await database.prisma.escalation.findMany({ where: { customerId } });
    expect(escalations).toMatchObject([{ cause: 'complaint', ladder: 'urgent' }]);
  });
});

describe('naming an owner by hand', () => {
  it('keeps the weight of the customer, and is refused for who has left and for a closed customer', async () => {
    const [ada, bob, eve] = [await givenStaff(), await givenStaff('Bob'), await givenStaff('Eve', false)];
    const customerId = await givenOffer(ada.id);
    const { row } = await assignByHand(database.prisma, { customerId, staffId: bob.id, reason: null }, CTX);
    expect(row).toMatchObject({ load: 3, status: 'accepted', entry: 'by-hand' });
    const left = assignByHand(database.prisma, { customerId, staffId: eve.id, reason: null }, CTX);
    expect((await refusalOf(left)).code).toBe('validation-failed');
    await setEngagement(database.prisma, { customerId, version: null, engagement: 'closed', reason: null }, CTX);
    const late = assignByHand(database.prisma, { customerId, staffId: ada.id, reason: null }, CTX);
    expect((await refusalOf(late)).code).toBe('state-conflict');
  });
});

describe('a hand-over', () => {
  it('moves everything in batches, takes offers back, and does nothing the second time', async () => {
    const [ada, bob] = [await givenStaff(), await givenStaff('Bob')];
    const offered = await givenOffer(ada.id);
    for (let count = 0; count < 60; count += 1) {
      const id = await givenCustomer(database.prisma);
      await database.prisma.customer.update({ where: { id }, data: { ownerId: ada.id } });
    }
    const input = { fromStaffId: ada.id, to: { staffId: bob.id } };
    expect(await handOver(database.prisma, input, CTX)).toEqual({ moved: 61, queued: 0 });
    expect(await handOver(database.prisma, input, CTX)).toEqual({ moved: 0, queued: 0 });
    expect((await assignmentsOf(offered)).map(({ status, staffId }) => [status, staffId])).toEqual([
      ['withdrawn', ada.id],
      ['accepted', bob.id],
    ]);
    const candidates = await assignmentCandidates(database.prisma, {
      testClockId: null,
      now: NOW,
      policyVersionId: null,
    });
    // The offered one weighs three, the others one each; what was taken over is no new customer of the day.
    expect(candidates.find(({ id }) => id === bob.id)).toMatchObject({ customers: 61, load: 63, offeredAt: [] });
    expect(candidates.find(({ id }) => id === ada.id)).toMatchObject({ customers: 0, load: 0 });
  });

  it('leaves in a queue what no policy gives to anybody', async () => {
    const ada = await givenStaff();
    const customerId = await givenOffer(ada.id);
    const done = await handOver(database.prisma, { fromStaffId: ada.id, to: 'published-policies' }, CTX);
    expect(done).toEqual({ moved: 0, queued: 1 });
    expect(await database.prisma.customer.findUniqueOrThrow({ where: { id: customerId } })).toMatchObject({
      ownerId: null,
      queue: 'new-customers',
    });
    expect(await database.prisma.task.findMany({ where: { customerId } })).toMatchObject([
      { kind: 'accept-assignment', queue: 'new-customers', status: 'open' },
    ]);
  });
});

describe('an absence', () => {
  it('is known to the choice while it lasts', async () => {
    const ada = await givenStaff();
    const days = { staffId: ada.id, fromOn: '2024-03-01', untilOn: '2024-03-05' };
    const { row } = await addAbsence(database.prisma, { ...days, reason: null }, CTX);
    const query = { testClockId: null, now: NOW, policyVersionId: null };
    const absencesOf = async () =>
      (await assignmentCandidates(database.prisma, query)).find(({ id }) => id === ada.id)?.absences;
    expect(await absencesOf()).toEqual([{ fromOn: '2024-03-01', untilOn: '2024-03-05' }]);
    await removeAbsence(database.prisma, { staffId: ada.id, absenceId: row.id }, CTX);
    expect(await absencesOf()).toEqual([]);
    const again = removeAbsence(database.prisma, { staffId: ada.id, absenceId: row.id }, CTX);
    expect((await refusalOf(again)).code).toBe('not-found');
  });
});

describe('candidates', () => {
  it('look after sandbox customers apart from the real ones, and after each clock apart', async () => {
    const { id } = await givenStaff();
    const clocks = await Promise.all(
      ['a', 'b'].map((name) =>
        database.prisma.testClock.create({ data: { name: fresh(name), startAt: new Date(NOW), nowAt: new Date(NOW) } }),
      ),
    );
    await givenOffer(id);
    for (const clock of [clocks[0]!, clocks[0]!, clocks[1]!]) {
      const customerId = await givenOffer(id);
      const data = { testClockId: clock.id, clockNowAt: new Date(NOW) };
      await database.prisma.customer.update({ where: { id: customerId }, data });
    }
    const seenBy = async (testClockId: string | null) => {
      const query = { testClockId, now: NOW, policyVersionId: null };
      return (await assignmentCandidates(database.prisma, query)).find((one) => one.id === id)?.customers;
    };
    expect([await seenBy(null), await seenBy(clocks[0]!.id), await seenBy(clocks[1]!.id)]).toEqual([1, 2, 1]);
  });
});
