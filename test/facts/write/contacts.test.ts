import {
  addContactPoint,
  changeContactPoint,
  setConsent,
  type NewContactPoint,
} from '../../../facts/write/contact-points';
import { markBounced, optIn, optOut } from '../../../facts/write/opt-out';
import { CTX, fresh, givenCustomer, NOW, refusalOf, tracesOf, useDatabase } from '../facts-bench';

const database = useDatabase();

function add(customerId: string, fields: Partial<NewContactPoint> = {}) {
  return addContactPoint(
    database.prisma,
    { customerId, channel: 'email', address: `${fresh('a')}@example.com`, role: 'billing', consents: [], ...fields },
    CTX,
  );
}

/** A customer that waits for a usable contact point, with the task to find one. */
async function givenMissingContact(): Promise<{ customerId: string; taskId: string }> {
  const customerId = await givenCustomer(database.prisma);
  await database.prisma.customer.update({ where: { id: customerId }, data: { contactMissingAt: new Date(NOW) } });
  const task = await database.prisma.task.create({
    data: {
      customerId,
      kind: 'fix-contact',
      queue: 'contacts',
      titleEn: 'Find',
      titleZh: '查找',
      createdAt: new Date(NOW),
    },
  });
  return { customerId, taskId: task.id };
}

async function isMissing({ customerId, taskId }: { customerId: string; taskId: string }): Promise<boolean> {
  const { contactMissingAt } = await database.prisma.customer.findUniqueOrThrow({ where: { id: customerId } });
  const task = await database.prisma.task.findUniqueOrThrow({ where: { id: taskId } });
  expect(task.status).toBe(contactMissingAt === null ? 'done' : 'open');
  expect(task.outcome).toBe(contactMissingAt === null ? 'contact-found' : null);
  return contactMissingAt !== null;
}

describe('a contact point', () => {
  it('is added once per channel, address and role', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { row } = await add(customerId, { address: 'Pay@Example.com' });
    expect(await add(customerId, { address: 'pay@example.com' })).toMatchObject({
      outcome: 'unchanged',
      row: { id: row.id },
    });
    expect((await add(customerId, { address: 'pay@example.com', role: 'legal' })).outcome).toBe('recorded');
    const { outbox, timeline } = await tracesOf(database.prisma, customerId);
    expect(outbox).toEqual(['customer.created', 'contact.added', 'contact.added']);
    expect(timeline[1]).toMatchObject({ data: { channel: 'email', address: 'pay@example.com', role: 'billing' } });
  });

  it('ends the wait for one and its task when it is usable', async () => {
    const missing = await givenMissingContact();
    await add(missing.customerId);
    expect(await isMissing(missing)).toBe(false);
  });

  it('does not end the wait where consent for collections is withdrawn', async () => {
    const missing = await givenMissingContact();
    const consents = [{ purpose: 'collections', granted: false, source: 'call' }] as const;
    const { row } = await add(missing.customerId, { consents });
    expect(await isMissing(missing)).toBe(true);
    await setConsent(
      database.prisma,
      { contactPointId: row.id, purpose: 'collections', granted: true, source: 'call' },
      CTX,
    );
    expect(await isMissing(missing)).toBe(false);
  });

  it('that bounced is used again with another address, or when a person says so', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { row } = await add(customerId);
    expect((await markBounced(database.prisma, { contactPointId: row.id, code: '550' }, CTX)).row).toMatchObject({
      state: 'bounced',
      stateCode: '550',
    });
    expect((await markBounced(database.prisma, { contactPointId: row.id, code: '550' }, CTX)).outcome).toBe(
      'unchanged',
    );
    const change = (version: number, changes: { state?: 'ok'; address?: string }) =>
      changeContactPoint(database.prisma, { contactPointId: row.id, version, changes }, CTX);
    expect((await change(2, { state: 'ok' })).row).toMatchObject({ state: 'ok', stateCode: null });
    await markBounced(database.prisma, { contactPointId: row.id, code: '5.1.1' }, CTX);
    expect((await change(4, { address: 'other@example.com' })).row).toMatchObject({
      state: 'ok',
      address: 'other@example.com',
      version: 5,
    });
    expect((await refusalOf(change(4, { address: 'x@example.com' }))).code).toBe('version-conflict');
    const { timeline } = await tracesOf(database.prisma, customerId);
    expect(timeline.at(-1)).toMatchObject({
      kind: 'contact.changed',
      data: {
        changes: { address: { from: row.address, to: 'other@example.com' }, state: { from: 'bounced', to: 'ok' } },
      },
    });
  });

  it('cannot take the place of another one', async () => {
    const customerId = await givenCustomer(database.prisma);
    const first = (await add(customerId)).row;
    const second = (await add(customerId)).row;
    const change = changeContactPoint(
      database.prisma,
      { contactPointId: second.id, version: null, changes: { address: first.address } },
      CTX,
    );
    expect((await refusalOf(change)).code).toBe('content-conflict');
  });
});

describe('an opt-out', () => {
  it('ends contact by the number for every customer that has it, until it opts in', async () => {
    const address = '+8613800138000';
    const customers = [await givenCustomer(database.prisma), await givenCustomer(database.prisma)];
    for (const customerId of customers) await add(customerId, { channel: 'sms', address });
    const stop = { channel: 'sms', address, customerId: null, purpose: null, code: '退订' } as const;
    expect(await optOut(database.prisma, stop, { ...CTX, actor: 'customer' })).toMatchObject([
      { state: 'opted_out', stateCode: '退订' },
      { state: 'opted_out', stateCode: '退订' },
    ]);
    expect(await optOut(database.prisma, stop, CTX)).toEqual([]);
    for (const customerId of customers) {
      const { timeline, outbox } = await tracesOf(database.prisma, customerId);
      expect(timeline.at(-1)).toMatchObject({
        kind: 'contact.opted-out',
        actor: 'customer',
        data: { address, code: '退订' },
      });
      expect(outbox.at(-1)).toBe('contact.opted-out');
    }
    const contact = await database.prisma.contactPoint.findFirstOrThrow({ where: { customerId: customers[0]! } });
    const byHand = changeContactPoint(
      database.prisma,
      { contactPointId: contact.id, version: null, changes: { state: 'ok' } },
      CTX,
    );
    expect((await refusalOf(byHand)).code).toBe('state-conflict');
    expect(await optIn(database.prisma, { channel: 'sms', address, customerId: null }, CTX)).toHaveLength(2);
    expect(await optIn(database.prisma, { channel: 'sms', address, customerId: null }, CTX)).toEqual([]);
  });

  it('of one purpose leaves the others', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { row } = await add(customerId);
    const unsubscribe = {
      channel: 'email',
      address: row.address,
      customerId: null,
      purpose: 'marketing',
      code: 'link',
    } as const;
    // Marketing needs consent, so there was none to withdraw; what was said is kept all the same.
    expect(await optOut(database.prisma, unsubscribe, CTX)).toMatchObject([{ id: row.id, state: 'ok' }]);
    expect(await optOut(database.prisma, { ...unsubscribe, purpose: 'collections' }, CTX)).toHaveLength(1);
    expect(await optOut(database.prisma, { ...unsubscribe, purpose: 'collections' }, CTX)).toEqual([]);
    const consents = await database.prisma.consent.findMany({
      where: { contactPointId: row.id },
      orderBy: { purpose: 'asc' },
    });
    expect(consents).toMatchObject([
      { purpose: 'collections', granted: false, source: 'link' },
      { purpose: 'marketing', granted: false, source: 'link' },
    ]);
    const { timeline } = await tracesOf(database.prisma, customerId);
    expect(timeline.at(-1)).toMatchObject({
      kind: 'consent.changed',
      data: { purpose: 'collections', from: true, to: false },
    });
  });

  it('of one customer leaves others with the same address', async () => {
    const customers = [await givenCustomer(database.prisma), await givenCustomer(database.prisma)];
    const address = `${fresh('shared')}@example.com`;
    for (const customerId of customers) await add(customerId, { address });
    const changed = await optOut(
      database.prisma,
      { channel: 'email', address, customerId: customers[0]!, purpose: null, code: 'STOP' },
      CTX,
    );
    expect(changed.map(({ customerId }) => customerId)).toEqual([customers[0]]);
  });

  it('holds for the address in another role, and when it was changed away and back', async () => {
    const customerId = await givenCustomer(database.prisma);
    const address = '+8613800138001';
    const { row } = await add(customerId, { channel: 'sms', address });
    await optOut(database.prisma, { channel: 'sms', address, customerId: null, purpose: null, code: 'TD' }, CTX);
    const other = await add(customerId, { channel: 'sms', address, role: 'manager' });
    expect(other.row).toMatchObject({ state: 'opted_out', stateCode: 'TD' });
    expect((await tracesOf(database.prisma, customerId)).timeline.at(-1)).toMatchObject({
      kind: 'contact.added',
      data: { stays: { state: 'opted_out', code: 'TD', withdrawn: [] } },
    });

    const change = (contactPointId: string, to: string, state?: 'ok') =>
      changeContactPoint(
        database.prisma,
        { contactPointId, version: null, changes: { address: to, ...(state && { state }) } },
        CTX,
      );
    expect((await change(other.row.id, '+8613800138002')).row).toMatchObject({ state: 'ok', stateCode: null });
    expect((await change(row.id, '+8613800138003')).row).toMatchObject({ state: 'ok', stateCode: null });
    // Nobody has the number any more; that it has opted out is known all the same.
    expect((await refusalOf(change(row.id, address, 'ok'))).code).toBe('state-conflict');
    expect((await change(row.id, address)).row).toMatchObject({ state: 'opted_out', stateCode: 'TD' });
    expect((await tracesOf(database.prisma, customerId)).timeline.at(-1)).toMatchObject({
      kind: 'contact.changed',
      data: { changes: { state: { from: 'ok', to: 'opted_out' } }, stays: { state: 'opted_out' } },
    });
    await optIn(database.prisma, { channel: 'sms', address, customerId: null }, CTX);
    expect((await add(customerId, { channel: 'sms', address, role: 'legal' })).row).toMatchObject({ state: 'ok' });
  });

  it('holds for the next customer that has the address, and not for one on a test clock', async () => {
    const address = '+8613800138004';
    const contact = { channel: 'sms', address, role: 'billing', consents: [] } as const;
    await givenCustomer(database.prisma, { contactPoints: [contact] });
    await optOut(database.prisma, { channel: 'sms', address, customerId: null, purpose: null, code: 'STOP' }, CTX);
    const next = await givenCustomer(database.prisma, { contactPoints: [contact] });
    const { id: testClockId } = await database.prisma.testClock.create({
      data: { name: fresh('clock'), startAt: new Date(NOW), nowAt: new Date(NOW) },
    });
    const clocked = await givenCustomer(database.prisma, { contactPoints: [contact], testClockId });
    const stateOf = async (customerId: string) =>
      (await database.prisma.contactPoint.findFirstOrThrow({ where: { customerId } })).state;
    expect([await stateOf(next), await stateOf(clocked)]).toEqual(['opted_out', 'ok']);
    const { timeline } = await tracesOf(database.prisma, next);
    expect(timeline.map(({ kind }) => kind)).toEqual(['customer.created', 'contact.added']);
  });

  it('of a purpose holds for the address in another role, unless the customer has said otherwise since', async () => {
    const customerId = await givenCustomer(database.prisma);
    const address = `${fresh('a')}@example.com`;
    await add(customerId, { address });
    const link = { channel: 'email', address, customerId, purpose: 'collections', code: 'link' } as const;
    await optOut(database.prisma, link, CTX);
    const isGranted = async (contactPointId: string) =>
      (await database.prisma.consent.findMany({ where: { contactPointId, purpose: 'collections' } })).map(
        ({ granted }) => granted,
      );
    const manager = await add(customerId, { address, role: 'manager' });
    expect(await isGranted(manager.row.id)).toEqual([false]);
    expect((await tracesOf(database.prisma, customerId)).timeline.at(-1)).toMatchObject({
      data: { stays: { state: 'ok', withdrawn: ['collections'] } },
    });
    const said = [{ purpose: 'collections', granted: true, source: 'call' }] as const;
    expect(await isGranted((await add(customerId, { address, role: 'legal', consents: said })).row.id)).toEqual([true]);
  });

  it('of a purpose holds when the address was changed away and back', async () => {
    const customerId = await givenCustomer(database.prisma);
    const address = `${fresh('a')}@example.com`;
    const { row } = await add(customerId, { address });
    const link = { channel: 'email', address, customerId, purpose: 'collections', code: 'link' } as const;
    await optOut(database.prisma, link, CTX);
    const change = (to: string) =>
      changeContactPoint(database.prisma, { contactPointId: row.id, version: null, changes: { address: to } }, CTX);
    expect((await change('away@example.com')).row.consents).toEqual([]);
    expect((await change(address)).row.consents).toMatchObject([{ purpose: 'collections', granted: false }]);
  });

  it('does not lose that an address bounced when it is added in another role', async () => {
    const customerId = await givenCustomer(database.prisma);
    const { row } = await add(customerId);
    await markBounced(database.prisma, { contactPointId: row.id, code: '550' }, CTX);
    const other = await add(customerId, { address: row.address, role: 'legal' });
    expect(other.row).toMatchObject({ state: 'bounced', stateCode: '550' });
  });

  it('taken back ends the wait for a contact point', async () => {
    const missing = await givenMissingContact();
    const address = `${fresh('a')}@example.com`;
    await database.prisma.contactPoint.create({
      data: { customerId: missing.customerId, channel: 'email', address, state: 'opted_out' },
    });
    await optIn(database.prisma, { channel: 'email', address, customerId: null }, CTX);
    expect(await isMissing(missing)).toBe(false);
  });
});
