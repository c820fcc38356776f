import { changeCustomer } from '../../facts/write/customers';
import { liftHold } from '../../facts/write/lift-hold';
import { changeHold, placeHold } from '../../facts/write/place-hold';
import { EngineWorld, FREE_POLICY } from './support/engine-world';

const PLAYBOOK = `
playbook: all-kinds
steps:
  - { id: mail, at: due, do: email, template: due-today, when: { invoice.balance: { gte: "50.00" } } }
  - { id: call, at: due + 1d, do: task, queue: collectors, title: { en: Call them, zh: 致电 } }
  - { id: block, at: due + 2d, do: hold-credit }
  - { id: raise, at: due + 3d, do: escalate, ladder: standard }
`;

describe('touches that stay inside the database', () => {
  let world: EngineWorld;

  beforeEach(async () => {
    world = await EngineWorld.create();
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
  });
  afterEach(() => world.close());

  it('makes one task that lists its invoices, then a credit hold, then an escalation to the manager of the owner', async () => {
    const manager = await world.db.staff.create({ data: { name: 'Manager', email: 'm@example.com' } });
    const owner = await world.db.staff.create({
      data: { name: 'Owner', email: 'o@example.com', managerId: manager.id },
    });
    const id = await world.customer({ externalId: 'C-1', ownerId: owner.id });
    await world.invoice(id, 'A-1', '2024-03-10');
    await world.invoice(id, 'A-2', '2024-03-10');

    await world.act(id, await world.reach(id));
    for (let day = 0; day < 3; day += 1) await world.act(id, await world.reach(id));

    const tasks = await world.db.task.findMany({
      where: { kind: { not: 'exhausted' } },
      orderBy: { createdAt: 'asc' },
    });
    expect(tasks).toMatchObject([
      { kind: 'playbook', queue: 'collectors', ownerId: owner.id, titleEn: 'Call them', titleZh: '致电' },
      { kind: 'escalation', queue: 'escalations', ownerId: manager.id },
    ]);
    expect(tasks.map(({ data }) => data)).toEqual([
      { step: 'call', invoices: ['A-1', 'A-2'] },
      { step: 'raise', ladder: 'standard', invoices: ['A-1', 'A-2'] },
    ]);
    const { creditHoldAt } = await world.db.customer.findUniqueOrThrow({ where: { id } });
    expect(creditHoldAt?.toISOString()).toBe('2024-03-12T10:00:00.000Z');
    expect((await world.plan(id)).summary).toBe('Waiting: exhausted');
    expect(await world.timeline(id)).toEqual(expect.arrayContaining(['task.created', 'credit-hold.placed']));
  });

  it('settles a step whose condition is false, with the values that made it so', async () => {
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-10', '42.10');

    const plan = await world.reach(id);
    expect(plan.action).toBe('skip');
    await world.act(id, plan);

    expect(await world.settled(id)).toEqual(['A-1/mail skipped']);
    const item = await world.db.touchItem.findFirstOrThrow();
    expect(item.explanation).toBe('balance 42.10 USD is under 50.00');
    const entry = await world.db.timelineEvent.findFirstOrThrow({ where: { kind: 'step.skipped' } });
    expect(entry.data).toMatchObject({
      pairs: [{ invoice: 'A-1', step: 'mail', explanation: { en: 'balance 42.10 USD is under 50.00' } }],
      playbook: { name: 'all-kinds', version: 1 },
    });
  });

  it('ends a hold that runs out, and supersedes what nobody should be surprised by', async () => {
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-10');
    const until = { on: '2024-03-20' } as const;
    const scope = { invoice: { number: 'A-1' } } as const;
    await placeHold(world.db, { scope, reason: 'promise', note: null, until }, world.ctx());

    const plan = await world.reach(id);
    expect(plan).toMatchObject({ action: 'end-hold', at: Date.parse('2024-03-20T00:00:00Z') });
    const next = await world.act(id, plan);

    expect(next).toMatchObject({ action: 'email', waitMs: 0 });
    expect(await world.settled(id)).toEqual(['A-1/block superseded', 'A-1/raise superseded']);
    expect(await world.timeline(id)).toEqual(expect.arrayContaining(['hold.expired', 'step.superseded']));
    const hold = await world.db.hold.findFirstOrThrow();
    expect(hold).toMatchObject({ endReason: 'expired', endedAt: new Date('2024-03-20T00:00:00Z') });
    const broken = { kind: 'promise-broken', at: new Date('2024-03-20T00:00:00Z') };
    expect(await world.db.interaction.findMany()).toMatchObject([broken]);
  });

  it('keeps what another hold still holds out of it', async () => {
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-10');
    const scope = { invoice: { number: 'A-1' } } as const;
    await placeHold(world.db, { scope, reason: 'promise', note: null, until: { on: '2024-03-20' } }, world.ctx());
    const open = { scope: { customerId: id }, reason: 'dispute', note: null, until: null };
    const { row } = await placeHold(world.db, open, world.ctx());

    expect((await world.act(id, await world.reach(id))).summary).toBe('Waiting: held');
    expect(await world.settled(id)).toEqual([]);
    // What is disputed was not promised to be paid.
    expect(await world.db.interaction.count()).toBe(0);

    await liftHold(world.db, { holdId: row.id, version: null }, world.ctx());
    expect(await world.settled(id)).toEqual(['A-1/block superseded', 'A-1/raise superseded']);
  });

  it("ends a group's hold for each customer at the start of the day there", async () => {
    const group = await world.db.customerGroup.create({ data: { name: 'G' } });
    const east = await world.customer({ externalId: 'EAST', zone: 'Asia/Shanghai' });
    const west = await world.customer({ externalId: 'WEST', zone: 'America/New_York' });
    await world.db.customer.updateMany({ data: { groupId: group.id } });
    for (const id of [east, west]) await world.invoice(id, `${id}-1`, '2024-03-10');
    const until = { on: '2024-03-20' } as const;
    await placeHold(world.db, { scope: { groupId: group.id }, reason: 'talks', note: null, until }, world.ctx());

    const first = await world.reach(east);
    expect(first).toMatchObject({ action: 'end-hold', at: Date.parse('2024-03-19T16:00:00Z') });
    expect(await world.act(east, first)).toMatchObject({ action: 'email', waitMs: 0 });
    expect(await world.plan(west)).toMatchObject({ action: 'end-hold', at: Date.parse('2024-03-20T04:00:00Z') });
  });

  it("holds all customers of a group again when the hold's end is moved, those for whom it had ended too", async () => {
    const group = await world.db.customerGroup.create({ data: { name: 'G' } });
    const east = await world.customer({ externalId: 'EAST', zone: 'Asia/Shanghai' });
    const west = await world.customer({ externalId: 'WEST', zone: 'America/New_York' });
    await world.db.customer.updateMany({ data: { groupId: group.id } });
    for (const id of [east, west]) await world.invoice(id, `${id}-1`, '2024-03-10');
    const scope = { groupId: group.id };
    const until = { on: '2024-03-20' } as const;
    const { row } = await placeHold(world.db, { scope, reason: 'promise', note: null, until }, world.ctx());
    await world.act(east, await world.reach(east));

    const change = { holdId: row.id, version: null, changes: { until: { on: '2024-03-25' } } } as const;
    await changeHold(world.db, change, world.ctx());

    expect(await world.plan(west)).toMatchObject({ action: 'end-hold', at: Date.parse('2024-03-25T04:00:00Z') });
    const second = await world.reach(east);
    expect(second).toMatchObject({ action: 'end-hold', at: Date.parse('2024-03-24T16:00:00Z') });
    expect(await world.act(east, second)).toMatchObject({ action: 'email', waitMs: 0 });
    const broken = await world.db.interaction.findMany({ where: { customerId: east }, orderBy: { at: 'asc' } });
    expect(broken.map(({ at }) => at.toISOString())).toEqual(['2024-03-19T16:00:00.000Z', '2024-03-24T16:00:00.000Z']);
  });

  it("goes on for whom a group's hold had ended when only its reason is changed", async () => {
    const group = await world.db.customerGroup.create({ data: { name: 'G' } });
    const id = await world.customer({ externalId: 'C-1' });
    await world.db.customer.updateMany({ data: { groupId: group.id } });
    await world.invoice(id, 'A-1', '2024-03-10');
    const until = { on: '2024-03-20' } as const;
    const scope = { groupId: group.id };
    const { row } = await placeHold(world.db, { scope, reason: 'talks', note: null, until }, world.ctx());
    await world.act(id, await world.reach(id));
    await changeHold(world.db, { holdId: row.id, version: null, changes: { reason: 'over' } }, world.ctx());
    expect(await world.plan(id)).toMatchObject({ action: 'email', waitMs: 0 });
  });

  it('is held with a group by what stands when it joins, and not by what has ended', async () => {
    const group = await world.db.customerGroup.create({ data: { name: 'G' } });
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-10');
    const place = (on: string) =>
      placeHold(world.db, { scope: { groupId: group.id }, reason: 'talks', note: null, until: { on } }, world.ctx());
    await place('2024-03-05');
    await place('2024-03-13');
    const join = (groupId: string | null) =>
      changeCustomer(world.db, { customerId: id, version: null, changes: { groupId } }, world.ctx());

    world.at('2024-03-12T12:00:00Z');
    await join(group.id);
    expect(await world.plan(id)).toMatchObject({ action: 'end-hold', at: Date.parse('2024-03-13T00:00:00Z') });

    await join(null);
    world.at('2024-03-13T12:00:00Z');
    await join(group.id);
    expect(await world.plan(id)).toMatchObject({ action: 'hold-credit', waitMs: 0 });
    await world.act(id, await world.reach(id));
    expect(await world.settled(id)).toEqual(['A-1/block done']);
    expect(await world.timeline(id)).not.toContain('hold.expired');
  });

  it('is done once where two attempts act at the same time', async () => {
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-10');
    await world.act(id, await world.reach(id));
    const plan = await world.reach(id);

    await Promise.all([world.act(id, plan), world.act(id, plan), world.act(id, plan)]);

    expect(await world.db.task.count()).toBe(1);
  });
});
