import {
  changeCustomer,
  createCustomer,
  setEngagement,
  type CreateCustomerInput,
} from '../../../facts/write/customers';
import { changeStaff, createGroup, createStaff, type StaffFields } from '../../../facts/write/staff';
import { CTX, CUSTOMER, fresh, givenCustomer, refusalOf, tracesOf, useDatabase } from '../facts-bench';

const database = useDatabase();
const NOBODY = '00000000-0000-7000-8000-000000000000';

function create(fields: Partial<CreateCustomerInput>) {
  return createCustomer(database.prisma, { ...CUSTOMER, externalId: fresh('C'), ...fields }, CTX);
}

const STAFF: StaffFields = {
  externalId: null,
  name: 'Ada',
  email: 'ada@example.com',
  role: 'collector',
  team: null,
  managerId: null,
  active: true,
  language: 'en',
  zone: 'UTC',
  calendar: null,
  skills: [],
  regions: [],
  seniority: 0,
  maxCustomers: null,
  maxNewPerDay: null,
  weight: 1,
};

describe('a customer', () => {
  it('is created with contact points in the form in which addresses are compared', async () => {
    const { row } = await create({
      country: 'CN',
      zone: 'Asia/Shanghai',
      language: 'zh',
      contactPoints: [
        { channel: 'email', address: ' Billing@Acme.example ', role: 'billing', consents: [] },
        {
          channel: 'sms',
          address: '138 0013 8000',
          role: 'manager',
          consents: [{ purpose: 'marketing', granted: true, source: 'form' }],
        },
      ],
    });
    const contacts = await database.prisma.contactPoint.findMany({
      where: { customerId: row.id },
      include: { consents: true },
      orderBy: { channel: 'asc' },
    });
    expect(contacts).toMatchObject([
      { channel: 'email', address: 'billing@acme.example', role: 'billing', state: 'ok', consents: [] },
      {
        channel: 'sms',
        address: '+8613800138000',
        role: 'manager',
        consents: [{ purpose: 'marketing', granted: true }],
      },
    ]);
    expect(await tracesOf(database.prisma, row.id)).toMatchObject({
      factsVersion: 1,
      outbox: ['customer.created'],
      timeline: [{ kind: 'customer.created', data: { name: 'Acme' } }],
    });
  });

  it('has no second effect when it comes again, and is a conflict with other fields', async () => {
    const externalId = fresh('C');
    const { row } = await create({ externalId });
    expect(await create({ externalId })).toMatchObject({ outcome: 'unchanged', row: { id: row.id } });
    const refusal = await refusalOf(create({ externalId, segment: 'mid', zone: 'Europe/London' }));
    expect(refusal.code).toBe('content-conflict');
    expect(refusal.errors.map(({ pointer }) => pointer)).toEqual(['/segment', '/zone']);
    expect((await tracesOf(database.prisma, row.id)).outbox).toHaveLength(1);
  });

  const bad: readonly [string, Partial<CreateCustomerInput>, string, RegExp][] = [
    ['a zone that is none', { zone: 'Mars/Olympus' }, '/zone', /Given "Mars\/Olympus"; expected a time zone/],
    ['an owner that is not there', { ownerId: NOBODY }, '/ownerId', /no staff member/],
    ['a group that is not there', { groupId: NOBODY }, '/groupId', /no group/],
    ['a test clock that is not there', { testClockId: NOBODY }, '/testClockId', /no test clock/],
    [
      'an email address that is none',
      { contactPoints: [{ channel: 'email', address: 'nobody', role: 'billing', consents: [] }] },
      '/address',
      /"nobody" is no email address/,
    ],
    [
      'a phone number that is none',
      { contactPoints: [{ channel: 'sms', address: '12', role: 'billing', consents: [] }] },
      '/address',
      /"12"/,
    ],
  ];
  it.each(bad)('is refused with %s, and nothing is written', async (_what, fields, pointer, text) => {
    const externalId = fresh('C');
    const refusal = await refusalOf(create({ externalId, ...fields }));
    expect(refusal).toMatchObject({ code: 'validation-failed', errors: [{ pointer }] });
    expect(refusal.message).toMatch(text);
    expect(await database.prisma.customer.count({ where: { externalId } })).toBe(0);
  });

  it('changes with what was and what is in the timeline, and only where something differs', async () => {
    const id = await givenCustomer(database.prisma, { attributes: { tier: 'a' } });
    const changes = { zone: 'Asia/Shanghai', language: 'zh', name: 'Acme', attributes: { tier: 'b' } } as const;
    const { row } = await changeCustomer(database.prisma, { customerId: id, version: 1, changes }, CTX);
    expect(row).toMatchObject({ zone: 'Asia/Shanghai', version: 2, factsVersion: 2 });
    const { timeline, outbox } = await tracesOf(database.prisma, id);
    expect(outbox).toEqual(['customer.created', 'customer.changed']);
    expect(timeline.at(-1)!.data).toEqual({
      changes: {
        zone: { from: 'America/New_York', to: 'Asia/Shanghai' },
        language: { from: 'en', to: 'zh' },
        attributes: { from: { tier: 'a' }, to: { tier: 'b' } },
      },
    });
    expect((await changeCustomer(database.prisma, { customerId: id, version: 2, changes }, CTX)).outcome).toBe(
      'unchanged',
    );
    const stale = changeCustomer(database.prisma, { customerId: id, version: 1, changes: { name: 'X' } }, CTX);
    expect((await refusalOf(stale)).code).toBe('version-conflict');
  });

  it('lets one of two changes based on the same version win', async () => {
    const id = await givenCustomer(database.prisma);
    const results = await Promise.allSettled(
      ['One', 'Two'].map((name) =>
        changeCustomer(database.prisma, { customerId: id, version: 1, changes: { name } }, CTX),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('lies in a queue when its owner is taken away', async () => {
    const owner = (await createStaff(database.prisma, { ...STAFF, email: `${fresh('s')}@example.com` }, CTX)).row.id;
    const { id } = (await create({ ownerId: owner })).row;
    const { row } = await changeCustomer(
      database.prisma,
      { customerId: id, version: null, changes: { ownerId: null } },
      CTX,
    );
    expect(row).toMatchObject({ ownerId: null, queue: 'new-customers' });
  });

  it('is paused, activated and closed for good', async () => {
    const id = await givenCustomer(database.prisma);
    const set = (engagement: 'active' | 'paused' | 'closed') =>
      setEngagement(database.prisma, { customerId: id, version: null, engagement, reason: null }, CTX);
    expect((await set('active')).outcome).toBe('unchanged');
    await set('paused');
    await set('active');
    await set('closed');
    expect((await refusalOf(set('active'))).code).toBe('state-conflict');
    const { timeline, outbox } = await tracesOf(database.prisma, id);
    expect(timeline.map(({ kind }) => kind)).toEqual([
      'customer.created',
      'customer.paused',
      'customer.activated',
      'customer.closed',
    ]);
    expect(outbox).toEqual(timeline.map(({ kind }) => kind));
  });
});

describe('a staff member', () => {
  it('is created once, and has an email address of their own', async () => {
    const email = `${fresh('ada')}@example.com`;
    const { row } = await createStaff(database.prisma, { ...STAFF, email: email.toUpperCase() }, CTX);
    expect(row.email).toBe(email);
    expect((await createStaff(database.prisma, { ...STAFF, email }, CTX)).outcome).toBe('unchanged');
    const taken = await refusalOf(createStaff(database.prisma, { ...STAFF, email, name: 'Eve' }, CTX));
    expect(taken).toMatchObject({ code: 'content-conflict', errors: [{ pointer: '/email' }] });
    expect((await refusalOf(createStaff(database.prisma, { ...STAFF, email: 'x' }, CTX))).errors[0]!.pointer).toBe(
      '/email',
    );
  });

  it('changes under its version, and never reports to itself over any number of levels', async () => {
    const add = async (managerId: string | null) =>
      (await createStaff(database.prisma, { ...STAFF, email: `${fresh('s')}@example.com`, managerId }, CTX)).row.id;
    const top = await add(null);
    const middle = await add(top);
    const low = await add(middle);
    const circle = changeStaff(database.prisma, { staffId: top, version: 1, changes: { managerId: low } }, CTX);
    expect(await refusalOf(circle)).toMatchObject({ code: 'validation-failed', errors: [{ pointer: '/managerId' }] });
    const changed = await changeStaff(
      database.prisma,
      {
        staffId: low,
        version: 1,
        changes: { team: 'north', managerId: null },
      },
      CTX,
    );
    expect(changed.row).toMatchObject({ team: 'north', managerId: null, version: 2 });
    expect(
      (await refusalOf(changeStaff(database.prisma, { staffId: low, version: 1, changes: { team: null } }, CTX))).code,
    ).toBe('version-conflict');
    expect(
      (await refusalOf(changeStaff(database.prisma, { staffId: NOBODY, version: null, changes: {} }, CTX))).code,
    ).toBe('not-found');
  });
});

describe('a group', () => {
  it('is created once by its name', async () => {
    const name = fresh('group');
    const { row } = await createGroup(database.prisma, { name });
    expect(await createGroup(database.prisma, { name })).toMatchObject({ outcome: 'unchanged', row: { id: row.id } });
  });
});
