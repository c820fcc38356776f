import fc from 'fast-check';
import { holds } from '../../../domain/condition/evaluate';
import type { FactValue } from '../../../domain/condition/facts';
import { neverTrue } from '../../../domain/condition/never-true';
import { satisfiable } from '../../../domain/condition/satisfiable';
import type { Condition } from '../../../domain/types';
import { arbitraryCondition } from './arbitrary-condition';

const text = (value: string): FactValue => ({ type: 'text', value });
const number = (value: number): FactValue => ({ type: 'number', value });
const cents = (minor: bigint): FactValue => ({ type: 'money', minor, currency: 'USD' });

/** Every value that can tell two of the generated comparisons apart, and more. */
const DOMAINS: Readonly<Record<string, readonly FactValue[]>> = {
  'invoice.balance': [50n, 100n, 150n, 200n, 250n, 300n, 350n].map(cents),
  'invoice.daysPastDue': [-1, 0, 1, 2, 3, 4].map(number),
  'invoice.instalment': [null, ...[1, 2, 3, 4].map(number)],
  'customer.segment': [null, ...['a', 'b', 'c'].map(text)],
  'customer.language': ['en', 'zh'].map(text),
  'customer.attributes.x': [
    null,
    ...['a', 'b', 'c'].map(text),
    ...[-0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5].map(number),
    { type: 'boolean', value: true },
    { type: 'boolean', value: false },
  ],
};

function factsOf(condition: Condition): readonly string[] {
  if ('all' in condition) return condition.all.flatMap(factsOf);
  if ('any' in condition) return condition.any.flatMap(factsOf);
  return 'not' in condition ? factsOf(condition.not) : [condition.fact];
}

function someValuesMeet(condition: Condition): boolean {
  const facts = Array.from(new Set(factsOf(condition)));
  const meet = (chosen: ReadonlyMap<string, FactValue>, index: number): boolean => {
    const fact = facts[index];
    if (fact === undefined) return holds(condition, (name) => chosen.get(name) ?? null);
    return (DOMAINS[fact] ?? []).some((value) => meet(new Map([...chosen, [fact, value]]), index + 1));
  };
  return meet(new Map(), 0);
}

describe('whether a condition can be true', () => {
  it('is what trying all values comes to', () => {
    fc.assert(
      fc.property(arbitraryCondition, (condition) => {
        expect(satisfiable(condition)).toBe(someValuesMeet(condition));
      }),
      { numRuns: 500 },
    );
  });

  it('is no for some generated conditions and yes for others, so that the property above says something', () => {
    const answers = fc.sample(arbitraryCondition, { numRuns: 500, seed: 1 }).map((condition) => satisfiable(condition));
    expect(answers.filter((answer) => answer).length).toBeGreaterThan(100);
    expect(answers.filter((answer) => !answer).length).toBeGreaterThan(20);
  });

  it.each<[Condition, boolean]>([
    [{ fact: 'invoice.balance', op: 'lt', value: '0.01' }, true],
    [{ fact: 'invoice.balance', op: 'lt', value: '0.0001' }, false],
    [{ fact: 'invoice.balance', op: 'lte', value: '0' }, false],
    [{ fact: 'customer.openInvoices', op: 'ne', value: -5 }, true],
    [{ fact: 'customer.openInvoices', op: 'lt', value: 0 }, false],
    [{ fact: 'invoice.instalment', op: 'ne', value: 1 }, true],
    [{ not: { fact: 'customer.segment', op: 'ne', value: 'a' } }, true],
    [
      {
        not: {
          any: [
            { fact: 'customer.language', op: 'eq', value: 'en' },
            { fact: 'customer.language', op: 'eq', value: 'zh' },
          ],
        },
      },
      false,
    ],
  ])('is answered for %j with %p', (condition, expected) => {
    expect(satisfiable(condition)).toBe(expected);
  });

  it('is taken as yes for a tangle that a bounded search does not undo', () => {
    const pigeons = 8;
    const holes = 7;
    // Eight facts, each one of seven texts, no two the same: impossible, but only after trying very many ways.
    const at = (pigeon: number, hole: number): Condition => ({
      fact: `customer.attributes.p${pigeon}h${hole}`,
      op: 'eq',
      value: true,
    });
    const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
    const housed = range(pigeons).map((pigeon): Condition => ({ any: range(holes).map((hole) => at(pigeon, hole)) }));
    const alone = range(holes).flatMap((hole) =>
      range(pigeons).flatMap((one) =>
        range(one).map((other): Condition => ({ any: [{ not: at(one, hole) }, { not: at(other, hole) }] })),
      ),
    );
    expect(satisfiable({ all: [...housed, ...alone] })).toBe(true);
  });
});

describe('the reason why a condition can never be true', () => {
  const over: Condition = { fact: 'invoice.balance', op: 'gt', value: '500' };
  const under: Condition = { fact: 'invoice.balance', op: 'lt', value: '100' };
  const small: Condition = { fact: 'customer.segment', op: 'eq', value: 'smb' };

  it('names only the comparisons that exclude each other', () => {
    expect(
      neverTrue({ all: [small, over, { all: [under, { not: { fact: 'customer.zone', op: 'eq', value: 'UTC' } }] }] }),
    ).toEqual({
      en: 'invoice.balance gt 500 and invoice.balance lt 100 exclude each other',
      zh: 'invoice.balance gt 500 与 invoice.balance lt 100 互相排斥',
    });
  });

  it('names the facts where the contradiction is between more than comparisons', () => {
    expect(neverTrue({ all: [small, over, { any: [under, { not: over }] }] })?.en).toBe(
      'what it asks of invoice.balance is contradictory',
    );
  });

  it('is null where there is none', () => {
    expect(neverTrue({ any: [{ all: [over, under] }, small] })).toBeNull();
  });

  it('never names a comparison that could be left out', () => {
    fc.assert(
      fc.property(arbitraryCondition, (condition) => {
        const reason = neverTrue(condition);
        expect(reason === null).toBe(satisfiable(condition));
        if (reason !== null) expect(reason.en).not.toBe('');
      }),
    );
  });
});
