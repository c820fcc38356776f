import { acceptAssignment, declineAssignment } from '../../../facts/write/assign-answer';
import { assignByHand } from '../../../facts/write/assign-by-hand';
import { EngineWorld } from '../support/engine-world';
import {
  actOnboarding,
  assignmentLines,
  hire,
  planOnboarding,
  playOnboarding,
  publishAssignment,
  startOnboarding,
  whoHas,
} from '../support/onboarding-world';

/** Thursday, 10:00 in London. */
const THURSDAY = '2026-10-08T09:00:00Z';
const IN_TURN = 'entries: [{ id: everybody, strategy: round-robin }]\ntries: 2\nwelcome: welcome\nescalate: standard';

describe('onboarding', () => {
  let world: EngineWorld;
  let ann: string;
  let bob: string;

  beforeEach(async () => {
    world = await EngineWorld.create();
    world.at(THURSDAY);
    ann = await hire(world, 'Ann', { zone: 'Europe/London' });
    bob = await hire(world, 'Bob', { zone: 'Europe/London' });
    await world.publish('contact_policy', 'policy: free');
    await publishAssignment(world, IN_TURN);
  });
  afterEach(async () => {
    await world.close();
  });

  async function begin(externalId = 'C-1') {
    const customerId = await world.customer({ externalId, zone: 'Europe/London' });
    return startOnboarding(world, customerId);
  }

  test('offers the customer, tells the owner, and waits four business hours for the answer', async () => {
    const onboarding = await begin();
    const plan = await playOnboarding(world, onboarding);
    // The entry's turn begins with the lowest ID.
    const [first] = [ann, bob].toSorted();
    const owner = await world.db.customer.findUniqueOrThrow({ where: { id: onboarding.customerId } });
    expect(owner.ownerId).toBe(first);
    expect(plan).toMatchObject({ status: 'planned', action: 'offerAssignment', step: 'offer-2' });
    expect(plan.status === 'planned' && new Date(plan.at).toISOString()).toBe('2026-10-08T13:00:00.000Z');
    const notices = await world.db.message.findMany({ where: { staffId: first! } });
    expect(notices.map(({ state, subject }) => [state, subject])).toEqual([['sent', 'New customer: Customer C-1']]);
    expect(await world.timeline(onboarding.customerId)).toEqual(
      expect.arrayContaining(['assignment.offered', 'task.created', 'message.sent']),
    );
  });

  test('leaves a notice to a person that may have gone out and is kept from going once more', async () => {
    const onboarding = await begin();
    let plan = await planOnboarding(world, onboarding);
    while (plan.status === 'planned' && plan.action !== 'notifyStaff')
      plan = await actOnboarding(world, onboarding, plan);
    world.senders.emailAnswers.push(
      { kind: 'unknown', code: 'ECONNRESET', text: 'reset' },
      { kind: 'transient', code: '421', text: 'busy', retryAfterMs: null },
    );
    await expect(actOnboarding(world, onboarding, plan)).rejects.toThrow('ECONNRESET');
    await expect(actOnboarding(world, onboarding, plan)).rejects.toThrow('421');
    await world.db.settings.update({ where: { id: 1 }, data: { emailStopped: true } });

    const again = await planOnboarding(world, onboarding);
    expect(again).toMatchObject({ status: 'planned', action: 'notifyStaff', waitMs: 0 });
    await actOnboarding(world, onboarding, again);

    expect(world.senders.emails).toHaveLength(2);
    expect(await world.messages(onboarding.customerId)).toEqual(['email unknown']);
    expect(await world.db.task.count({ where: { kind: 'unknown-message' } })).toBe(1);
    expect(await world.timeline(onboarding.customerId)).not.toContain('touch.released');
  });

  test('explains the choice candidate by candidate', async () => {
    const onboarding = await begin();
    await playOnboarding(world, onboarding);
    const { explanation } = await world.db.assignment.findFirstOrThrow();
    const { reason, entries } = explanation as { reason: { en: string }; entries: { candidates: unknown[] }[] };
    expect(reason.en).toBe('Entry "everybody", round-robin: first of 2 suitable; had no offer by this entry yet');
    expect(entries[0]?.candidates).toHaveLength(2);
  });

  test('goes to the next when the time is up, and to the queue with an escalation after the last try', async () => {
    const onboarding = await begin();
    await playOnboarding(world, onboarding);
    world.at('2026-10-08T13:00:00Z');
    const second = await playOnboarding(world, onboarding);
    // From 14:00 in London until the hours end at 18:00.
    expect(second.status === 'planned' && new Date(second.at).toISOString()).toBe('2026-10-08T17:00:00.000Z');
    world.at('2026-10-08T17:00:00Z');
    expect(await playOnboarding(world, onboarding)).toMatchObject({ status: 'idle' });
    const lines = await assignmentLines(world, onboarding.customerId);
    expect(lines.map((line) => line.split(' ')[1])).toEqual(['expired', 'expired', 'queued']);
    expect(await whoHas(world, onboarding.customerId)).toBe('queue spare');
    expect(await world.db.escalation.findMany()).toMatchObject([{ cause: 'assignment', ladder: 'standard' }]);
    const tasks = await world.db.task.findMany({ where: { kind: 'accept-assignment' }, orderBy: { createdAt: 'asc' } });
    expect(tasks.map(({ status, queue }) => [status, queue])).toEqual([
      ['cancelled', 'spare'],
      ['cancelled', 'spare'],
      ['open', 'spare'],
    ]);
  });

  test('welcomes the customer when the owner accepts, and ends', async () => {
    const onboarding = await begin();
    await playOnboarding(world, onboarding);
    const { ownerId } = await world.db.customer.findUniqueOrThrow({ where: { id: onboarding.customerId } });
    const accept = { customerId: onboarding.customerId, staffId: ownerId! };
    const answers = [
      await acceptAssignment(world.db, accept, world.ctx()),
      await acceptAssignment(world.db, accept, world.ctx()),
    ];
    expect(answers.map(({ outcome }) => outcome)).toEqual(['recorded', 'unchanged']);
    expect(await playOnboarding(world, onboarding)).toMatchObject({ status: 'closed' });
    const letter = await world.db.message.findFirstOrThrow({ where: { contactPointId: { not: null } } });
    expect(letter).toMatchObject({ purpose: 'service', state: 'sent', template: 'welcome' });
    expect(letter.bodyText).toContain('looks after you');
    const timeline = await world.timeline(onboarding.customerId);
    expect(timeline.filter((kind) => kind === 'assignment.accepted')).toHaveLength(1);
    expect(await world.db.episode.findUniqueOrThrow({ where: { id: onboarding.episodeId } })).toMatchObject({
      status: 'closed',
      outcome: 'accepted',
    });
  });

  test('offers to the next at once when one declines, and refuses who is not asked with what is allowed', async () => {
    const onboarding = await begin();
    await playOnboarding(world, onboarding);
    const { customerId } = onboarding;
    const before = await world.db.customer.findUniqueOrThrow({ where: { id: customerId }, include: { owner: true } });
    const other = before.ownerId === ann ? bob : ann;
    await expect(acceptAssignment(world.db, { customerId, staffId: other }, world.ctx())).rejects.toMatchObject({
      code: 'state-conflict',
      detail: {
        en: `The customer is offered to ${before.owner!.name}; only ${before.owner!.name} can accept or decline it, or it is assigned by hand`,
      },
    });
    const decline = { customerId, staffId: before.ownerId!, reason: 'conflict of interest' };
    await declineAssignment(world.db, decline, world.ctx());
    expect(await whoHas(world, customerId)).toBe('queue new-customers');
    await playOnboarding(world, onboarding);
    expect((await world.db.customer.findUniqueOrThrow({ where: { id: customerId } })).ownerId).toBe(other);
    expect((await declineAssignment(world.db, decline, world.ctx())).outcome).toBe('unchanged');
    await expect(
      acceptAssignment(world.db, { customerId, staffId: before.ownerId! }, world.ctx()),
    ).rejects.toMatchObject({ code: 'state-conflict' });
  });

  test('lets anybody take the customer out of the queue', async () => {
    await world.db.staff.updateMany({ data: { maxCustomers: 0 } });
    const onboarding = await begin();
    expect(await playOnboarding(world, onboarding)).toMatchObject({ status: 'idle' });
    const { row } = await acceptAssignment(world.db, { customerId: onboarding.customerId, staffId: ann }, world.ctx());
    expect(row).toMatchObject({ status: 'accepted', staffId: ann, number: 2 });
    expect(await playOnboarding(world, onboarding)).toMatchObject({ status: 'closed' });
    expect(await whoHas(world, onboarding.customerId)).toBe('Ann');
  });

  test('ends when an operator names the owner, and takes the offer back', async () => {
    const onboarding = await begin();
    await playOnboarding(world, onboarding);
    const { customerId } = onboarding;
    const cid = await hire(world, 'Cid');
    const hand = { customerId, staffId: cid, reason: 'knows them' };
    expect((await assignByHand(world.db, hand, world.ctx())).outcome).toBe('recorded');
    expect((await assignByHand(world.db, hand, world.ctx())).outcome).toBe('unchanged');
    expect(await playOnboarding(world, onboarding)).toMatchObject({ status: 'closed' });
    expect((await assignmentLines(world, customerId)).map((line) => line.split(' ')[1])).toEqual([
      'withdrawn',
      'accepted',
    ]);
    expect(await world.db.task.count({ where: { status: 'open' } })).toBe(0);
  });

  test('does nothing twice when an attempt is repeated after its answer was lost', async () => {
    const onboarding = await begin();
    const plan = await planOnboarding(world, onboarding);
    const told = await actOnboarding(world, onboarding, plan);
    expect(await actOnboarding(world, onboarding, plan)).toMatchObject({ step: 'notify-1' });
    await actOnboarding(world, onboarding, told);
    await actOnboarding(world, onboarding, told);
    expect(await assignmentLines(world, onboarding.customerId)).toHaveLength(1);
    expect(world.senders.emails).toHaveLength(1);
  });

  test('gives a customer that returns to somebody again', async () => {
    const customerId = await world.customer({ externalId: 'C-2', ownerId: ann });
    const onboarding = await startOnboarding(world, customerId, { returning: true });
    expect(await playOnboarding(world, onboarding)).toMatchObject({ step: 'offer-2' });
    expect(await assignmentLines(world, customerId)).toHaveLength(1);
  });
});
