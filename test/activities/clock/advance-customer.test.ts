import { advanceCustomer } from '../../../activities/clock/advance-customer';
import type { ClockDeps, ClockEngine } from '../../../activities/clock/clock-deps';
import type { NextPlan } from '../../../activities/next-plan';
import { readClockState } from '../../../facts/read/clock-state';
import { setEngagement } from '../../../facts/write/customers';
import { createTestClock, stageFacts, type StagedFactInput } from '../../../facts/write/test-clocks';
import { EngineWorld, FREE_POLICY } from '../support/engine-world';

const PLAYBOOK = `
playbook: three-steps
steps:
  - { id: first, at: due - 3d, do: email, template: reminder-1 }
  - { id: second, at: due + 2d, do: email, template: reminder-2 }
  - { id: call, at: due + 2d, do: task, queue: collectors, title: Call }
`;
const START = '2012-01-01T00:00:00Z';

type Staged = Omit<StagedFactInput, 'customerId' | 'at'> & { readonly at: string };

const invoice = (at: string, number: string, dueOn: string): Staged => ({
  at,
  kind: 'invoice.create',
  payload: { number, issuedOn: at.slice(0, 10), dueOn, currency: 'USD', amount: '100.00' },
});
const payment = (at: string, number: string): Staged => ({
  at,
  kind: 'payment.record',
  payload: { receivedOn: at.slice(0, 10), currency: 'USD', amount: '100.00', allocations: [{ invoice: number }] },
});

/** Plans and acts at once, as the workflow does when it is told. */
class DirectEngine implements ClockEngine {
  private plan: NextPlan = { status: 'closed', summary: '', details: '' };
  relays = 0;
  /** Words of the clock that are not sent, because the worker dies or Temporal is away. */
  lost = 0;

  constructor(
    private readonly world: EngineWorld,
    private readonly customerId: string,
  ) {}

  async relay(): Promise<void> {
    this.relays += 1;
    await this.world.db.outbox.updateMany({ where: { sentAt: null }, data: { sentAt: new Date() } });
    await this.world.planLifecycle(this.customerId);
    this.plan = await this.world.plan(this.customerId);
    await this.actWhatIsDue();
  }

  async clockMoved(): Promise<void> {
    this.lost -= 1;
    if (this.lost >= 0) throw new Error('Temporal is away');
    this.plan = await this.world.act(this.customerId, this.plan);
    await this.actWhatIsDue();
  }

  private async actWhatIsDue(): Promise<void> {
    while (this.plan.status === 'planned' && this.plan.waitMs === 0)
      this.plan = await this.world.act(this.customerId, this.plan);
  }

  follow() {
    return { next: async () => undefined, close: () => undefined };
  }
}

describe('moving a sandbox customer', () => {
  let world: EngineWorld;
  let customerId: string;
  let engine: DirectEngine;
  let clockId: string;

  beforeEach(async () => {
    world = await EngineWorld.create();
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    clockId = (await createTestClock(world.db, { name: 'past', startAt: Date.parse(START) })).row.id;
    customerId = await world.customer({ externalId: 'S-1', testClockId: clockId });
    engine = new DirectEngine(world, customerId);
    await engine.relay();
  });
  afterEach(() => world.close());

  const stage = (facts: readonly Staged[]) =>
    stageFacts(world.db, {
      clockId,
      facts: facts.map((fact) => ({ ...fact, customerId, at: Date.parse(fact.at) })),
    });
  const advance = (to: string, deps: Partial<ClockDeps> = {}, tick: () => void = () => undefined) =>
    advanceCustomer(
      { db: world.db, clock: () => world.now, engine, ...deps },
      { customerId, targetAt: Date.parse(to) },
      tick,
    );
  const clockNow = async () =>
    (await world.db.customer.findUniqueOrThrow({ where: { id: customerId } })).clockNowAt?.toISOString();
  /** What happened, each with its instant in the customer's time. */
  async function story(): Promise<readonly string[]> {
    const kinds = ['invoice.issued', 'payment.received', 'touch.done', 'task.created'];
    const events = await world.db.timelineEvent.findMany({ where: { customerId }, orderBy: { id: 'asc' } });
    return events
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ kind, at }) => `${at.toISOString().slice(0, 16)} ${kind}`);
  }

  it('waits for no collections of a customer who is paused', async () => {
    const pause = { customerId, version: null, engagement: 'paused', reason: null } as const;
    await setEngagement(world.db, pause, world.ctx());
    await world.invoice(customerId, 'A-1', '2012-01-10');
    await world.db.outbox.updateMany({ data: { sentAt: new Date() } });
    await world.planLifecycle(customerId);
    expect(await readClockState(world.db, customerId)).toMatchObject({ waitsFor: '', touchAt: null });
  });

  const STORY = [
    '2012-01-02T00:00 invoice.issued',
    '2012-01-07T10:00 touch.done',
    '2012-01-12T10:00 touch.done',
    '2012-01-12T10:00 touch.done',
    '2012-01-12T10:00 task.created',
    '2012-01-20T00:00 payment.received',
  ];

  it('goes from one staged fact or planned touch to the next, each at its own instant', async () => {
    await stage([invoice('2012-01-02T00:00:00Z', 'A-1', '2012-01-10'), payment('2012-01-20T00:00:00Z', 'A-1')]);
    await advance('2012-03-01T00:00:00Z');
    expect(await story()).toEqual(STORY);
    expect(await clockNow()).toBe('2012-03-01T00:00:00.000Z');
  });

  it('does not act beyond the instant it is moved to, and goes on from there the next time', async () => {
    await stage([invoice('2012-01-02T00:00:00Z', 'A-1', '2012-01-10'), payment('2012-01-20T00:00:00Z', 'A-1')]);
    await advance('2012-01-12T09:59:59.999Z');
    expect(await story()).toEqual(STORY.slice(0, 2));
    await advance('2012-01-12T10:00:00Z');
    expect(await story()).toEqual(STORY.slice(0, 5));
    await advance('2012-03-01T00:00:00Z');
    expect(await story()).toEqual(STORY);
  });

  it('ends in the same story where it is given up and begun again after any step', async () => {
    await stage([invoice('2012-01-02T00:00:00Z', 'A-1', '2012-01-10'), payment('2012-01-20T00:00:00Z', 'A-1')]);
    for (let attempt = 1; ; attempt += 1) {
      let steps = 0;
      const dieAfterOne = (): void => {
        steps += 1;
        if (steps > 1) throw new Error('The worker has died');
      };
      const ended = await advance('2012-03-01T00:00:00Z', {}, dieAfterOne).then(
        () => true,
        () => false,
      );
      if (ended) break;
      expect(attempt).toBeLessThan(20);
    }
    expect(await story()).toEqual(STORY);
  });

  it('goes on where an attempt ended after the move and before the workflow was told of it', async () => {
    await stage([invoice('2012-01-02T00:00:00Z', 'A-1', '2012-01-10'), payment('2012-01-20T00:00:00Z', 'A-1')]);
    engine.lost = 1;
    await expect(advance('2012-03-01T00:00:00Z')).rejects.toThrow('Temporal is away');
    expect(await clockNow()).toBe('2012-01-07T10:00:00.000Z');
    await advance('2012-03-01T00:00:00Z');
    expect(await story()).toEqual(STORY);
  });

  it('plans once for all the facts of one instant, so that an invoice that is paid at once gets no reminder', async () => {
    await stage([invoice('2012-01-07T10:00:00Z', 'A-1', '2012-01-10'), payment('2012-01-07T10:00:00Z', 'A-1')]);
    const before = engine.relays;
    await advance('2012-03-01T00:00:00Z');
    // Once for both facts; of the stage that the first invoice changes, nobody has to be told.
    expect(engine.relays).toBe(before + 1);
    expect(await story()).toEqual(['2012-01-07T10:00 invoice.issued', '2012-01-07T10:00 payment.received']);
  });

  it('counts a fact before the touch of the same instant', async () => {
    await stage([invoice('2012-01-02T00:00:00Z', 'A-1', '2012-01-10'), payment('2012-01-07T10:00:00Z', 'A-1')]);
    await advance('2012-03-01T00:00:00Z');
    expect(await story()).toEqual(['2012-01-02T00:00 invoice.issued', '2012-01-07T10:00 payment.received']);
  });

  it('marks a fact that is refused with the reason, and takes the others of its instant', async () => {
    await stage([payment('2012-01-02T00:00:00Z', 'B-9'), invoice('2012-01-02T00:00:00Z', 'A-1', '2012-01-10')]);
    await advance('2012-01-03T00:00:00Z');
    const facts = await world.db.stagedFact.findMany({ orderBy: { id: 'asc' } });
    expect(facts.map(({ error, appliedAt }) => ({ error, isApplied: appliedAt !== null }))).toEqual([
      { error: expect.stringContaining('"B-9"') as string, isApplied: true },
      { error: null, isApplied: true },
    ]);
    expect(await story()).toEqual(['2012-01-02T00:00 invoice.issued']);
  });

  it('never moves a clock back', async () => {
    await advance('2012-03-01T00:00:00Z');
    await advance('2012-02-01T00:00:00Z');
    expect(await clockNow()).toBe('2012-03-01T00:00:00.000Z');
  });

  it('gives up with what it waits for, where no plan comes', async () => {
    await stage([invoice('2012-01-02T00:00:00Z', 'A-1', '2012-01-10')]);
    world.runFrom('2024-01-01T00:00:00Z');
    const deaf: ClockEngine = {
      relay: async () => undefined,
      clockMoved: async () => undefined,
      follow: () => engine.follow(),
    };
    await expect(advance('2012-03-01T00:00:00Z', { engine: deaf, settleTimeoutMs: 50 })).rejects.toMatchObject({
      type: 'clock-stuck',
      message: expect.stringContaining('1 events on their way') as string,
    });
    expect(await clockNow()).toBe('2012-01-02T00:00:00.000Z');
  });
});

describe('staging facts', () => {
  let world: EngineWorld;
  beforeAll(async () => {
    world = await EngineWorld.create();
  });
  afterAll(() => world.close());

  it('refuses every fact that is not accepted, with its place, and stages none', async () => {
    const { row } = await createTestClock(world.db, { name: 'places', startAt: Date.parse(START) });
    const customerId = await world.customer({ externalId: 'S-1', testClockId: row.id });
    const at = Date.parse('2012-02-01T00:00:00Z');
    const good = { customerId, at, kind: 'hold.lift', payload: {} };
    const facts = [
      good,
      { ...good, customerId: 'ext:nobody' },
      { ...good, at: Date.parse('2011-12-31T00:00:00Z') },
      { ...good, kind: 'invoice.pay' },
      { ...good, kind: 'invoice.void', payload: {} },
    ];
    await expect(stageFacts(world.db, { clockId: row.id, facts })).rejects.toMatchObject({
      code: 'validation-failed',
      errors: ['/facts/1/customerId', '/facts/2/at', '/facts/3/kind', '/facts/4/payload/invoice'].map(
        (pointer) => expect.objectContaining({ pointer }) as unknown,
      ),
    });
    expect(await world.db.stagedFact.count()).toBe(0);
  });
});
