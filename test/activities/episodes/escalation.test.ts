import { acknowledgeEscalation, resolveEscalation } from '../../../facts/write/escalations';
import { setEngagement } from '../../../facts/write/customers';
import { changeSettings } from '../../../facts/write/change-settings';
import { EngineWorld, FREE_POLICY } from '../support/engine-world';
import {
  actEscalation,
  escalate,
  hireFor,
  planEscalation,
  playEscalation,
  publishLadder,
  type Escalated,
} from '../support/escalation-world';

describe('an escalation', () => {
  let world: EngineWorld;
  let manager: string;
  let owner: string;

  beforeEach(async () => {
    world = await EngineWorld.create();
    // Friday, 16:00 in Shanghai.
    world.at('2026-10-09T08:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await publishLadder(world);
    await world.db.calendar.create({
      data: {
        code: 'cn',
        titleEn: 'China',
        titleZh: '中国',
        weekend: ['sat', 'sun'],
        days: { create: [{ on: new Date('2026-10-10'), kind: 'work' }] },
      },
    });
    manager = await hireFor(world, 'Mia', { zone: 'America/New_York', language: 'zh' });
    owner = await hireFor(world, 'Owen', { zone: 'Asia/Shanghai', calendar: 'cn', managerId: manager });
  });
  afterEach(() => world.close());

  const startAt = async (fields: Parameters<EngineWorld['customer']>[0] = { externalId: 'C-1', ownerId: owner }) =>
    escalate(world, await world.customer(fields));
  const rowOf = ({ episodeId }: Escalated) => world.db.escalation.findUniqueOrThrow({ where: { id: episodeId } });
  const tasksOf = ({ episodeId }: Escalated) =>
    world.db.task.findMany({
      where: { episodeId },
      include: { owner: true },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
  const reach = async (escalation: Escalated) => {
    const plan = await planEscalation(world, escalation);
    if (plan.status !== 'planned') throw new Error(plan.summary);
    world.at(plan.at);
    return playEscalation(world, escalation);
  };

  it('tells level after level by task and email, each for its business hours, and is exhausted', async () => {
    const head = await hireFor(world, 'Hedda', { role: 'head', zone: 'Europe/London' });
    const escalation = await startAt();

    // The owner has two hours of Friday and two of Saturday, a make-up workday.
    const first = await playEscalation(world, escalation);
    expect(first).toMatchObject({
      status: 'planned',
      action: 'escalateToLevel',
      at: Date.parse('2026-10-10T03:00:00Z'),
    });
    expect(await rowOf(escalation)).toMatchObject({ level: 1, dueAt: new Date('2026-10-10T03:00:00Z') });

    // The manager is told on Saturday morning, Friday night in New York, and has Monday from 09:00 to 13:00.
    expect(await reach(escalation)).toMatchObject({ at: Date.parse('2026-10-12T17:00:00Z') });
    // Then it is 18:00 in London: the head has Tuesday from 09:00 to 13:00.
    expect(await reach(escalation)).toMatchObject({ action: 'exhaustLadder', at: Date.parse('2026-10-13T12:00:00Z') });
    const end = await reach(escalation);

    expect(end).toMatchObject({ status: 'closed', summary: 'Escalation exhausted' });
    expect(
      (await tasksOf(escalation)).map((task) => [task.owner?.name, task.status, task.dueAt?.toISOString()]),
    ).toEqual([
      ['Owen', 'open', '2026-10-10T03:00:00.000Z'],
      ['Mia', 'open', '2026-10-12T17:00:00.000Z'],
      ['Hedda', 'open', '2026-10-13T12:00:00.000Z'],
    ]);
    expect(world.senders.emails.map(({ to }) => to.address)).toEqual([
      'owen@staff.example.com',
      'mia@staff.example.com',
      'hedda@staff.example.com',
    ]);
    expect(world.senders.emails[0]).toMatchObject({ subject: 'Escalation: Overdue invoices, Customer C-1' });
    expect(world.senders.emails[0]?.text).toContain('by 2026-10-10 11:00 Asia/Shanghai');
    expect(world.senders.emails[1]?.text).toContain('请在 2026-10-12 13:00 America/New_York 之前确认');
    const episode = await world.db.episode.findUniqueOrThrow({ where: { id: escalation.episodeId } });
    expect(episode).toMatchObject({ status: 'closed', outcome: 'exhausted' });
    expect((await rowOf(escalation)).climb).toMatchObject([
      { staffId: owner },
      { staffId: manager },
      { staffId: head },
    ]);
  });

  it('passes over who is absent or has left, with a record, and gives what nobody is there for to the queue', async () => {
    await world.db.absence.create({
      data: { staffId: owner, fromOn: new Date('2026-10-01'), untilOn: new Date('2026-10-09') },
    });
    await world.db.staff.update({ where: { id: manager }, data: { active: false } });
    const escalation = await startAt();

    await playEscalation(world, escalation);

    expect(await tasksOf(escalation)).toMatchObject([{ ownerId: null, queue: 'escalations', status: 'open' }]);
    expect(world.senders.emails).toEqual([]);
    const told = await world.db.timelineEvent.findMany({
      where: { kind: { startsWith: 'escalation.' } },
      orderBy: { id: 'asc' },
    });
    expect(told.map(({ kind, data }) => ({ kind, ...(data as object) }))).toMatchObject([
      {
        kind: 'escalation.level-skipped',
        levelId: 'owner',
        passedOver: [{ staff: { name: 'Owen' }, because: 'absent' }],
      },
      {
        kind: 'escalation.level-skipped',
        levelId: 'manager',
        passedOver: [{ staff: { name: 'Mia' }, because: 'inactive' }],
      },
      { kind: 'escalation.level-told', level: 3, staff: null, passedOver: [{ staff: null, because: 'nobody' }] },
    ]);
  });

  it('stops climbing when it is acknowledged, climbs on where it is not resolved in time, and ends when it is', async () => {
    const escalation = await startAt();
    await playEscalation(world, escalation);
    world.at('2026-10-10T02:00:00Z');
    const answer = { escalationId: escalation.episodeId, staffId: owner, note: null };
    await acknowledgeEscalation(world.db, answer, world.ctx());
    // Four business hours of the owner's from Saturday 10:00.
    expect(await playEscalation(world, escalation)).toMatchObject({ at: Date.parse('2026-10-10T06:00:00Z') });

    await reach(escalation);
    expect(await rowOf(escalation)).toMatchObject({ status: 'climbing', level: 2, acknowledgedBy: null });
    const { data } = await world.db.timelineEvent.findFirstOrThrow({
      where: { kind: 'escalation.level-told' },
      orderBy: { id: 'desc' },
    });
    expect(data).toMatchObject({ because: { en: 'It was acknowledged, but not resolved in time' } });

    await resolveEscalation(world.db, { ...answer, outcome: 'agreed' }, world.ctx());
    expect(await playEscalation(world, escalation)).toMatchObject({ status: 'closed' });
    const episode = await world.db.episode.findUniqueOrThrow({ where: { id: escalation.episodeId } });
    expect(episode.outcome).toBe('resolved');
    expect((await tasksOf(escalation)).filter(({ status }) => status === 'open')).toEqual([]);
    expect(await world.timeline(escalation.customerId)).toContain('episode.ended');
  });

  it('holds touches while it is open, where its ladder says so', async () => {
    await publishLadder(world, 'ladder: calm\nholdWhileOpen: true\nlevels: [{ id: a, notify: owner, wait: 4h }]\n');
    const escalation = await escalate(world, await world.customer({ externalId: 'C-1', ownerId: owner }), 'calm');
    await playEscalation(world, escalation);
    const hold = await world.db.hold.findFirstOrThrow();
    expect(hold).toMatchObject({ customerId: escalation.customerId, reason: 'escalation', endedAt: null });
    expect((await rowOf(escalation)).holdId).toBe(hold.id);

    await reach(escalation);
    expect(await rowOf(escalation)).toMatchObject({ status: 'exhausted' });
    expect(await world.db.hold.findFirstOrThrow()).toMatchObject({ endReason: 'lifted' });
  });

  it('ends with its customer, and takes tasks and hold back', async () => {
    const escalation = await startAt();
    await playEscalation(world, escalation);
    const { customerId } = escalation;
    await setEngagement(world.db, { customerId, version: null, engagement: 'closed', reason: 'over' }, world.ctx());
    expect(await playEscalation(world, escalation)).toMatchObject({ status: 'closed' });
    expect(await rowOf(escalation)).toMatchObject({ status: 'cancelled' });
    expect(await tasksOf(escalation)).toMatchObject([{ status: 'cancelled' }]);
  });

  it('does each step once, whoever repeats it', async () => {
    const escalation = await startAt();
    for (let step = 0; step < 2; step += 1) {
      const plan = await planEscalation(world, escalation);
      await Promise.allSettled([actEscalation(world, escalation, plan), actEscalation(world, escalation, plan)]);
      await actEscalation(world, escalation, plan);
    }
    expect(await tasksOf(escalation)).toHaveLength(1);
    expect(world.senders.emails).toHaveLength(1);
    expect((await rowOf(escalation)).level).toBe(1);
  });

  it('does not climb where somebody has acknowledged in the same moment', async () => {
    const escalation = await startAt();
    const due = await playEscalation(world, escalation);
    world.at('2026-10-10T03:00:00Z');
    const answer = { escalationId: escalation.episodeId, staffId: owner, note: null };
    await acknowledgeEscalation(world.db, answer, world.ctx());
    await actEscalation(world, escalation, due);
    expect(await rowOf(escalation)).toMatchObject({ status: 'acknowledged', level: 1 });
    expect(await world.timeline(escalation.customerId)).toContain('episode.guarded');
  });

  it('climbs on while emails are stopped', async () => {
    await changeSettings(
      world.db,
      { version: null, changes: { emailStopped: true } },
      { actor: 'key:test', now: Date.now() },
    );
    const escalation = await startAt();
    await playEscalation(world, escalation);
    await reach(escalation);
    expect(await rowOf(escalation)).toMatchObject({ level: 2 });
    expect(world.senders.emails).toEqual([]);
  });

  it('is started by a step of a playbook, with the invoices that the step covers, once', async () => {
    await world.publish('playbook', 'playbook: up\nsteps:\n  - { id: up, at: due, do: escalate, ladder: three }\n');
    const id = await world.customer({ externalId: 'C-1', ownerId: owner });
    await world.invoice(id, 'A-1', '2026-10-10');
    await world.invoice(id, 'A-2', '2026-10-10');
    const plan = await world.reach(id);
    await world.act(id, plan);
    await world.act(id, plan);
    const episodes = await world.db.episode.findMany({ where: { kind: 'escalation' } });
    expect(episodes).toMatchObject([
      { status: 'requested', requestedBy: 'workflow', input: { cause: 'playbook-step', invoices: ['A-1', 'A-2'] } },
    ]);
    // The ladder's levels make tasks, the step itself makes none.
    expect(await world.db.task.count({ where: { kind: 'escalation' } })).toBe(0);
  });
});
