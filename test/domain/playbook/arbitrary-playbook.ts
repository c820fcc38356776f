import fc from 'fast-check';
import { MAX_MINOR } from '../../../domain/money/money';
import { isStorable } from '../../../domain/text/storable-text';
import type { Anchor, ContactRole, LocalizedText, OffsetUnit, Playbook, Step } from '../../../domain/types';
import { arbitrarySatisfiableCondition } from '../condition/arbitrary-condition';

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
const stepId = fc.stringMatching(/^[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4}){0,2}$/);
const titleText = fc.oneof(
  fc.constantFrom('30 天账期', 'yes', '10:00', '- a', '"', '1e3', 'a: b', '#', 'null', '~', '{'),
  fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }).filter((text) => text.trim() !== '' && isStorable(text)),
);
export const arbitraryTitle: fc.Arbitrary<LocalizedText> = fc.record({ en: titleText, zh: titleText });
export const arbitraryName = name;
const roles: readonly ContactRole[] = ['billing', 'manager', 'legal'];

const at = fc
  .record({
    anchor: fc.constantFrom<Anchor>('due', 'issued', 'month-end'),
    offset: fc.integer({ min: -500, max: 500 }),
    unit: fc.constantFrom<OffsetUnit>('d', 'bd', 'w'),
  })
  // `due`, `due + 0d` and `due + 0w` are one time.
  .map((time) => (time.offset === 0 && time.unit === 'w' ? { ...time, unit: 'd' as const } : time));

const none = { template: null, to: 'billing', cc: [], queue: null, title: null, ladder: null } as const;
const recipients = fc
  .tuple(fc.constantFrom(...roles), fc.subarray([...roles]))
  .map(([to, cc]) => ({ to, cc: cc.filter((role) => role !== to) }));
const action: fc.Arbitrary<Omit<Step, 'id' | 'at' | 'sendAt' | 'when'>> = fc.oneof(
  fc
    .tuple(fc.constantFrom('email' as const, 'sms' as const), name, recipients)
    .map(([send, template, who]) => ({ ...none, do: send, template, ...who })),
  fc.tuple(name, fc.option(arbitraryTitle)).map(([queue, title]) => ({ ...none, do: 'task' as const, queue, title })),
  fc.constant({ ...none, do: 'hold-credit' as const }),
  name.map((ladder) => ({ ...none, do: 'escalate' as const, ladder })),
);

const step: fc.Arbitrary<Step> = fc
  .tuple(
    fc.record({
      id: stepId,
      at,
      sendAt: fc.option(fc.integer({ min: 0, max: 1439 })),
      when: fc.option(arbitrarySatisfiableCondition, { freq: 2 }),
    }),
    action,
  )
  .map(([common, own]) => ({ ...common, ...own }));

/** Playbooks without errors; warnings are as frequent as chance makes them. */
export const arbitraryPlaybook: fc.Arbitrary<Playbook> = fc.record({
  name,
  title: arbitraryTitle,
  applies: fc.option(fc.constantFrom({ fact: 'customer.segment', op: 'in', value: ['smb', 'mid'] } as const)),
  priority: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  sendAt: fc.integer({ min: 0, max: 1439 }),
  catchUp: fc.constantFrom('latest' as const, 'each' as const, 'skip' as const),
  entry: fc.constantFrom('at-age' as const, 'first-step' as const),
  minimumBalance: fc
    .uniqueArray(fc.tuple(fc.constantFrom('CNY', 'USD', 'JPY', 'KWD'), fc.bigInt({ min: 0n, max: MAX_MINOR })), {
      selector: ([currency]) => currency,
    })
    .map((pairs) => new Map(pairs)),
  steps: fc.uniqueArray(step, { minLength: 1, maxLength: 8, selector: ({ id }) => id }),
});
