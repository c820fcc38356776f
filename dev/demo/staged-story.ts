import type { z } from 'zod';
import type { stageFactsBody } from '../../api/contract/test-clocks';
import { TOLD } from './story-customers';

type StagedFact = z.input<typeof stageFactsBody>['facts'][number];

/** Three months of 2026, around Presidents' Day and Spring Festival. */
export const CLOCK = { name: 'three months of 2026', startAt: '2026-01-19T00:00:00Z', to: '2026-04-19T00:00:00Z' };

const [maple, lotus] = TOLD.sandbox;
const of = (externalId: string, at: string, kind: string, payload: unknown): StagedFact => ({
  customer: `ext:${externalId}`,
  at,
  kind,
  payload,
});

/** What will become known to the sandbox customers while their clock moves. */
export const STAGED_FACTS: readonly StagedFact[] = [
  of(maple, '2026-01-20T14:00:00Z', 'invoice.create', {
    number: 'MAP-1',
    issuedOn: '2026-01-20',
    dueOn: '2026-02-14',
    currency: 'USD',
    amount: '1180.00',
  }),
  of(maple, '2026-02-02T14:00:00Z', 'invoice.create', {
    number: 'MAP-2',
    issuedOn: '2026-02-02',
    dueOn: '2026-03-04',
    currency: 'USD',
    amount: '640.00',
  }),
  of(maple, '2026-03-09T15:30:00Z', 'payment.record', {
    receivedOn: '2026-03-09',
    currency: 'USD',
    amount: '1780.00',
    allocations: [{ invoice: 'MAP-1' }, { invoice: 'MAP-2' }],
  }),
  of(maple, '2026-03-24T16:00:00Z', 'payment.record', {
    receivedOn: '2026-03-24',
    currency: 'USD',
    amount: '40.00',
    allocations: [{ invoice: 'MAP-2' }],
  }),
  of(lotus, '2026-01-20T02:00:00Z', 'invoice.create', {
    number: 'LOT-1',
    issuedOn: '2026-01-20',
    dueOn: '2026-02-18',
    currency: 'CNY',
    amount: '26500.00',
  }),
  of(lotus, '2026-03-02T06:00:00Z', 'hold.place', {
    invoice: 'LOT-1',
    reason: '到货数量有争议',
    untilOn: '2026-03-16',
  }),
  of(lotus, '2026-03-27T03:00:00Z', 'payment.record', {
    receivedOn: '2026-03-27',
    currency: 'CNY',
    amount: '26500.00',
    allocations: [{ invoice: 'LOT-1' }],
  }),
];
