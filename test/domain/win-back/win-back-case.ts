import { EVERY_WEEKDAY } from '../../../domain/calendar/business-calendar';
import { ANY_NAMES } from '../../../domain/playbook/known-names';
import type { ContactPolicy } from '../../../domain/types';
import { chooseBranch } from '../../../domain/win-back/choose-branch';
import { parseWinBackPolicy } from '../../../domain/win-back/parse-win-back-policy';
import type { WinBackFacts, WinBackInput } from '../../../domain/win-back/win-back-facts';
import type { WinBackPolicy } from '../../../domain/win-back/win-back-policy';

export const DAY_MS = 86_400_000;
/** A Monday, 10:00 in Shanghai. */
export const STARTED_AT = Date.UTC(2026, 2, 2, 2);

export const NO_RULES: ContactPolicy = {
  ...{ name: 'none', title: { en: 'None', zh: '无' }, applies: null, priority: 0 },
  ...{ windows: [], closedDays: 'none', minimumGapDays: 0, caps: [] },
};

export const SOURCE = {
  winBack: 'test',
  holdOut: 0.2,
  blockedBy: { overdueOver: { USD: '100.00' } },
  maxTouches: 3,
  budget: { USD: '50.00' },
  measureFor: '60d',
  potential: { high: { valueSoFar: { USD: '1000.00' }, expectedPurchases: { USD: '5000.00' } } },
  branches: [
    {
      id: 'personal',
      potential: ['high'],
      steps: [
        { id: 'call', after: '0d', do: 'task', queue: 'sales', title: 'Call', cost: { USD: '40.00' } },
        { id: 'letter', after: '5d', do: 'email', template: 't', offer: 'ten', cost: { USD: '20.00' } },
      ],
    },
    {
      id: 'others',
      steps: [
        { id: 'first', after: '3d', do: 'email', template: 't' },
        { id: 'second', after: '7d', do: 'sms', template: 't', offer: 'ten' },
        { id: 'third', after: '7d', do: 'email', template: 't' },
        { id: 'fourth', after: '7d', do: 'email', template: 't' },
      ],
    },
  ],
  offers: { ten: { title: 'Ten off', kind: 'discount', validFor: '30d' } },
};

export function policyOf(source: object = SOURCE): WinBackPolicy {
  const { value, faults } = parseWinBackPolicy(source, ANY_NAMES);
  if (value === null) throw new Error(faults.map(({ message }) => message).join('\n'));
  return value;
}

export const NO_FACTS: Omit<WinBackFacts, 'winBack'> = {
  hasPolicy: true,
  orderedAt: null,
  repliedAt: null,
  optedOutAt: null,
  stopReason: null,
  touches: 0,
  costMinor: 0n,
  disputeIsOpen: false,
  disputeHolds: [],
  escalationIsOpen: false,
  overdue: new Map(),
};

export type CaseOptions = {
  readonly draw?: number;
  readonly soFarMinor?: bigint;
  readonly policy?: WinBackPolicy;
  readonly facts?: Partial<WinBackFacts>;
  readonly done?: Readonly<Record<string, number>>;
  readonly input?: Partial<Omit<WinBackInput, 'facts' | 'done'>>;
};

/** A customer who was lost for `budget` on 2 March, started at once, and agrees to marketing by both channels. */
export function winBackCase({ draw = 0.9, soFarMinor = 0n, ...options }: CaseOptions = {}): WinBackInput {
  const policy = options.policy ?? policyOf();
  const start = { reason: 'budget', draw, startedAt: STARTED_AT, zone: 'Asia/Shanghai', lastCurrency: 'USD' } as const;
  const chosen = chooseBranch(policy, { ...start, value: { soFar: new Map([['USD', soFarMinor]]), attributes: {} } });
  return {
    customer: { zone: 'Asia/Shanghai', stage: 'lost', lostReason: 'budget', engagement: 'active' },
    reason: 'budget',
    startedBy: 'lost',
    startedAt: STARTED_AT,
    contact: { policy: NO_RULES, calendar: EVERY_WEEKDAY, messages: [] },
    marketingPoints: [
      { channel: 'email', role: 'billing' },
      { channel: 'sms', role: 'billing' },
    ],
    ...options.input,
    done: new Map(Object.entries({ start: STARTED_AT, ...options.done })),
    facts: { winBack: { policy, ...chosen }, ...NO_FACTS, ...options.facts },
  };
}
