import { chooseBranch } from '../../../domain/win-back/choose-branch';
import { decideWinBack } from '../../../domain/win-back/decide-win-back';
import {
  DAY_MS,
  NO_FACTS,
  NO_RULES,
  policyOf,
  SOURCE,
  STARTED_AT,
  winBackCase,
  type CaseOptions,
} from './win-back-case';

/** What is decided, in a line: `planned sendEmail first 2026-03-05T02:00`. */
function decided(options: CaseOptions, asOf = STARTED_AT): string {
  const decision = decideWinBack(winBackCase(options), asOf);
  if (decision.status === 'closed') return `closed ${decision.outcome}`;
  if (decision.status === 'idle') return 'idle';
  return `${decision.action} ${decision.step} ${new Date(decision.at).toISOString().slice(0, 16)}`;
}
function reasonOf(options: CaseOptions, asOf = STARTED_AT): string {
  return decideWinBack(winBackCase(options), asOf).reason.en;
}
const END = 'endWinBack end 2026-05-01T02:00';

describe('starting a win-back', () => {
  const before = (facts: CaseOptions['facts'], input: CaseOptions['input'] = {}) => ({
    facts: { winBack: null, ...facts },
    input,
  });

  it('chooses and draws at once where a policy applies', () => {
    expect(decided(before({}))).toBe('startWinBack start 2026-03-02T02:00');
  });

  it('ends where no policy applies, or the customer is back already', () => {
    expect(decided(before({ hasPolicy: false }))).toBe('closed no-policy');
    const back = { zone: 'Asia/Shanghai', stage: 'active', lostReason: null, engagement: 'active' } as const;
    expect(decided(before({}, { customer: back }))).toBe('closed stopped');
  });

  it('takes the potential by purchases, by what is expected, and keeps the draw', () => {
    const policy = policyOf();
    const start = { reason: 'silent', startedAt: STARTED_AT, zone: 'UTC', lastCurrency: null } as const;
    const choose = (draw: number, soFarMinor: bigint, attributes = {}) =>
      chooseBranch(policy, { ...start, draw, value: { soFar: new Map([['USD', soFarMinor]]), attributes } });

    expect(choose(0.5, 100_000n)).toMatchObject({ potential: 'high', branch: 'personal', holdOut: false });
    expect(choose(0.5, 99_999n)).toMatchObject({ potential: 'low', branch: 'others' });
    expect(choose(0.5, 0n, { expectedPurchases: 5000 })).toMatchObject({ potential: 'high' });
    expect(choose(0.5, 0n, { expectedPurchases: '5000.00', currency: 'EUR' })).toMatchObject({ potential: 'low' });
    expect(choose(0.19, 0n).holdOut).toBe(true);
    expect(choose(0.2, 0n).holdOut).toBe(false);
  });
});

describe('the steps of a win-back', () => {
  it('come at their days at the local time, each after the one above', () => {
    expect(decided({})).toBe('sendEmail first 2026-03-05T02:00');
    expect(decided({ done: { first: STARTED_AT + 3 * DAY_MS }, facts: { touches: 1 } })).toBe(
      'sendSms second 2026-03-12T02:00',
    );
  });

  it('keep their distance from a step that was late', () => {
    expect(decided({ done: { first: STARTED_AT + 20 * DAY_MS }, facts: { touches: 1 } })).toBe(
      'sendSms second 2026-03-29T02:00',
    );
  });

  it('begin with a person for a high potential', () => {
    expect(decided({ soFarMinor: 100_000n })).toBe('createOwnerTask call 2026-03-02T02:00');
  });

  it('go on later where the contact policy moves them, messages of other episodes counted', () => {
    const contact = {
      ...winBackCase().contact,
      policy: { ...NO_RULES, minimumGapDays: 2, caps: [{ count: 1, perDays: 7, channels: [] }] },
      messages: [{ at: STARTED_AT + 2 * DAY_MS, channel: 'sms' as const }],
    };
    const decision = decideWinBack(winBackCase({ input: { contact } }), STARTED_AT);
    expect(decision).toMatchObject({ status: 'planned', at: STARTED_AT + 9 * DAY_MS, step: 'first' });
    expect(decision.status === 'planned' && decision.moves.map(({ rule }) => rule)).toEqual(['gap', 'cap']);
  });

  it('are skipped where nobody agreed to marketing by their channel, while tasks go on', () => {
    expect(decided({ input: { marketingPoints: [{ channel: 'sms', role: 'billing' }] } })).toBe(
      'skipStep first 2026-03-05T02:00',
    );
    expect(decided({ soFarMinor: 100_000n, input: { marketingPoints: [] } })).toBe(
      'createOwnerTask call 2026-03-02T02:00',
    );
  });

  it('end with the most touches and with the budget, and wait for an order until the measuring ends', () => {
    const done = { first: STARTED_AT, second: STARTED_AT, third: STARTED_AT };
    expect(decided({ done, facts: { touches: 3 } })).toBe(END);
    expect(decided({ done, facts: { touches: 2 } })).toBe('sendEmail fourth 2026-03-09T02:00');
    const called = (costMinor: bigint, done = {}): CaseOptions => ({
      soFarMinor: 100_000n,
      done: { call: STARTED_AT, ...done },
      facts: { touches: 1, costMinor },
    });
    expect(decided(called(4_000n))).toBe(END);
    expect(decided(called(3_000n))).toBe('sendEmail letter 2026-03-07T02:00');
    expect(decided(called(4_000n, { end: STARTED_AT }))).toBe('closed exhausted');
  });

  it('never come to a hold-out, which is measured like everybody else', () => {
    expect(decided({ draw: 0.1 })).toBe(END);
    expect(decided({ draw: 0.1, facts: { repliedAt: STARTED_AT, optedOutAt: STARTED_AT } })).toBe(END);
    expect(decided({ draw: 0.1, facts: { orderedAt: STARTED_AT } })).toBe('closed won');
    expect(decided({ draw: 0.1, done: { end: STARTED_AT } })).toBe('closed ended');
  });
});

describe('what stands in the way of a win-back', () => {
  it.each<readonly [string, CaseOptions, string]>([
    ['a dispute', { facts: { disputeIsOpen: true } }, 'a dispute is open'],
    ['a hold for a dispute', { facts: { disputeHolds: [null] } }, 'a dispute holds touches'],
    ['an escalation', { facts: { escalationIsOpen: true } }, 'an escalation is open'],
    [
      'an overdue balance above the limit',
      { facts: { overdue: new Map([['USD', 10_001n]]) } },
      '100.01 USD are overdue, more than 100.00',
    ],
    [
      'any overdue balance in a currency without a limit',
      { facts: { overdue: new Map([['EUR', 1n]]) } },
      '0.01 EUR are overdue, more than 0.00',
    ],
  ])('waits while there is %s', (_, options, because) => {
    expect(decided(options)).toBe(END);
    expect(reasonOf(options)).toContain(because);
  });

  it('is no overdue balance at the limit', () => {
    expect(decided({ facts: { overdue: new Map([['USD', 10_000n]]) } })).toBe('sendEmail first 2026-03-05T02:00');
  });

  it('lets the step go when a hold ends by itself', () => {
    expect(decided({ facts: { disputeHolds: [STARTED_AT + 10 * DAY_MS] } })).toBe('sendEmail first 2026-03-12T02:00');
  });
});

describe('the end of a win-back', () => {
  it.each<readonly [string, CaseOptions, string]>([
    ['an order', { facts: { orderedAt: STARTED_AT, repliedAt: STARTED_AT, stopReason: 'x' } }, 'closed won'],
    ['a command', { facts: { stopReason: 'asked us to' } }, 'closed stopped'],
    ['an opt-out', { facts: { optedOutAt: STARTED_AT } }, 'closed opted-out'],
    [
      'a reply that the owner has a task for',
      { facts: { repliedAt: STARTED_AT }, done: { reply: STARTED_AT } },
      'closed replied',
    ],
    [
      'the end of the measuring',
      { done: { end: STARTED_AT, first: 1, second: 1, third: 1, fourth: 1 } },
      'closed ended',
    ],
  ])('comes with %s', (_, options, expected) => {
    expect(decided(options)).toBe(expected);
  });

  it('gives a reply to the owner first', () => {
    expect(decided({ facts: { repliedAt: STARTED_AT } })).toBe('createOwnerTask reply 2026-03-02T02:00');
  });

  it('comes with another stage, or another reason for the loss', () => {
    const customer = { zone: 'Asia/Shanghai', stage: 'lost', lostReason: 'quality', engagement: 'active' } as const;
    expect(decided({ input: { customer } })).toBe('closed stopped');
    expect(decided({ input: { customer: { ...customer, stage: 'active', lostReason: null } } })).toBe('closed stopped');
  });

  it('waits for the measuring where a step would come after it', () => {
    const policy = policyOf({ ...SOURCE, measureFor: '30d' });
    expect(decided({ policy, done: { first: STARTED_AT + 26 * DAY_MS }, facts: { ...NO_FACTS, touches: 1 } })).toBe(
      'endWinBack end 2026-04-01T02:00',
    );
  });
});
