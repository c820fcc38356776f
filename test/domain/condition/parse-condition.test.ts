import fc from 'fast-check';
import { stringify } from 'yaml';
import { conditionSource } from '../../../domain/condition/condition-source';
import { parseCondition } from '../../../domain/condition/parse-condition';
import { arbitrarySatisfiableCondition } from './arbitrary-condition';
import { shownFaults } from '../authoring/shown-faults';

describe('parsing a condition', () => {
  it.each([
    ['a bare value as "eq"', { 'customer.segment': 'smb' }, { fact: 'customer.segment', op: 'eq', value: 'smb' }],
    [
      'several operators of one fact as all of them',
      { 'invoice.balance': { gte: '1', lt: '2' } },
      {
        all: [
          { fact: 'invoice.balance', op: 'gte', value: '1' },
          { fact: 'invoice.balance', op: 'lt', value: '2' },
        ],
      },
    ],
    [
      'several facts in one map as all of them',
      { 'customer.segment': 'smb', not: { 'customer.country': 'CN' } },
      {
        all: [
          { fact: 'customer.segment', op: 'eq', value: 'smb' },
          { not: { fact: 'customer.country', op: 'eq', value: 'CN' } },
        ],
      },
    ],
    [
      'an amount as a number',
      { 'invoice.balance': { gte: 100.5 } },
      { fact: 'invoice.balance', op: 'gte', value: '100.5' },
    ],
    [
      'attributes of every type',
      { 'customer.attributes.客户等级': { in: ['A', 1] } },
      { fact: 'customer.attributes.客户等级', op: 'in', value: ['A', 1] },
    ],
    [
      'an attribute whose name is one of JavaScript',
      { 'customer.attributes.constructor': true },
      { fact: 'customer.attributes.constructor', op: 'eq', value: true },
    ],
  ])('takes %s', (_, source, condition) => {
    expect(parseCondition(source, 'when')).toEqual({ condition, faults: [] });
  });

  it('keeps an amount of a YAML file digit by digit', () => {
    expect(parseCondition('invoice.balance: { gte: 100.10 }', 'when').condition).toEqual({
      fact: 'invoice.balance',
      op: 'gte',
      value: '100.10',
    });
  });

  it('takes only what a customer is, not what it owes, for "applies"', () => {
    expect(parseCondition({ 'customer.attributes.vip': true }, 'applies').faults).toEqual([]);
    expect(shownFaults(parseCondition({ 'customer.openInvoices': 3 }, 'applies').faults)).toEqual([
      '- /customer.openInvoices The condition uses "customer.openInvoices", which only "when" of a step may use; expected customer.segment, customer.country, customer.language, customer.zone, customer.attributes.KEY',
    ]);
  });

  it('gives back what was written, from JSON and from YAML', () => {
    fc.assert(
      fc.property(arbitrarySatisfiableCondition, (condition) => {
        const source = conditionSource(condition);
        expect(parseCondition(source, 'when')).toEqual({ condition, faults: [] });
        expect(parseCondition(stringify(source), 'when')).toEqual({ condition, faults: [] });
      }),
    );
  });
});
