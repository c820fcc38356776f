import fc from 'fast-check';
import { formatPolicy, policySource } from '../../../domain/policy/format-policy';
import { parsePolicy } from '../../../domain/policy/parse-policy';
import type { Channel, ContactPolicy, PolicyDay } from '../../../domain/types';
import { arbitraryName, arbitraryTitle } from '../playbook/arbitrary-playbook';

const channels = fc.subarray<Channel>(['email', 'sms']);
const window = fc
  .record({
    days: fc.subarray<PolicyDay>(['mon', 'wed', 'sun', 'workdays']),
    edges: fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 2 }),
    channels,
  })
  .map(({ edges: [one = 0, other = 0], ...rest }) => ({
    ...rest,
    from: Math.min(one, other),
    to: Math.max(one, other),
  }));

const arbitraryPolicy: fc.Arbitrary<ContactPolicy> = fc.record({
  name: arbitraryName,
  title: arbitraryTitle,
  applies: fc.option(fc.constant({ fact: 'customer.country', op: 'ne', value: 'CN' } as const)),
  priority: fc.integer({ min: -10, max: 10 }),
  windows: fc.array(window, { maxLength: 4 }),
  closedDays: fc.constantFrom('calendar' as const, 'none' as const),
  minimumGapDays: fc.integer({ min: 0, max: 366 }),
  caps: fc.array(
    fc.record({ count: fc.integer({ min: 1, max: 1000 }), perDays: fc.integer({ min: 1, max: 366 }), channels }),
    { maxLength: 3 },
  ),
});

describe('parsing a contact policy', () => {
  it('takes every field as written', () => {
    const source = `policy: weekdays
title: 工作日
applies: { customer.country: { in: [CN, HK] } }
priority: 3
windows:
  - { days: [mon, workdays], from: 09:00, to: "12:30", channels: [sms] }
  - { from: "18:00", to: "24:00" }
closedDays: calendar
minimumGap: 0d
caps: [{ count: 3, per: 7d, channels: [email, sms] }, { count: 1, per: 1d }]
`;
    expect(parsePolicy(source)).toEqual({
      policy: {
        name: 'weekdays',
        title: { en: '工作日', zh: '工作日' },
        applies: { fact: 'customer.country', op: 'in', value: ['CN', 'HK'] },
        priority: 3,
        windows: [
          { days: ['mon', 'workdays'], from: 540, to: 750, channels: ['sms'] },
          { days: [], from: 1080, to: 1440, channels: [] },
        ],
        closedDays: 'calendar',
        minimumGapDays: 0,
        caps: [
          { count: 3, perDays: 7, channels: ['email', 'sms'] },
          { count: 1, perDays: 1, channels: [] },
        ],
      },
      faults: [],
    });
  });

  it('has no windows, gap or caps where none are given', () => {
    expect(parsePolicy('policy: free')).toEqual({
      policy: {
        name: 'free',
        title: { en: 'free', zh: 'free' },
        applies: null,
        priority: 0,
        windows: [],
        closedDays: 'none',
        minimumGapDays: 0,
        caps: [],
      },
      faults: [],
    });
  });

  it('gives back what was written, from YAML and from a JSON value', () => {
    fc.assert(
      fc.property(arbitraryPolicy, (policy) => {
        expect(parsePolicy(formatPolicy(policy))).toEqual({ policy, faults: [] });
        expect(parsePolicy(policySource(policy))).toEqual({ policy, faults: [] });
      }),
    );
  });
});
