import type { z } from 'zod';
import type { createCustomerBody } from '../../api/contract/customers';
import type { createStaffBody } from '../../api/contract/staff';
import type { stageFactsBody } from '../../api/contract/test-clocks';

// One customer through every episode: assigned, reviewed, reminded, escalated, paid, silent, won back, assigned again.

export const WHOLE_LIFE = {
  customer: 'CEDAR',
  zone: 'America/New_York',
  clock: { name: 'the life of one customer', startAt: '2026-01-12T13:00:00Z' },
  /** Half past one in New York: the owner has not answered the escalation, and the manager has been told. */
  escalatedAt: '2026-03-16T17:30:00Z',
  endAt: '2026-08-31T14:00:00Z',
} as const;

/** The documents of this customer alone, so that the others of the story have nothing but collections. */
const APPLIES = 'applies: { customer.attributes.demo: whole-life }';

export const WHOLE_LIFE_DOCUMENTS: readonly { readonly path: string; readonly yaml: string }[] = [
  {
    path: '/v1/assignment-policies',
    yaml: `assignment: demo-whole-life
${APPLIES}
entries:
  - { id: returning, returning: true, staff: { roles: [account-manager] }, strategy: least-loaded }
  - { id: new, staff: { roles: [account-manager] }, strategy: round-robin }
fallback: { queue: new-customers }
acceptWithin: 4h
escalate: standard
welcome: welcome
`,
  },
  {
    // Whom nobody knows yet is decided on by a person; who comes back is known.
    path: '/v1/scorecards',
    yaml: `scorecard: demo-whole-life
${APPLIES}
currency: USD
factors:
  - { id: tenure, fact: customer.tenureDays, bins: [{ lt: 90, points: 0 }, { gte: 90, points: 40 }] }
  - { id: promises, fact: payments.brokenPromises, bins: [{ lte: 0, points: 20 }, { gt: 0, points: 0 }] }
bands:
  - { id: A, from: 60, decision: approve, limit: '5000.00', termsDays: 30, reviewEvery: 365d }
  - { id: C, from: 0, decision: refer, limit: '3000.00', termsDays: 30, reviewEvery: 365d }
refer: { role: credit-manager, queue: credit, decideWithin: 8h, ladder: standard }
`,
  },
  {
    path: '/v1/win-back-policies',
    yaml: `winBack: demo-whole-life
${APPLIES}
dormantAfter: { default: 120d }
holdOut: 0
branches:
  - { id: personal, potential: [high], steps: [{ id: call, after: 0d, do: task, queue: sales, title: Call }] }
  - { id: silent, steps: [{ id: miss-you, after: 3d, do: email, template: win-back-silent }] }
`,
  },
];

const GRACE = 'grace@juniper.example';
const CARA = 'cara@juniper.example';

/** Who is there besides the collectors; `managerId` is that of Grace. */
export function wholeLifeStaff(managerId: string): readonly z.input<typeof createStaffBody>[] {
  const { zone } = WHOLE_LIFE;
  const accountManager = { role: 'account-manager', managerId, zone, calendar: 'us' };
  return [
    { externalId: 'ana', name: 'Ana Reyes', email: 'ana@juniper.example', ...accountManager },
    { externalId: 'ben', name: 'Ben Cole', email: 'ben@juniper.example', ...accountManager },
    { externalId: 'cara', name: 'Cara Voss', email: CARA, role: 'credit-manager', zone, calendar: 'us' },
  ];
}

export const WHOLE_LIFE_CUSTOMER: z.input<typeof createCustomerBody> = {
  externalId: WHOLE_LIFE.customer,
  name: 'Cedar Point Furniture',
  segment: 'mid',
  country: 'US',
  zone: WHOLE_LIFE.zone,
  attributes: { demo: 'whole-life' },
  // Activated by the first staged fact: nobody is written to before the clock is moved.
  engagement: 'paused',
  contactPoints: [
    {
      channel: 'email',
      address: 'office@cedarpoint.example',
      consents: [{ purpose: 'marketing', granted: true, source: 'contract' }],
    },
    { channel: 'sms', address: '+12125550177' },
  ],
};

const at = (instant: string, kind: string, payload: unknown): z.input<typeof stageFactsBody>['facts'][number] => ({
  customer: `ext:${WHOLE_LIFE.customer}`,
  at: instant,
  kind,
  payload,
});

/** What the customer and our people do. Everything else is the engine's. */
export const WHOLE_LIFE_FACTS = [
  at('2026-01-12T14:00:00Z', 'customer.activate', { reason: 'Signed up at the fair' }),
  at('2026-01-12T19:30:00Z', 'assignment.accept', {}),
  at('2026-01-13T15:00:00Z', 'credit.decide', { staff: CARA, decision: 'approved' }),
  at('2026-01-13T16:00:00Z', 'invoice.create', {
    number: 'CED-1',
    issuedOn: '2026-01-13',
    dueOn: '2026-02-12',
    currency: 'USD',
    amount: '2400.00',
  }),
  at('2026-02-26T19:00:00Z', 'task.complete', { task: 'playbook', staff: GRACE, outcome: 'no-answer' }),
  at('2026-03-16T18:00:00Z', 'escalation.acknowledge', { staff: GRACE }),
  at('2026-03-17T15:00:00Z', 'escalation.resolve', { staff: GRACE, outcome: 'promised' }),
  at('2026-03-19T14:00:00Z', 'payment.record', { receivedOn: '2026-03-19', currency: 'USD', amount: '2400.00' }),
  at('2026-03-20T14:00:00Z', 'order.place', { externalId: 'CED-O-1', currency: 'USD', amount: '150.00' }),
  at('2026-07-23T14:00:00Z', 'order.place', { externalId: 'CED-O-2', currency: 'USD', amount: '860.00' }),
  at('2026-07-23T16:00:00Z', 'assignment.accept', {}),
];
