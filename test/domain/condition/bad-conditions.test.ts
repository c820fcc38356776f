import { parsePlaybook } from '../../../domain/playbook/parse-playbook';
import { ANY_NAMES } from '../../../domain/playbook/known-names';
import { shownFaults } from '../authoring/shown-faults';

/** A playbook whose only step has this condition, at column 46 of line 3. */
const when = (condition: string): string =>
  `playbook: test\nsteps:\n  - { id: a, at: due, do: hold-credit, when: ${condition} }\n`;

/** What is wrong, the condition, and `line:column pointer text` of each fault. */
const BAD_CONDITIONS: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'an unknown fact',
    '{ invoice.age: 3 }',
    [
      '3:48 /steps/0/when/invoice.age The condition of step "a" uses the unknown fact "invoice.age"; did you mean "invoice.balance"?',
    ],
  ],
  [
    'a fact without its prefix',
    '{ segment: smb }',
    [
      '3:48 /steps/0/when/segment The condition of step "a" uses the unknown fact "segment"; did you mean "customer.segment"?',
    ],
  ],
  [
    'a misspelt fact',
    '{ customer.segmnet: smb }',
    [
      '3:48 /steps/0/when/customer.segmnet The condition of step "a" uses the unknown fact "customer.segmnet"; did you mean "customer.segment"?',
    ],
  ],
  [
    'an attribute written otherwise',
    '{ customer.attribute.region: north }',
    [
      '3:48 /steps/0/when/customer.attribute.region The condition of step "a" uses the unknown fact "customer.attribute.region"; did you mean "customer.attributes.region"?',
    ],
  ],
  [
    'a text as a condition',
    'always',
    [
      '3:46 /steps/0/when The condition of step "a" holds "always"; expected a map such as { invoice.balance: { gte: "100.00" } } or { any: [ … ] }',
    ],
  ],
  [
    'an empty condition',
    '{}',
    [
      '3:46 /steps/0/when The condition of step "a" holds an empty map; expected a map such as { invoice.balance: { gte: "100.00" } } or { any: [ … ] }',
    ],
  ],
  [
    'an empty all',
    '{ all: [] }',
    ['3:53 /steps/0/when/all The condition of step "a" holds an empty list; expected a list of conditions under "all"'],
  ],
  [
    'all with a map',
    '{ all: { customer.segment: smb } }',
    ['3:53 /steps/0/when/all The condition of step "a" holds a map; expected a list of conditions under "all"'],
  ],
  [
    'a list in not',
    '{ not: [{ customer.segment: smb }] }',
    [
      '3:53 /steps/0/when/not The condition of step "a" holds a list of 1; expected a map such as { invoice.balance: { gte: "100.00" } } or { any: [ … ] }',
    ],
  ],
  [
    'an operator as a symbol',
    '{ invoice.balance: { ">=": "100.00" } }',
    [
      '3:67 /steps/0/when/invoice.balance/>= The condition of step "a" compares invoice.balance by ">="; expected "eq", "ne", "gt", "gte", "lt", "lte" or "in"; did you mean "gte"?',
    ],
  ],
  [
    'an unknown operator',
    '{ invoice.balance: { between: "100.00" } }',
    [
      '3:67 /steps/0/when/invoice.balance/between The condition of step "a" compares invoice.balance by "between"; expected "eq", "ne", "gt", "gte", "lt", "lte" or "in"',
    ],
  ],
  [
    'an order between texts',
    '{ customer.segment: { gt: smb } }',
    [
      '3:68 /steps/0/when/customer.segment/gt The condition of step "a" compares customer.segment by "gt"; expected "eq", "ne" or "in"',
    ],
  ],
  [
    'an empty comparison',
    '{ customer.segment: {} }',
    [
      '3:66 /steps/0/when/customer.segment The condition of step "a" compares customer.segment with an empty map; expected an operator, "eq", "ne", "gt", "gte", "lt", "lte" or "in"',
    ],
  ],
  [
    'a fact without a value',
    '{ customer.segment: }',
    [
      '3:66 /steps/0/when/customer.segment The condition of step "a" compares customer.segment with no value; expected a text in quotes, of at most 200 characters',
    ],
  ],
  [
    'a list without in',
    '{ customer.segment: [smb, mid] }',
    [
      '3:66 /steps/0/when/customer.segment The condition of step "a" compares customer.segment with a list of 2; expected { in: [ … ] } for several values',
    ],
  ],
  [
    'an empty in',
    '{ customer.segment: { in: [] } }',
    [
      '3:72 /steps/0/when/customer.segment/in The condition of step "a" compares customer.segment with an empty list; expected a list of 1 to 200 values for "in"',
    ],
  ],
  [
    'in with a text',
    '{ customer.segment: { in: smb } }',
    [
      '3:72 /steps/0/when/customer.segment/in The condition of step "a" compares customer.segment with "smb"; expected a list of 1 to 200 values for "in"',
    ],
  ],
  [
    'an amount with a currency',
    '{ invoice.balance: { gte: "100 CNY" } }',
    [
      '3:72 /steps/0/when/invoice.balance/gte The condition of step "a" compares invoice.balance with "100 CNY"; expected an amount such as "100.00": digits in quotes, with at most 4 decimals, without separators or currency',
    ],
  ],
  [
    'an amount with five decimals',
    '{ invoice.balance: { gte: "1.00001" } }',
    [
      '3:72 /steps/0/when/invoice.balance/gte The condition of step "a" compares invoice.balance with "1.00001"; expected an amount such as "100.00": digits in quotes, with at most 4 decimals, without separators or currency',
    ],
  ],
  [
    'a number too long to be exact',
    '{ invoice.balance: { gte: 12345678901234567.89 } }',
    [
      '3:72 /steps/0/when/invoice.balance/gte The condition of step "a" compares invoice.balance with 12345678901234567.89 (a number); expected an amount such as "100.00": digits in quotes, with at most 4 decimals, without separators or currency',
    ],
  ],
  [
    'a number in quotes',
    '{ invoice.daysPastDue: { gte: "30" } }',
    [
      '3:76 /steps/0/when/invoice.daysPastDue/gte The condition of step "a" compares invoice.daysPastDue with "30"; expected a whole number without quotes, such as 30',
    ],
  ],
  [
    'a broken number',
    '{ invoice.daysPastDue: { gte: 30.5 } }',
    [
      '3:76 /steps/0/when/invoice.daysPastDue/gte The condition of step "a" compares invoice.daysPastDue with 30.5 (a number); expected a whole number without quotes, such as 30',
    ],
  ],
  [
    'a number for a text',
    '{ customer.segment: 3 }',
    [
      '3:66 /steps/0/when/customer.segment The condition of step "a" compares customer.segment with 3 (a number); expected a text in quotes, of at most 200 characters',
    ],
  ],
  [
    'a language that we do not speak',
    '{ customer.language: zh-CN }',
    [
      '3:67 /steps/0/when/customer.language The condition of step "a" compares customer.language with "zh-CN"; expected "en" or "zh"',
    ],
  ],
  [
    'an unknown currency',
    '{ invoice.currency: { in: [CNY, RMB] } }',
    [
      '3:78 /steps/0/when/invoice.currency/in/1 The condition of step "a" compares invoice.currency with "RMB"; expected an ISO 4217 currency such as "CNY" or "USD"',
    ],
  ],
  [
    'an unknown zone',
    '{ customer.zone: Asia/Beijing }',
    [
      '3:63 /steps/0/when/customer.zone The condition of step "a" compares customer.zone with "Asia/Beijing"; expected an IANA time zone such as "Asia/Shanghai"',
    ],
  ],
  [
    'an empty interval',
    '{ invoice.balance: { gte: "500.00", lt: "100.00" } }',
    [
      '3:46 /steps/0/when The condition of step "a" can never be true: invoice.balance gte 500.00 and invoice.balance lt 100.00 exclude each other; expected a condition that some invoice can meet',
    ],
  ],
  [
    'a balance of nothing',
    '{ invoice.balance: { lte: 0 } }',
    [
      '3:46 /steps/0/when The condition of step "a" can never be true: no value meets invoice.balance lte 0; expected a condition that some invoice can meet',
    ],
  ],
  [
    'nothing between two whole numbers',
    '{ invoice.daysPastDue: { gt: 3, lt: 4 } }',
    [
      '3:46 /steps/0/when The condition of step "a" can never be true: invoice.daysPastDue gt 3 and invoice.daysPastDue lt 4 exclude each other; expected a condition that some invoice can meet',
    ],
  ],
  [
    'two values at once',
    '{ all: [{ customer.segment: smb }, { customer.segment: { in: [mid, enterprise] } }] }',
    [
      '3:46 /steps/0/when The condition of step "a" can never be true: customer.segment eq smb and customer.segment in [mid, enterprise] exclude each other; expected a condition that some invoice can meet',
    ],
  ],
  [
    'a contradiction by not',
    '{ all: [{ invoice.daysPastDue: { gte: 3 } }, { not: { invoice.daysPastDue: { gt: 1 } } }] }',
    [
      '3:46 /steps/0/when The condition of step "a" can never be true: what it asks of invoice.daysPastDue is contradictory; expected a condition that some invoice can meet',
    ],
  ],
  [
    'a contradiction in every branch',
    '{ all: [{ customer.segment: smb }, { any: [{ customer.segment: mid }, { customer.segment: { in: [b2c] } }] }] }',
    [
      '3:46 /steps/0/when The condition of step "a" can never be true: what it asks of customer.segment is contradictory; expected a condition that some invoice can meet',
    ],
  ],
];

describe('a bad condition', () => {
  it.each(BAD_CONDITIONS)('is refused for %s, with the place and what is accepted', (_, condition, faults) => {
    const parsed = parsePlaybook(when(condition), ANY_NAMES);
    expect(shownFaults(parsed.faults)).toEqual(faults);
    expect(parsed.playbook).toBeNull();
  });

  it('is refused when it is nested eleven levels deep', () => {
    const nested = (levels: number): string =>
      '{ not: '.repeat(levels) + '{ customer.segment: smb }' + ' }'.repeat(levels);
    expect(parsePlaybook(when(nested(10)), ANY_NAMES).faults).toEqual([]);
    expect(parsePlaybook(when(nested(11)), ANY_NAMES).faults.map(({ message }) => message)).toEqual([
      'The condition of step "a" is nested more than 10 levels deep; expected fewer "all", "any" and "not" in one another',
    ]);
  });

  it('is refused above 100 comparisons', () => {
    const many = (count: number): string =>
      `{ any: [${Array.from({ length: count }, (_, index) => `{ customer.segment: s${index} }`).join(', ')}] }`;
    expect(parsePlaybook(when(many(100)), ANY_NAMES).faults).toEqual([]);
    expect(shownFaults(parsePlaybook(when(many(101)), ANY_NAMES).faults)).toEqual([
      '3:46 /steps/0/when The condition of step "a" has 101 comparisons; expected at most 100',
    ]);
  });
});
