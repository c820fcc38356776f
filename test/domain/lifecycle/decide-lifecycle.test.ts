import fc from 'fast-check';
import { decideLifecycle, type LifecycleDecision } from '../../../domain/lifecycle/decide-lifecycle';
import { describeLifecycle } from '../../../domain/lifecycle/describe-lifecycle';
import type { LifecycleEpisode, LifecycleFacts, Stage } from '../../../domain/lifecycle/lifecycle-facts';

const at = (text: string) => Date.parse(text);
const NOW = at('2026-03-02T09:00:00Z');
const SINCE = at('2026-03-01T00:00:00Z');
const REVIEW_ON = {
  overdueOver: new Map([['USD', 10_000n]]),
  brokenPromise: true,
  escalationExhausted: true,
};

/** An active customer that nothing is published for. */
const BARE: LifecycleFacts = {
  engagement: 'active',
  stage: 'active',
  stageSinceAt: SINCE,
  zone: 'UTC',
  hasOwner: true,
  lostReason: null,
  openItems: [],
  hasInvoice: false,
  lastOrderOn: null,
  lastOrderAt: null,
  isCollecting: false,
  episodes: [],
  assigns: false,
  reviewOn: null,
  reviewAt: null,
  brokenPromisesAt: [],
  dormantAfterDays: null,
};

const episode = (given: Partial<LifecycleEpisode> & Pick<LifecycleEpisode, 'kind'>): LifecycleEpisode => ({
  id: `${given.kind}-${given.number ?? 1}`,
  number: 1,
  status: 'running',
  requestKey: null,
  outcome: null,
  startedAt: SINCE,
  closedAt: null,
  isAccepted: false,
  ...given,
});
const decide = (given: Partial<LifecycleFacts>, asOf = NOW) => decideLifecycle({ ...BARE, ...given }, asOf);
const item = { dueOn: '2026-02-20', arrivedAt: SINCE, currency: 'USD', balanceMinor: 20_000n };
const change = (to: Stage, reason: string) => ({ status: 'change-stage', to, reason });

describe('decideLifecycle', () => {
  it.each<readonly [title: string, given: Partial<LifecycleFacts>, decision: object]>([
    ['closes with the customer', { engagement: 'closed', openItems: [item] }, { status: 'closed' }],
    [
      'starts what was asked for before anything else',
      { stage: 'new', openItems: [item], episodes: [episode({ kind: 'win_back', status: 'requested' })] },
      { status: 'start', episode: { kind: 'win_back' } },
    ],
    ['starts collections with the first open invoice', { openItems: [item] }, { status: 'start', episode: null }],
    ['leaves collections that are under way alone', { openItems: [item], isCollecting: true }, { status: 'idle' }],
    ['begins no collections in a pause', { engagement: 'paused', openItems: [item] }, { status: 'idle' }],
    [
      'starts what was asked for in a pause, too',
      { engagement: 'paused', episodes: [episode({ kind: 'escalation', status: 'requested' })] },
      { status: 'start', episode: { kind: 'escalation' } },
    ],
    ['rests while the customer is paused', { engagement: 'paused', stage: 'new', assigns: true }, { status: 'idle' }],
    ['waits for a first invoice where nobody assigns', { stage: 'new' }, { status: 'idle' }],
    ['is active from the first invoice', { stage: 'new', hasInvoice: true }, change('active', 'first-invoice')],
    ['begins onboarding', { stage: 'new', assigns: true, hasOwner: false }, change('onboarding', 'created')],
    ['needs none for who has an owner', { stage: 'new', assigns: true }, change('active', 'owner-given')],
    [
      'asks for an owner once',
      { stage: 'onboarding', assigns: true, hasOwner: false },
      { status: 'request', kind: 'onboarding', requestKey: 'created', input: { returning: false } },
    ],
    [
      'waits for the owner to accept',
      { stage: 'onboarding', assigns: true, episodes: [episode({ kind: 'onboarding', requestKey: 'created' })] },
      { status: 'idle' },
    ],
    [
      'is active as soon as the owner has accepted, whatever the welcome waits for',
      {
        stage: 'onboarding',
        assigns: true,
        episodes: [episode({ kind: 'onboarding', requestKey: 'created', isAccepted: true })],
      },
      change('active', 'accepted'),
    ],
    [
      'goes on without onboarding where its policy was taken out of use',
      { stage: 'onboarding' },
      change('active', 'no-assignment-policy'),
    ],
    [
      'reviews who has come through onboarding',
      {
        reviewOn: REVIEW_ON,
        episodes: [episode({ kind: 'onboarding', requestKey: 'created', status: 'closed', outcome: 'accepted' })],
      },
      { status: 'request', kind: 'credit_review', requestKey: 'onboarding-1', input: { trigger: 'onboarding' } },
    ],
    [
      'waits until the next review is due',
      { reviewOn: REVIEW_ON, reviewAt: at('2026-06-01T00:00:00Z') },
      { status: 'planned', action: 'beginReview', at: at('2026-06-01T00:00:00Z') },
    ],
    [
      'reviews when it is due',
      { reviewOn: REVIEW_ON, reviewAt: NOW },
      { status: 'request', kind: 'credit_review', input: { trigger: 'due' } },
    ],
    [
      'reviews who owes more than the limit past the due date',
      { reviewOn: REVIEW_ON, openItems: [item], isCollecting: true },
      { status: 'request', kind: 'credit_review', input: { trigger: 'event', detail: 'overdue-USD' } },
    ],
    [
      'does not review by a scorecard that is not there',
      { reviewAt: NOW, openItems: [item], isCollecting: true },
      { status: 'idle' },
    ],
    [
      'is dormant at the start of the day after so many days without an order',
      { dormantAfterDays: 30, zone: 'Asia/Shanghai', lastOrderOn: '2026-03-02' },
      { status: 'planned', action: 'markDormant', at: at('2026-03-31T16:00:00Z') },
    ],
    ['becomes dormant then', { dormantAfterDays: 1, lastOrderOn: '2026-02-01' }, change('dormant', 'silent')],
    [
      'tries to win back who is lost, by the reason',
      { stage: 'lost', lostReason: 'quality', dormantAfterDays: 30 },
      {
        status: 'request',
        kind: 'win_back',
        requestKey: 'lost-2026-03-01T00:00:00.000Z',
        input: { reason: 'quality', startedBy: 'lost' },
      },
    ],
    ['leaves who is lost alone without a policy', { stage: 'lost', lostReason: 'quality' }, { status: 'idle' }],
    ['has back who orders although nobody tried', { stage: 'lost', lastOrderAt: NOW }, change('active', 'order')],
  ])('%s', (_, given, decision) => {
    expect(decide(given)).toMatchObject(decision);
  });

  describe('of who was to be won back', () => {
    const requestKey = 'dormant-2026-03-01T00:00:00.000Z';
    const away = { stage: 'dormant', dormantAfterDays: 30 } as const;
    const winBack = (given: Partial<LifecycleEpisode>) => [episode({ kind: 'win_back', requestKey, ...given })];

    it('waits for the end of the attempt', () => {
      expect(decide({ ...away, episodes: winBack({}), lastOrderAt: NOW })).toEqual({ status: 'idle' });
    });
    it('reviews the credit of who still owes, one review at a time', () => {
      const owing = { ...away, openItems: [item], isCollecting: true, reviewOn: REVIEW_ON, reviewAt: NOW + 1 };
      const due = { status: 'request', kind: 'credit_review', input: { trigger: 'event' } };
      expect(decide({ ...owing, episodes: winBack({}) })).toMatchObject(due);
      const reviewed = [...winBack({}), episode({ kind: 'credit_review', startedAt: NOW, status: 'closed' })];
      expect(decide({ ...owing, episodes: reviewed })).toEqual({
        status: 'planned',
        at: NOW + 1,
        action: 'beginReview',
      });
      const open = [...winBack({}), episode({ kind: 'credit_review' })];
      expect(decide({ ...owing, episodes: open })).toEqual({ status: 'idle' });
    });
    it('has back who was won', () => {
      const episodes = winBack({ status: 'closed', outcome: 'won', closedAt: NOW });
      expect(decide({ ...away, episodes })).toEqual(change('won_back', 'order'));
    });
    it('does not try a second time, and takes a later order as one of its own accord', () => {
      const episodes = winBack({ status: 'closed', outcome: 'exhausted', closedAt: SINCE });
      expect(decide({ ...away, episodes })).toEqual({ status: 'idle' });
      expect(decide({ ...away, episodes, lastOrderAt: NOW })).toEqual(change('active', 'order'));
    });
  });

  describe('of who was won back', () => {
    const back: Partial<LifecycleFacts> = { stage: 'won_back', assigns: true, reviewOn: REVIEW_ON };
    const requestKey = 'won-back-won_back-2026-03-01T00:00:00.000Z';
    const review = episode({ kind: 'credit_review', requestKey, status: 'closed', closedAt: NOW });

    it('values and then assigns the customer again, and then goes on', () => {
      expect(decide(back)).toMatchObject({ status: 'request', kind: 'credit_review', input: { trigger: 'won-back' } });
      expect(decide({ ...back, episodes: [{ ...review, status: 'running', closedAt: null }] })).toEqual({
        status: 'idle',
      });
      expect(decide({ ...back, episodes: [review] })).toMatchObject({
        status: 'request',
        kind: 'onboarding',
        input: { returning: true },
      });
      const waiting = episode({ kind: 'onboarding', requestKey });
      expect(decide({ ...back, episodes: [review, waiting] })).toEqual({ status: 'idle' });
      const accepted = { ...waiting, isAccepted: true };
      expect(decide({ ...back, episodes: [review, accepted] })).toEqual(change('active', 'accepted'));
    });
    it('waits with the valuation for a review that is open', () => {
      const open = episode({ kind: 'credit_review', requestKey: 'due' });
      expect(decide({ ...back, episodes: [open] })).toEqual({ status: 'idle' });
    });
    it('is an ordinary customer again where nobody assigns', () => {
      expect(decide({ ...back, assigns: false, reviewOn: null })).toEqual(change('active', 'no-assignment-policy'));
    });
  });

  /** What the engine does with a decision, and the facts after it. */
  function carriedOut(facts: LifecycleFacts, decision: LifecycleDecision, now: number): LifecycleFacts | null {
    switch (decision.status) {
      case 'change-stage':
        return { ...facts, stage: decision.to, stageSinceAt: now, lostReason: decision.reason };
      case 'request': {
        const { kind, requestKey } = decision;
        const number = facts.episodes.filter((known) => known.kind === kind).length + 1;
        const asked = episode({ kind, number, requestKey, status: 'requested', startedAt: now });
        return { ...facts, episodes: [...facts.episodes, asked] };
      }
      case 'start': {
        if (decision.episode === null) return { ...facts, isCollecting: true };
        const started = decision.episode.id;
        const episodes = facts.episodes.map((known) =>
          known.id === started ? { ...known, status: 'running' as const } : known,
        );
        return { ...facts, episodes };
      }
      default:
        return null;
    }
  }

  const anyFacts: fc.Arbitrary<LifecycleFacts> = fc
    .record({
      stage: fc.constantFrom<Stage>('new', 'onboarding', 'active', 'dormant', 'lost', 'won_back'),
      engagement: fc.constantFrom('active' as const, 'paused' as const),
      hasOwner: fc.boolean(),
      hasInvoice: fc.boolean(),
      openItems: fc.constantFrom([], [item]),
      assigns: fc.boolean(),
      reviewOn: fc.constantFrom(null, REVIEW_ON),
      reviewAt: fc.constantFrom(null, SINCE, NOW, NOW + 86_400_000),
      brokenPromisesAt: fc.constantFrom([], [SINCE + 1]),
      dormantAfterDays: fc.constantFrom(null, 1, 30),
      lastOrderOn: fc.constantFrom(null, '2026-01-01', '2026-03-02'),
      lastOrderAt: fc.constantFrom(null, SINCE - 1, NOW),
      zone: fc.constantFrom('UTC', 'Asia/Shanghai', 'America/New_York'),
    })
    .map((given) => ({ ...BARE, lostReason: 'silent', ...given }));

  it('comes to rest whatever the facts, and asks for nothing twice', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        let facts = given;
        for (let count = 0; count < 20; count += 1) {
          const decision = decideLifecycle(facts, NOW);
          if (decision.status === 'planned') expect(decision.at).toBeGreaterThan(NOW);
          const next = carriedOut(facts, decision, NOW);
          if (next === null) {
            const keys = facts.episodes.map(({ kind, requestKey }) => `${kind} ${requestKey ?? ''}`);
            expect(new Set(keys).size).toBe(keys.length);
            return;
          }
          facts = next;
        }
        throw new Error('It does not come to rest');
      }),
    );
  });
});

it('is described for admins with the stage, what is waited for, and every open episode', () => {
  const { summary, details } = describeLifecycle(
    { status: 'planned', action: 'markDormant', at: at('2026-06-30T16:00:00Z') },
    {
      stage: 'won_back',
      stageSinceAt: SINCE,
      zone: 'Asia/Shanghai',
      band: 'B',
      open: [{ kind: 'escalation', number: 2, waitsFor: 'Level 2 acknowledges, 2026-03-02 18:00 Asia/Shanghai' }],
    },
  );
  expect(summary).toBe('Stage won-back: dormant on 2026-07-01 00:00 Asia/Shanghai, unless an order comes before');
  expect(details).toContain('**Stage won-back** since 2026-03-01 08:00 Asia/Shanghai, risk band B');
  expect(details).toContain('- **escalation 2**: Level 2 acknowledges, 2026-03-02 18:00 Asia/Shanghai');
});
