import { changeHold, placeHold, type PlaceHoldInput } from '../../../facts/write/place-hold';
import { liftHold, liftHoldsOf } from '../../../facts/write/lift-hold';
import { changeCustomer } from '../../../facts/write/customers';
import { createGroup } from '../../../facts/write/staff';
import {
  CTX,
  fresh,
  givenCustomer,
  givenInvoice,
  givenPublished,
  NOW,
  refusalOf,
  tracesOf,
  useDatabase,
} from '../facts-bench';

const database = useDatabase();

const PLAYBOOK = `playbook: holds
steps:
  - { id: block, at: due + 1d, do: hold-credit }
  - { id: call-1, at: due + 1d, do: task, queue: q, title: Call }
  - { id: call-2, at: due + 2d, do: task, queue: q, title: Call }
  - { id: up, at: due + 3d, do: escalate, ladder: standard }
`;

beforeAll(() => givenPublished(database.prisma, PLAYBOOK));

function place(scope: PlaceHoldInput['scope'], until: PlaceHoldInput['until'] = null) {
  return placeHold(database.prisma, { scope, reason: 'dispute', note: null, until }, CTX);
}

async function supersededOf(itemId: string): Promise<readonly string[]> {
  const items = await database.prisma.touchItem.findMany({ where: { subjectId: itemId }, orderBy: { stepId: 'asc' } });
  return items.map(({ stepId, outcome }) => `${stepId} ${outcome}`);
}

describe('a hold', () => {
  it('begins now, says until when, and wakes the customer', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { number, id } = await givenInvoice(database.prisma, customerId);
    const before = await tracesOf(database.prisma, customerId);
    const { row } = await place({ invoice: { number } }, { on: '2024-03-20' });
    expect(row).toMatchObject({
      invoiceId: id,
      customerId: null,
      groupId: null,
      fromAt: new Date(NOW),
      untilAt: null,
      placedBy: 'staff:ada',
    });
    expect(row.untilOn).toEqual(new Date('2024-03-20'));
    const after = await tracesOf(database.prisma, customerId);
    expect(after.factsVersion).toBe(before.factsVersion + 1);
    expect(after.outbox.at(-1)).toBe('hold.placed');
    expect(after.timeline.at(-1)).toMatchObject({
      kind: 'hold.placed',
      invoiceId: id,
      data: {
        holdId: row.id,
        scope: 'invoice',
        invoice: number,
        reason: 'dispute',
        untilOn: '2024-03-20',
        untilAt: null,
      },
    });
  });

  it('is refused where it would have ended already, and for what is not there', async () => {
    const customerId = await givenCustomer(database.prisma);
    const today = await refusalOf(place({ customerId }, { on: '2024-03-08' }));
    expect(today.errors).toMatchObject([
      { pointer: '/untilOn', detail: { en: expect.stringContaining('Given 2024-03-08, which has begun') as string } },
    ]);
    expect((await refusalOf(place({ customerId }, { at: NOW }))).errors[0]!.pointer).toBe('/untilAt');
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect((await refusalOf(place({ customerId: nobody }))).code).toBe('not-found');
    expect((await refusalOf(place({ groupId: nobody }))).code).toBe('not-found');
    expect((await refusalOf(place({ invoice: { number: 'nobody' } }))).code).toBe('not-found');
    expect(await database.prisma.hold.count({ where: { customerId } })).toBe(0);
  });

  it('changes its end with the old and the new one in the timeline', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { row } = await place({ customerId }, { on: '2024-03-20' });
    const until = { at: Date.parse('2024-04-01T10:00:00Z') };
    const changed = await changeHold(database.prisma, { holdId: row.id, version: 1, changes: { until } }, CTX);
    expect(changed.row).toMatchObject({ untilOn: null, untilAt: new Date(until.at), version: 2 });
    const { timeline } = await tracesOf(database.prisma, customerId);
    expect(timeline.at(-1)).toMatchObject({
      kind: 'hold.changed',
      data: {
        changes: { untilOn: { from: '2024-03-20', to: null }, untilAt: { from: null, to: '2024-04-01T10:00:00.000Z' } },
      },
    });
    expect((await changeHold(database.prisma, { holdId: row.id, version: 2, changes: { until } }, CTX)).outcome).toBe(
      'unchanged',
    );
    expect(
      (await refusalOf(changeHold(database.prisma, { holdId: row.id, version: 1, changes: { reason: 'x' } }, CTX)))
        .code,
    ).toBe('version-conflict');
  });

  it('when it is lifted leaves only the latest task of the steps that have passed', async () => {
    const customerId = await givenCustomer(database.prisma);
    const held = await givenInvoice(database.prisma, customerId, { dueOn: '2024-03-01' });
    const free = await givenInvoice(database.prisma, customerId, { dueOn: '2024-03-01' });
    const { row } = await place({ invoice: { id: held.id } });
    const before = await tracesOf(database.prisma, customerId);
    const lifted = await liftHold(database.prisma, { holdId: row.id, version: 1 }, CTX);
    expect(lifted.row).toMatchObject({ endReason: 'lifted', endedAt: new Date(NOW) });
    expect(await supersededOf(held.dueItems[0]!.id)).toEqual([
      'block superseded',
      'call-1 superseded',
      'up superseded',
    ]);
    expect(await supersededOf(free.dueItems[0]!.id)).toEqual([]);
    const after = await tracesOf(database.prisma, customerId);
    expect(after.timeline.slice(before.timeline.length).map(({ kind }) => kind)).toEqual([
      'hold.lifted',
      'step.superseded',
    ]);
    expect(after.outbox.slice(before.outbox.length)).toEqual(['hold.lifted']);
    expect((await liftHold(database.prisma, { holdId: row.id, version: null }, CTX)).outcome).toBe('unchanged');
    expect(
      (await refusalOf(changeHold(database.prisma, { holdId: row.id, version: null, changes: { reason: 'x' } }, CTX)))
        .code,
    ).toBe('state-conflict');
  });

  it('leaves an invoice out of play that another hold still stops', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id, dueItems } = await givenInvoice(database.prisma, customerId, { dueOn: '2024-03-01' });
    const first = await place({ invoice: { id } });
    const second = await place({ customerId });
    await liftHold(database.prisma, { holdId: first.row.id, version: null }, CTX);
    expect(await supersededOf(dueItems[0]!.id)).toEqual([]);
    await liftHold(database.prisma, { holdId: second.row.id, version: null }, CTX);
    expect(await supersededOf(dueItems[0]!.id)).toHaveLength(3);
  });

  it('of a group counts for each of its customers', async () => {
    const group = (await createGroup(database.prisma, { name: fresh('group') })).row;
    const members = [await givenCustomer(database.prisma, { groupId: group.id }), await givenCustomer(database.prisma)];
    await changeCustomer(
      database.prisma,
      { customerId: members[1]!, version: null, changes: { groupId: group.id } },
      CTX,
    );
    const { row } = await place({ groupId: group.id });
    for (const customerId of members) {
      const { outbox, timeline } = await tracesOf(database.prisma, customerId);
      expect(outbox.at(-1)).toBe('hold.placed');
      expect(timeline.at(-1)).toMatchObject({ kind: 'hold.placed', data: { scope: 'group' } });
    }
    const { dueItems } = await givenInvoice(database.prisma, members[1]!, { dueOn: '2024-03-01' });
    await liftHold(database.prisma, { holdId: row.id, version: null }, CTX);
    expect(await supersededOf(dueItems[0]!.id)).toHaveLength(3);
    expect((await tracesOf(database.prisma, members[0]!)).outbox.at(-1)).toBe('hold.lifted');
  });

  it('is lifted with all others of the same subject', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { id } = await givenInvoice(database.prisma, customerId);
    await place({ customerId });
    await place({ customerId });
    const onInvoice = await place({ invoice: { id } });
    expect(await liftHoldsOf(database.prisma, { customerId }, CTX)).toHaveLength(2);
    expect(await database.prisma.hold.findUniqueOrThrow({ where: { id: onInvoice.row.id } })).toMatchObject({
      endedAt: null,
    });
    expect(await liftHoldsOf(database.prisma, { invoice: { id } }, CTX)).toHaveLength(1);
  });
});
