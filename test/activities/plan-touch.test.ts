import { storedPlan } from '../../facts/read/stored-plan';
import { setEngagement } from '../../facts/write/customers';
import { liftHold } from '../../facts/write/lift-hold';
import { placeHold } from '../../facts/write/place-hold';
import { EngineWorld, FREE_POLICY } from './support/engine-world';

const MAIL = '{ id: mail, at: due, do: email, template: due-today }';
const LATER = '{ id: later, at: due + 10d, do: email, template: reminder-1 }';
const playbook = (name: string, ...steps: readonly string[]) =>
  `playbook: ${name}\nsteps:\n${steps.map((step) => `  - ${step}`).join('\n')}`;

describe('planning', () => {
  let world: EngineWorld;

  beforeEach(async () => {
    world = await EngineWorld.create();
    await world.publish('contact_policy', FREE_POLICY);
  });
  afterEach(() => world.close());

  const episode = (customerId: string) => world.db.episode.findFirstOrThrow({ where: { customerId } });

  it('stores what it decided, by which versions, and which facts it has seen', async () => {
    await world.publish('playbook', playbook('p', MAIL));
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-10');

    await world.plan(id);

    const row = await episode(id);
    const { factsVersion } = await world.db.customer.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({
      status: 'running',
      nextAt: new Date('2024-03-10T10:00:00Z'),
      plannedAsOfAt: new Date('2024-03-01T00:00:00Z'),
      plannedFacts: factsVersion,
    });
    expect(storedPlan(row.plan)).toMatchObject({
      decision: { status: 'planned', action: 'email', lead: { invoice: 'A-1', step: 'mail' } },
      playbook: { name: 'p', number: 1 },
      policy: { name: 'free', number: 1 },
    });
  });

  it('puts on the worklist, once since the last touch, that nothing is left to do and money is still owed', async () => {
    await world.publish('playbook', playbook('p', MAIL));
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-10');
    await world.act(id, await world.reach(id));
    for (let time = 0; time < 3; time += 1) await world.plan(id);

    const where = { customerId: id, kind: 'exhausted' };
    const told = { customerId: id, kind: 'collections.exhausted' };
    expect(await world.db.task.findMany({ where })).toMatchObject([{ queue: 'collectors', status: 'open' }]);
    expect(await world.db.timelineEvent.count({ where: told })).toBe(1);
    expect(await world.db.outbox.count({ where: told })).toBe(1);

    await world.invoice(id, 'A-2', '2024-03-20');
    await world.act(id, await world.reach(id));
    await world.plan(id);
    expect(await world.db.task.count({ where })).toBe(2);
  });

  it('says once that the contact policy moves a message, and again only where the move is another', async () => {
    await world.publish(
      'contact_policy',
      'policy: weekdays\npriority: 1\nwindows: [{ days: [mon], from: "09:00", to: "18:00" }]',
    );
    await world.publish('playbook', playbook('p', MAIL));
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-12');

    for (let time = 0; time < 3; time += 1) await world.plan(id);
    const moved = await world.db.timelineEvent.findMany({ where: { kind: 'touch.moved' } });
    expect(moved).toHaveLength(1);
    expect(moved[0]?.data).toMatchObject({
      at: '2024-03-18T09:00:00.000Z',
      lead: { invoice: 'A-1', step: 'mail' },
      moves: [{ rule: 'window', from: '2024-03-12T10:00:00.000Z', to: '2024-03-18T09:00:00.000Z' }],
    });

    await world.publish(
      'contact_policy',
      'policy: weekdays\npriority: 1\nwindows: [{ days: [tue], from: "11:00", to: "18:00" }]',
    );
    await world.plan(id);
    await world.plan(id);
    expect(await world.db.timelineEvent.count({ where: { kind: 'touch.moved' } })).toBe(2);
  });

  it('takes the playbook that applies with the highest priority, ties by name, and none where none applies', async () => {
    await world.publish('playbook', `${playbook('b', MAIL)}\npriority: 5`);
    await world.publish('playbook', `${playbook('a', LATER)}\npriority: 5`);
    await world.publish('playbook', `${playbook('c', MAIL)}\npriority: 9\napplies: { customer.segment: smb }`);
    const smb = await world.customer({ externalId: 'SMB', segment: 'smb' });
    const other = await world.customer({ externalId: 'OTHER' });
    for (const id of [smb, other]) {
      await world.invoice(id, `${id}-1`, '2024-03-10');
      await world.plan(id);
    }
    expect(storedPlan((await episode(smb)).plan)?.playbook?.name).toBe('c');
    expect(storedPlan((await episode(other)).plan)?.playbook?.name).toBe('a');

    await world.db.documentVersion.updateMany({ data: { status: 'retired' } });
    expect((await world.plan(other)).summary).toBe('Waiting: no-playbook');
  });

  it('follows a new version from the next plan on, and contacts nobody for steps that it adds in the past', async () => {
    await world.publish('playbook', playbook('p', MAIL));
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-10');
    await world.act(id, await world.reach(id));

    world.at('2024-03-25T12:00:00Z');
    await world.publish(
      'playbook',
      playbook('p', MAIL, LATER, '{ id: last, at: due + 20d, do: email, template: final-notice }'),
    );

    expect(await world.plan(id)).toMatchObject({ action: 'email', at: Date.parse('2024-03-30T10:00:00Z') });
    const newer = await world.customer({ externalId: 'C-2' });
    await world.invoice(newer, 'B-1', '2024-03-10');
    expect(await world.plan(newer)).toMatchObject({ action: 'email', waitMs: 0 });
  });

  it('keeps the pinned version of a running episode where the new one is for new episodes', async () => {
    await world.publish('playbook', playbook('p', MAIL));
    const old = await world.customer({ externalId: 'OLD' });
    await world.invoice(old, 'A-1', '2024-03-10');
    await world.plan(old);
    world.at('2024-03-02T00:00:00Z');
    await world.publish('playbook', playbook('p', LATER), 'new-episodes');
    const young = await world.customer({ externalId: 'YOUNG' });
    await world.invoice(young, 'B-1', '2024-03-10');

    expect(await world.plan(old)).toMatchObject({ at: Date.parse('2024-03-10T10:00:00Z') });
    expect(await world.plan(young)).toMatchObject({ at: Date.parse('2024-03-20T10:00:00Z') });

    // The next episode of the old customer is a new one.
    await world.pay(old, 'A-1');
    expect((await world.plan(old)).status).toBe('closed');
    await world.invoice(old, 'A-2', '2024-03-10');
    expect(await world.plan(old)).toMatchObject({ at: Date.parse('2024-03-20T10:00:00Z') });
  });

  it('acts on the steps of another playbook only where they fall after the change', async () => {
    await world.publish('playbook', `${playbook('first', MAIL)}`);
    await world.publish(
      'playbook',
      `${playbook('second', LATER, '{ id: end, at: due + 30d, do: email, template: final-notice }')}\npriority: 1\napplies: { customer.segment: smb }`,
    );
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-10');
    await world.act(id, await world.reach(id));
    world.at('2024-03-25T12:00:00Z');
    await world.db.customer.update({ where: { id }, data: { segment: 'smb' } });

    expect(await world.plan(id)).toMatchObject({ action: 'email', at: Date.parse('2024-04-09T10:00:00Z') });
  });

  it('waits while a customer is paused, and ends when it is closed', async () => {
    await world.publish('playbook', playbook('p', MAIL));
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-10');
    const engage = (engagement: 'paused' | 'closed') =>
      setEngagement(world.db, { customerId: id, version: null, engagement, reason: 'test' }, world.ctx());

    await engage('paused');
    expect((await world.plan(id)).summary).toBe('Waiting: paused');
    await engage('closed');
    expect((await world.plan(id)).status).toBe('closed');
    expect((await episode(id)).status).toBe('closed');
  });

  it.each([
    ['on a closed day', '2024-03-16T12:00:00Z', '2024-03-18T10:00:00Z'],
    ['on the open day itself', '2024-03-18T02:00:00Z', '2024-03-18T02:00:00Z'],
  ])('sends after a hold that ended %s when that lets it, however late it is planned', async (_title, liftedAt, at) => {
    await world.publish('contact_policy', 'policy: office-days\npriority: 1\nclosedDays: calendar');
    await world.publish('playbook', playbook('p', MAIL));
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-12');
    const input = { scope: { invoice: { number: 'A-1' } }, until: null, reason: 'query', note: null };
    const { row } = await placeHold(world.db, input, world.ctx());
    world.at(liftedAt);
    await liftHold(world.db, { holdId: row.id, version: null }, world.ctx());
    expect(await world.plan(id)).toMatchObject({ at: Date.parse(at), action: 'email' });
    world.at('2024-03-18T02:00:00Z');
    expect(await world.plan(id)).toMatchObject({ at: Date.parse(at), action: 'email' });
  });

  it('uses the calendar of the country, and the limits built in where no policy applies', async () => {
    await world.db.documentVersion.updateMany({ data: { status: 'retired' } });
    await world.publish('playbook', playbook('p', MAIL));
    await world.db.calendar.create({
      data: {
        code: 'xx',
        titleEn: 'X',
        titleZh: 'X',
        weekend: ['sat', 'sun'],
        days: { create: { on: new Date('2024-03-11'), kind: 'off' } },
      },
    });
    const id = await world.customer({ externalId: 'C-1', country: 'XX' });
    await world.invoice(id, 'A-1', '2024-03-09');

    // Saturday the 9th, Sunday, then a holiday.
    expect(await world.plan(id)).toMatchObject({ at: Date.parse('2024-03-12T09:00:00Z') });
  });

  it('does not overwrite a plan that has seen more facts', async () => {
    await world.publish('playbook', playbook('p', MAIL));
    const id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'A-1', '2024-03-10');
    await world.plan(id);
    await world.db.episode.updateMany({ where: { customerId: id }, data: { plannedFacts: 99, nextAt: null } });

    await world.plan(id);

    expect(await episode(id)).toMatchObject({ plannedFacts: 99, nextAt: null });
  });

  it('lives by the test clock of a sandbox customer, and takes steps published before it was made as always there', async () => {
    const clock = await world.db.testClock.create({
      data: { name: 'past', startAt: new Date('2012-01-01'), nowAt: new Date('2012-01-01') },
    });
    await world.publish('playbook', playbook('p', LATER));
    world.at('2024-03-02T00:00:00Z');
    await world.publish('playbook', playbook('p', MAIL, LATER));
    const id = await world.customer({ externalId: 'C-1', testClockId: clock.id });
    await world.db.customer.update({ where: { id }, data: { createdAt: new Date(world.now) } });
    await world.invoice(id, 'A-1', '2012-01-10');

    const plan = await world.plan(id);
    expect(plan).toMatchObject({ at: Date.parse('2012-01-10T10:00:00Z'), waitMs: 9 * 86_400_000 + 10 * 3_600_000 });

    // One that is published later counts from what the clock shows when it is first seen.
    await world.db.customer.update({ where: { id }, data: { clockNowAt: new Date('2012-01-02') } });
    world.at('2024-03-03T00:00:00Z');
    await world.publish(
      'playbook',
      playbook('p', '{ id: early, at: due - 20d, do: email, template: due-today }', MAIL, LATER),
    );
    expect(await world.plan(id)).toMatchObject({ at: Date.parse('2012-01-10T10:00:00Z') });
    await world.db.customer.update({ where: { id }, data: { clockNowAt: new Date('2012-01-05') } });
    expect(await world.plan(id)).toMatchObject({ at: Date.parse('2012-01-10T10:00:00Z') });
  });
});
