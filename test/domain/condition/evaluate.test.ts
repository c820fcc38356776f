import fc from 'fast-check';
import { explain, holds } from '../../../domain/condition/evaluate';
import { CONDITION_FACTS, type FactReader, type FactValue } from '../../../domain/condition/facts';
import { parseCondition } from '../../../domain/condition/parse-condition';
import type { Comparison, Condition } from '../../../domain/types';
import { arbitraryCondition } from './arbitrary-condition';

const FACTS: Readonly<Record<string, FactValue>> = {
  'invoice.balance': { type: 'money', minor: 4210n, currency: 'CNY' },
  'invoice.amount': { type: 'money', minor: 100n, currency: 'JPY' },
  'invoice.daysPastDue': { type: 'number', value: 7 },
  'invoice.currency': { type: 'text', value: 'CNY' },
  'customer.segment': { type: 'text', value: 'enterprise' },
  'customer.attributes.vip': { type: 'boolean', value: true },
  'customer.attributes.region': { type: 'text', value: 'north' },
  'customer.attributes.rating': { type: 'number', value: 2.5 },
};
const read: FactReader = (fact) => FACTS[fact] ?? null;

function parsed(source: string): Condition {
  const { condition, faults } = parseCondition(source, 'when');
  if (condition === null) throw new Error(JSON.stringify(faults));
  return condition;
}

describe('a condition', () => {
  it.each([
    [
      '{ invoice.balance: { gte: "100.00" } }',
      false,
      'balance 42.10 CNY is under 100.00',
      '余额 42.10 CNY 低于 100.00',
    ],
    [
      '{ invoice.balance: { gt: "42.10" } }',
      false,
      'balance 42.10 CNY is at most 42.10',
      '余额 42.10 CNY 不高于 42.10',
    ],
    ['{ invoice.balance: { gte: "42.1" } }', true, 'balance 42.10 CNY is at least 42.1', '余额 42.10 CNY 不低于 42.1'],
    [
      '{ invoice.balance: { lt: "42.1001" } }',
      true,
      'balance 42.10 CNY is under 42.1001',
      '余额 42.10 CNY 低于 42.1001',
    ],
    [
      '{ invoice.balance: { in: ["1", "42.10"] } }',
      true,
      'balance 42.10 CNY is one of 1, 42.10',
      '余额 42.10 CNY 属于 1、42.10',
    ],
    ['{ invoice.amount: { ne: "100.0" } }', false, 'amount 100 JPY is 100.0', '金额 100 JPY 等于 100.0'],
    ['{ invoice.daysPastDue: { lte: 6 } }', false, 'days past due 7 is over 6', '逾期天数 7 高于 6'],
    ['{ invoice.daysPastDue: { lt: 7 } }', false, 'days past due 7 is at least 7', '逾期天数 7 不低于 7'],
    ['{ customer.segment: smb }', false, 'segment enterprise is not smb', '客群 enterprise 不等于 smb'],
    [
      '{ customer.segment: { in: [smb, mid] } }',
      false,
      'segment enterprise is none of smb, mid',
      '客群 enterprise 不属于 smb、mid',
    ],
    ['{ customer.segment: { ne: smb } }', true, 'segment enterprise is not smb', '客群 enterprise 不等于 smb'],
    ['{ customer.country: CN }', false, 'country is not known', '国家未知'],
    ['{ customer.country: { ne: CN } }', true, 'country is not known', '国家未知'],
    ['{ customer.country: { in: [CN] } }', false, 'country is not known', '国家未知'],
    ['{ invoice.instalment: { lt: 3 } }', false, 'instalment is not known', '分期期次未知'],
    ['{ customer.attributes.vip: true }', true, 'attribute "vip" true is true', '属性 "vip" true 等于 true'],
    [
      '{ customer.attributes.vip: { gt: 3 } }',
      false,
      'attribute "vip" true is not a number',
      '属性 "vip" true 不是数字',
    ],
    [
      '{ customer.attributes.region: { ne: 3 } }',
      true,
      'attribute "region" north is not a number',
      '属性 "region" north 不是数字',
    ],
    [
      '{ customer.attributes.rating: { gt: 2, lt: 3 } }',
      true,
      'attribute "rating" 2.5 is over 2; attribute "rating" 2.5 is under 3',
      '属性 "rating" 2.5 高于 2；属性 "rating" 2.5 低于 3',
    ],
    [
      '{ not: { customer.segment: enterprise } }',
      false,
      'segment enterprise is enterprise',
      '客群 enterprise 等于 enterprise',
    ],
    [
      '{ all: [{ customer.segment: enterprise }, { invoice.balance: { gte: "100" } }, { customer.country: CN }] }',
      false,
      'balance 42.10 CNY is under 100',
      '余额 42.10 CNY 低于 100',
    ],
    [
      '{ any: [{ customer.segment: smb }, { invoice.balance: { gte: "100" } }] }',
      false,
      'segment enterprise is not smb; balance 42.10 CNY is under 100',
      '客群 enterprise 不等于 smb；余额 42.10 CNY 低于 100',
    ],
    [
      '{ any: [{ customer.segment: smb }, { invoice.daysPastDue: 7 }] }',
      true,
      'days past due 7 is 7',
      '逾期天数 7 等于 7',
    ],
    [
      '{ customer.segment: enterprise, invoice.currency: USD }',
      false,
      'currency CNY is not USD',
      '币种 CNY 不等于 USD',
    ],
  ])('%s is %p, because %s', (source, held, en, zh) => {
    const condition = parsed(source);
    expect(holds(condition, read)).toBe(held);
    expect(explain(condition, read)).toEqual({ en, zh });
  });

  it('holds exactly where its opposite does not', () => {
    fc.assert(
      fc.property(arbitraryCondition, (condition) => holds({ not: condition }, read) !== holds(condition, read)),
    );
  });

  it('explains itself in both languages whatever it comes to', () => {
    fc.assert(
      fc.property(arbitraryCondition, (condition) => {
        const { en, zh } = explain(condition, read);
        expect(en).not.toBe('');
        expect(zh).not.toBe('');
        expect(explain({ not: condition }, read)).toEqual({ en, zh });
      }),
    );
  });

  it('takes "ne" as the opposite of "eq", for unknown facts and other types too', () => {
    const facts = ['customer.segment', 'customer.country', 'customer.attributes.vip', 'customer.attributes.rating'];
    fc.assert(
      fc.property(
        fc.constantFrom(...facts),
        fc.oneof(fc.constant('smb'), fc.integer(), fc.boolean()),
        (fact, value) => {
          const compare = (op: Comparison['op']): boolean => holds({ fact, op, value }, read);
          expect(compare('ne')).toBe(!compare('eq'));
        },
      ),
    );
  });
});

describe('the documented facts', () => {
  it('have titles in both languages and names by scope', () => {
    for (const { name, scope, title } of CONDITION_FACTS) {
      expect(name.startsWith(`${scope}.`)).toBe(true);
      expect(title.en).not.toBe('');
      expect(title.zh).toMatch(/\p{Script=Han}/u);
    }
    expect(new Set(CONDITION_FACTS.map(({ name }) => name)).size).toBe(CONDITION_FACTS.length);
  });
});
