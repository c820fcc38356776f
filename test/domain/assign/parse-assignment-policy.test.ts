import { parseAssignmentPolicy } from '../../../domain/assign/parse-assignment-policy';
import type { Channel } from '../../../domain/types';
import { shownFaults } from '../authoring/shown-faults';

const FULL = `
assignment: standard
title: { en: Standard, zh: 标准 }
applies: { customer.country: GB }
priority: 5
entries:
  - id: key-accounts
    when: { customer.segment: key }
    returning: false
    staff:
      teams: [north]
      roles: [account-manager]
      skills: [export]
      regions: customer
      languages: [en, zh]
      minimumSeniority: 3
    strategy: best-skill
    prefer: customer
    caps: { customers: 40, newPerDay: 3 }
    load: 5
    otherwise: next
  - { id: everybody, strategy: round-robin }
fallback: { queue: new-customers }
acceptWithin: 1h 30m
businessHours: { from: "08:30", to: "17:00" }
tries: 2
escalate: standard
welcome: welcome
`;

/** A policy with one entry; what is given follows on line 5. */
const policy = (rest: string): string =>
  `assignment: test\nfallback: { queue: q }\nacceptWithin: 4h\nentries: [{ id: a, strategy: round-robin }]\n${rest}\n`;
const entry = (text: string): string =>
  `assignment: test\nfallback: { queue: q }\nacceptWithin: 4h\nentries:\n  - ${text}\n`;

describe('an assignment policy', () => {
  test('is read with everything that it can say', () => {
    const { value, faults } = parseAssignmentPolicy(FULL);
    expect(faults).toEqual([]);
    expect(value).toMatchObject({
      name: 'standard',
      title: { en: 'Standard', zh: '标准' },
      priority: 5,
      fallback: { queue: 'new-customers' },
      acceptWithinMinutes: 90,
      businessHours: { from: 510, to: 1020 },
      tries: 2,
      escalate: 'standard',
      welcome: 'welcome',
    });
    expect(value?.entries[0]).toEqual({
      id: 'key-accounts',
      when: { fact: 'customer.segment', op: 'eq', value: 'key' },
      returning: false,
      staff: {
        teams: ['north'],
        roles: ['account-manager'],
        skills: ['export'],
        regions: 'customer',
        languages: ['en', 'zh'],
        minimumSeniority: 3,
      },
      strategy: 'best-skill',
      prefer: 'customer',
      caps: { customers: 40, newPerDay: 3 },
      load: 5,
      otherwise: 'next',
    });
    expect(value?.entries[1]).toMatchObject({ returning: null, load: 1, caps: { customers: null, newPerDay: null } });
  });
  test('has defaults for what may be left out', () => {
    expect(parseAssignmentPolicy(policy('welcome: none')).value).toMatchObject({
      title: { en: 'test', zh: 'test' },
      applies: null,
      priority: 0,
      businessHours: { from: 540, to: 1080 },
      tries: 3,
      escalate: null,
      welcome: null,
    });
  });
  test('is the same as a JSON value', () => {
    const { value } = parseAssignmentPolicy({
      assignment: 'test',
      fallback: { queue: 'q' },
      acceptWithin: '4h',
      entries: [{ id: 'a', strategy: 'round-robin' }],
    });
    expect(value).toEqual(parseAssignmentPolicy(policy('')).value);
  });
});

const BAD: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'without a fallback',
    'assignment: test\nacceptWithin: 4h\nentries: [{ id: a, strategy: round-robin }]\n',
    ['1:1 The assignment policy has no "fallback"; expected a map such as { queue: new-customers }'],
  ],
  [
    'without entries',
    'assignment: test\nfallback: { queue: q }\nacceptWithin: 4h\nentries: []\n',
    ['4:10 /entries The assignment policy has an empty list as entries; expected a list of 1 to 100 entries'],
  ],
  [
    'with days to accept',
    'assignment: test\nfallback: { queue: q }\nacceptWithin: 2d\nentries: [{ id: a, strategy: round-robin }]\n',
    [
      '3:15 /acceptWithin The assignment policy has acceptWithin "2d"; expected a time in business hours and minutes such as "4h", "90m" or "1h 30m"',
    ],
  ],
  [
    'whose business hours end before they begin',
    policy('businessHours: { from: "18:00", to: "09:00" }'),
    ['5:37 /businessHours/to The business hours has to "09:00"; expected a time after "from"'],
  ],
  [
    'with a misspelt strategy',
    entry('{ id: a, strategy: round-robbin }'),
    [
      '5:24 /entries/0/strategy Entry "a" has strategy "round-robbin"; expected "round-robin", "least-loaded", "weighted" or "best-skill"; did you mean "round-robin"?',
    ],
  ],
  [
    'with best-skill and no skill to prefer',
    entry('{ id: a, strategy: best-skill }'),
    ['5:5 /entries/0 Entry "a" has no "prefer"; expected a list of skills such as [export, medical], or "customer"'],
  ],
  [
    'that prefers skills which are not looked at',
    entry('{ id: a, strategy: weighted, prefer: [export] }'),
    [
      '5:42 /entries/0/prefer Entry "a" has prefer, which belongs to "strategy: best-skill" only; expected none with "weighted"',
    ],
  ],
  [
    'with an unknown criterion',
    entry('{ id: a, strategy: weighted, staff: { skill: [export] } }'),
    ['5:43 /entries/0/staff/skill The staff of entry "a" has the unknown field "skill"; did you mean "skills"?'],
  ],
  [
    'with a condition on an invoice',
    entry('{ id: a, strategy: weighted, when: { invoice.balance: { gt: "1.00" } } }'),
    [
      '5:42 /entries/0/when/invoice.balance The condition of entry "a" uses "invoice.balance", which only "when" of a step may use; expected customer.segment, customer.country, customer.language, customer.zone, customer.attributes.KEY',
    ],
  ],
  [
    'with one entry twice',
    'assignment: test\nfallback: { queue: q }\nacceptWithin: 4h\nentries:\n  - { id: a, returning: true, strategy: weighted }\n  - { id: a, strategy: weighted }\n',
    ['6:5 /entries/1 The assignment policy has two entries with the ID "a"; expected each once'],
  ],
];

test.each(BAD)('an assignment policy %s is refused with the place', (_title, source, faults) => {
  const parsed = parseAssignmentPolicy(source);
  expect(parsed.value).toBeNull();
  expect(shownFaults(parsed.faults)).toEqual(faults);
});

test('an entry below one that is for everybody is told to be out of reach', () => {
  const source =
    'assignment: test\nfallback: { queue: q }\nacceptWithin: 4h\nentries:\n  - { id: a, strategy: weighted }\n  - { id: b, strategy: weighted }\n';
  const { value, faults } = parseAssignmentPolicy(source);
  expect(value).not.toBeNull();
  expect(faults.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'unreachable']]);
});

test('names of templates and ladders are held against those that are there', () => {
  const known = {
    templates: new Map<string, ReadonlySet<Channel>>([
      ['welcome', new Set(['email'])],
      ['due-today', new Set(['sms'])],
    ]),
    queues: null,
    ladders: new Set(['standard']),
    policies: [],
  };
  expect(parseAssignmentPolicy(policy('welcome: welcome\nescalate: standard'), known).faults).toEqual([]);
  expect(shownFaults(parseAssignmentPolicy(policy('welcome: due-today\nescalate: strict'), known).faults)).toEqual([
    '5:10 /welcome The assignment policy names the unknown welcome "due-today"; expected "welcome"',
    '6:11 /escalate The assignment policy names the unknown escalate "strict"; expected "standard"',
  ]);
});
