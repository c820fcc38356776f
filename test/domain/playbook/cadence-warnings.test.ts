import { ANY_NAMES } from '../../../domain/playbook/known-names';
import { parsePlaybook } from '../../../domain/playbook/parse-playbook';
import { parsePolicy } from '../../../domain/policy/parse-policy';
import type { ContactPolicy } from '../../../domain/types';

const email = (id: string, at: string, more = ''): string => `{ id: ${id}, at: ${at}, do: email, template: t${more} }`;
const sms = (id: string, at: string, more = ''): string => `{ id: ${id}, at: ${at}, do: sms, template: t${more} }`;
const hold = (id: string, at: string, more = ''): string => `{ id: ${id}, at: ${at}, do: hold-credit${more} }`;

/** Warnings as `pointer text`; the playbook must have no errors. */
function warnings(steps: readonly string[], policies: readonly string[] = []): readonly string[] {
  const source = `playbook: test\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`;
  const known = { ...ANY_NAMES, policies: policies.map(policy) };
  const { playbook, faults } = parsePlaybook(source, known);
  expect(playbook).not.toBeNull();
  expect(faults.every(({ severity }) => severity === 'warning')).toBe(true);
  return faults.map(({ path, message }) => `${path} ${message}`);
}

function policy(source: string): ContactPolicy {
  return parsePolicy(`policy: calm\n${source}`).policy!;
}

const order = (later: string, above: string): string =>
  `Step "${later}" comes before step "${above}", which stands above it; expected the steps in chronological order`;

describe('a playbook is warned of', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['days', [hold('a', 'due + 7d'), hold('b', 'due + 3d')], [`/steps/1/at ${order('b', 'a')}`]],
    ['weeks and days', [hold('a', 'due + 1w'), hold('b', 'due + 6d')], [`/steps/1/at ${order('b', 'a')}`]],
    ['business days', [hold('a', 'due + 3bd'), hold('b', 'due + 2bd')], [`/steps/1/at ${order('b', 'a')}`]],
    ['times of one day', [hold('a', 'due'), hold('b', 'due', ', sendAt: "09:59"')], [`/steps/1/at ${order('b', 'a')}`]],
    ['a step back', [hold('a', 'due'), hold('b', 'previous - 1d')], [`/steps/1/at ${order('b', 'a')}`]],
    ['the month after', [hold('a', 'month-end + 5d'), hold('b', 'due + 4d')], [`/steps/1/at ${order('b', 'a')}`]],
    [
      'business days long before days',
      [hold('a', 'due + 30d'), hold('b', 'due + 5bd')],
      [`/steps/1/at ${order('b', 'a')}`],
    ],
  ])('steps out of order by %s', (_, steps, expected) => {
    expect(warnings(steps)).toEqual(expected);
  });

  it.each<[string, readonly string[]]>([
    ['one after another', [hold('a', 'due'), hold('b', 'due + 1d'), hold('c', 'previous + 1d'), hold('d', 'due + 1w')]],
    ['which depend on the calendar', [hold('a', 'due + 7d'), hold('b', 'due + 5bd')]],
    [
      'which depend on the invoice',
      [hold('a', 'issued + 30d'), hold('b', 'due'), hold('c', 'month-end'), hold('d', 'due + 1d')],
    ],
    ['at one time', [hold('a', 'due'), hold('b', 'due')]],
  ])('no order of steps %s', (_, steps) => {
    expect(warnings(steps)).toEqual([]);
  });

  it('two message steps on one day', () => {
    const text = '/steps/1/at Steps "a" and "b" both send a message on one day; expected one message a day';
    expect(warnings([email('a', 'due + 7d'), sms('b', 'due + 1w', ', sendAt: "15:00"')])).toEqual([text]);
    expect(warnings([email('a', 'due + 2bd'), sms('b', 'previous')])).toEqual([text]);
    expect(warnings([email('a', 'due'), hold('b', 'due')])).toEqual([]);
  });

  it('no two message steps on one day where their conditions exclude each other', () => {
    const when = (op: string): string => `, when: { invoice.balance: { ${op}: "100.00" } }`;
    expect(warnings([email('a', 'due', when('lt')), sms('b', 'due', when('gte'))], ['minimumGap: 1d'])).toEqual([]);
    expect(warnings([email('a', 'due', when('lte')), sms('b', 'due', when('gte'))])).toHaveLength(1);
  });

  it('a cadence tighter than the gap of a policy', () => {
    const steps = [email('a', 'due'), sms('b', 'due + 2d'), email('c', 'due + 5d')];
    expect(warnings(steps, ['minimumGap: 3d'])).toEqual([
      '/steps/1/at Step "b" follows "a" after 2d; the contact policy "calm" keeps 3d between messages and will send it later',
    ]);
    expect(warnings(steps, ['minimumGap: 2d'])).toEqual([]);
    expect(warnings([email('a', 'due'), sms('b', 'due + 3d', ', sendAt: "09:00"')], ['minimumGap: 3d'])).toEqual([
      '/steps/1/at Step "b" follows "a" after not quite 3d; the contact policy "calm" keeps 3d between messages and will send it later',
    ]);
  });

  it('a cadence tighter than a gap in business days, weekends counted', () => {
    expect(warnings([email('a', 'due + 1bd'), sms('b', 'due + 3bd')], ['minimumGap: 3d'])).toHaveLength(1);
    expect(warnings([email('a', 'due + 1bd'), sms('b', 'due + 6bd')], ['minimumGap: 7d'])).toEqual([]);
  });

  it('a cadence tighter than a cap of a policy', () => {
    const steps = [email('a', 'due'), email('b', 'due + 2d'), sms('c', 'due + 4d'), email('d', 'due + 6d')];
    expect(warnings(steps, ['caps: [{ count: 3, per: 7d }]'])).toEqual([
      '/steps/3/at Step "d" makes more than 3 messages in 7d; the contact policy "calm" allows 3 and will send it later',
    ]);
    expect(warnings(steps, ['caps: [{ count: 3, per: 6d }]'])).toEqual([]);
    expect(warnings(steps, ['caps: [{ count: 1, per: 7d, channels: [sms] }]'])).toEqual([]);
    expect(warnings(steps, ['caps: [{ count: 2, per: 7d, channels: [email] }]'])).toEqual([
      '/steps/3/at Step "d" makes more than 2 messages (email) in 7d; the contact policy "calm" allows 2 and will send it later',
    ]);
  });

  it('nothing in a playbook with an unreadable step, whose neighbours are not known', () => {
    const source =
      'playbook: test\nsteps:\n  - { id: a, at: due + 9d, do: hold-credit }\n  - { id: b }\n  - { id: c, at: due, do: hold-credit }\n';
    expect(parsePlaybook(source, ANY_NAMES).faults.map(({ severity }) => severity)).toEqual(['error', 'error']);
  });
});
