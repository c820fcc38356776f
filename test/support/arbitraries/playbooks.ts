import fc from 'fast-check';
import type { Anchor, Condition, OffsetUnit, Playbook, Step, StepAction } from '../../../domain/types';

/** Times of day that meet the edges of windows, the jumps of clocks and midnight. */
const arbitraryTimeOfDay = fc.constantFrom(0, 90, 150, 540, 600, 750, 1080, 1410);

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    fact: fc.constantFrom('invoice.balance', 'customer.balance'),
    op: fc.constantFrom('gte', 'lt'),
    value: fc.constantFrom('30.00', '60.00', '120.00'),
  }),
  fc.record({
    fact: fc.constant('invoice.daysPastDue'),
    op: fc.constantFrom('gt', 'lte'),
    value: fc.integer({ min: -1, max: 3 }),
  }),
);

const step = (actions: readonly StepAction[]): fc.Arbitrary<Omit<Step, 'id'>> =>
  fc
    .record({
      at: fc.record({
        anchor: fc.constantFrom<Anchor>('due', 'due', 'due', 'issued', 'previous', 'month-end'),
        offset: fc.integer({ min: -3, max: 5 }),
        unit: fc.constantFrom<OffsetUnit>('d', 'd', 'bd'),
      }),
      do: fc.constantFrom(...actions),
      sendAt: fc.option(arbitraryTimeOfDay, { freq: 2 }),
      when: fc.option(condition, { freq: 3 }),
    })
    .map((own) => ({ ...own, template: 't', to: 'billing', cc: [], queue: 'q', title: null, ladder: 'l' }));

const ACTIONS: readonly StepAction[] = ['email', 'email', 'sms', 'sms', 'task', 'hold-credit', 'escalate'];

/** Small playbooks whose steps lie within days of each other. */
export function arbitraryPlaybook(
  fixed: Partial<Playbook> = {},
  actions: readonly StepAction[] = ACTIONS,
): fc.Arbitrary<Playbook> {
  return fc
    .record({
      sendAt: arbitraryTimeOfDay,
      catchUp: fc.constantFrom('latest', 'latest', 'each', 'skip'),
      entry: fc.constantFrom('at-age', 'at-age', 'first-step'),
      minimumBalance: fc.constantFrom(new Map<string, bigint>(), new Map([['USD', 6_000n]])),
      steps: fc.array(step(actions), { minLength: 1, maxLength: 5 }),
    })
    .map(({ steps, ...rest }) => ({
      name: 'small',
      title: { en: 'Small', zh: '小' },
      applies: null,
      priority: 0,
      ...rest,
      steps: steps.map((one, index) => ({ ...one, id: `s${index}` })),
      ...fixed,
    }));
}
