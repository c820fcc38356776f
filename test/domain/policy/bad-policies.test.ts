import { parsePolicy } from '../../../domain/policy/parse-policy';
import { shownFaults } from '../authoring/shown-faults';

/** A policy whose other fields begin on line 2. */
const policy = (source: string): string => `policy: test\n${source}\n`;

/** What is wrong, the source, and `line:column pointer text` of each fault. */
const BAD_POLICIES: readonly (readonly [string, string, readonly string[]])[] = [
  ['no name', 'windows: []\n', ['1:1 The contact policy has no "policy"; expected its name']],
  [
    'a preset',
    policy('preset: us-fdcpa'),
    [
      '2:9 /preset The contact policy has a preset; presets are reserved for later, expected windows, gap and caps written out',
    ],
  ],
  [
    'a misspelt field',
    policy('minimunGap: 3d'),
    ['2:1 /minimunGap The contact policy has the unknown field "minimunGap"; did you mean "minimumGap"?'],
  ],
  [
    'a playbook',
    'playbook: test\nsteps: []\n',
    [
      '1:1 /playbook The contact policy has the unknown field "playbook"; expected "policy", "title", "applies", "priority", "windows", "closedDays", "minimumGap" or "caps"',
      '1:1 The contact policy has no "policy"; expected its name',
      '2:1 /steps The contact policy has the unknown field "steps"; expected "policy", "title", "applies", "priority", "windows", "closedDays", "minimumGap" or "caps"',
    ],
  ],
  [
    'windows as a map',
    policy('windows: { from: "09:00", to: "18:00" }'),
    ['2:10 /windows The contact policy has a map as windows; expected a list of at most 50 entries'],
  ],
  [
    'a window without its end',
    policy('windows:\n  - { from: "09:00" }'),
    ['3:5 /windows/0 Window 1 has no "to"; expected a local time such as "09:00"'],
  ],
  [
    'a night',
    policy('windows:\n  - { from: "22:00", to: "06:00" }'),
    [
      '3:26 /windows/0/to Window 1 is from "22:00" to "06:00"; expected "from" before "to"; a night takes two windows, "22:00" to "24:00" and "00:00" to "06:00"',
    ],
  ],
  [
    'an evening that ends at 00:00',
    policy('windows:\n  - { from: "18:00", to: "00:00" }'),
    ['3:26 /windows/0/to Window 1 is from "18:00" to "00:00"; expected "to" after "from"; the end of a day is "24:00"'],
  ],
  [
    'a window of no length',
    policy('windows:\n  - { from: "09:00", to: "09:00" }'),
    ['3:26 /windows/0/to Window 1 is from "09:00" to "09:00"; expected "to" after "from"'],
  ],
  [
    'a window from 24:00',
    policy('windows:\n  - { from: "24:00", to: "24:00" }'),
    [
      '3:13 /windows/0/from Window 1 has from "24:00"; expected a local time from "00:00" to "23:59", in quotes and with two digits each, such as "09:30"',
    ],
  ],
  [
    'an hour as a number',
    policy('windows:\n  - { from: 9, to: 18 }'),
    [
      '3:13 /windows/0/from Window 1 has from 9 (a number); expected a local time from "00:00" to "23:59", in quotes and with two digits each, such as "09:00"',
      '3:20 /windows/0/to Window 1 has to 18 (a number); expected a local time from "00:00" to "24:00", in quotes and with two digits each, such as "18:00"',
    ],
  ],
  [
    'a long day name',
    policy('windows:\n  - { days: [monday], from: "09:00", to: "18:00" }'),
    [
      '3:14 /windows/0/days/0 Window 1 has days "monday"; expected "mon", "tue", "wed", "thu", "fri", "sat", "sun" or "workdays"; did you mean "mon"?',
    ],
  ],
  [
    'a range of days',
    policy('windows:\n  - { days: mon-fri, from: "09:00", to: "18:00" }'),
    [
      '3:13 /windows/0/days Window 1 has days "mon-fri"; expected a list of "mon", "tue", "wed", "thu", "fri", "sat", "sun" and "workdays", or no days at all',
    ],
  ],
  [
    'an empty list of days',
    policy('windows:\n  - { days: [], from: "09:00", to: "18:00" }'),
    [
      '3:13 /windows/0/days Window 1 has an empty list as days; expected a list of "mon", "tue", "wed", "thu", "fri", "sat", "sun" and "workdays", or no days at all',
    ],
  ],
  [
    'a day twice',
    policy('windows:\n  - { days: [mon, tue, mon], from: "09:00", to: "18:00" }'),
    ['3:24 /windows/0/days/2 Window 1 lists "mon" twice in days; expected each once'],
  ],
  [
    'an unknown channel',
    policy('windows:\n  - { from: "09:00", to: "18:00", channels: [wechat] }'),
    ['3:46 /windows/0/channels/0 Window 1 has channels "wechat"; expected "email" or "sms"'],
  ],
  [
    'a misspelt field of a window',
    policy('windows:\n  - { form: "09:00", to: "18:00" }'),
    [
      '3:5 /windows/0 Window 1 has no "from"; expected a local time such as "09:00"',
      '3:7 /windows/0/form Window 1 has the unknown field "form"; did you mean "from"?',
    ],
  ],
  [
    'closed days by a yes',
    policy('closedDays: yes'),
    ['2:13 /closedDays The contact policy has closedDays "yes"; expected "none" or "calendar"'],
  ],
  [
    'a gap without a unit',
    policy('minimumGap: 3'),
    [
      '2:13 /minimumGap The contact policy has minimumGap 3 (a number); expected whole days of 24 hours from "0d" to "366d", such as "3d"',
    ],
  ],
  [
    'a gap in hours',
    policy('minimumGap: 36h'),
    [
      '2:13 /minimumGap The contact policy has minimumGap "36h"; expected whole days of 24 hours from "0d" to "366d", such as "3d"',
    ],
  ],
  [
    'a gap in business days',
    policy('minimumGap: 2bd'),
    [
      '2:13 /minimumGap The contact policy has minimumGap "2bd"; expected whole days of 24 hours from "0d" to "366d", such as "3d"',
    ],
  ],
  [
    'a negative gap',
    policy('minimumGap: -1d'),
    [
      '2:13 /minimumGap The contact policy has minimumGap "-1d"; expected whole days of 24 hours from "0d" to "366d", such as "3d"',
    ],
  ],
  [
    'a gap of years',
    policy('minimumGap: 1000d'),
    [
      '2:13 /minimumGap The contact policy has minimumGap "1000d"; expected whole days of 24 hours from "0d" to "366d", such as "3d"',
    ],
  ],
  [
    'a cap of none',
    policy('caps:\n  - { count: 0, per: 7d }'),
    ['3:14 /caps/0/count Cap 1 has count 0 (a number); expected a whole number from 1 to 1000'],
  ],
  [
    'a cap without a count',
    policy('caps:\n  - { per: 7d }'),
    ['3:5 /caps/0 Cap 1 has no "count"; expected a number of messages'],
  ],
  [
    'a cap without a span',
    policy('caps:\n  - { count: 3 }'),
    ['3:5 /caps/0 Cap 1 has no "per"; expected whole days such as "7d"'],
  ],
  [
    'a cap per no days',
    policy('caps:\n  - { count: 3, per: 0d }'),
    ['3:22 /caps/0/per Cap 1 has per "0d"; expected whole days of 24 hours from "1d" to "366d", such as "3d"'],
  ],
  [
    'a cap per week in words',
    policy('caps:\n  - { count: 3, per: week }'),
    ['3:22 /caps/0/per Cap 1 has per "week"; expected whole days of 24 hours from "1d" to "366d", such as "3d"'],
  ],
  [
    'a cap as a text',
    policy('caps:\n  - three a week'),
    ['3:5 /caps/0 Cap 1 is "three a week"; expected a map such as { count: 3, per: 7d }'],
  ],
  [
    'money in applies',
    policy('applies: { customer.balance: { gt: "1.00" } }'),
    [
      '2:12 /applies/customer.balance The "applies" condition uses "customer.balance", which only "when" of a step may use; expected customer.segment, customer.country, customer.language, customer.zone, customer.attributes.KEY',
    ],
  ],
];

describe('a bad contact policy', () => {
  it.each(BAD_POLICIES)('is refused for %s, with the place and what is accepted', (_, source, faults) => {
    const parsed = parsePolicy(source);
    expect(shownFaults(parsed.faults)).toEqual(faults);
    expect(parsed.policy).toBeNull();
  });

  it('is refused above 50 caps', () => {
    const caps = (count: number): unknown => ({ policy: 'test', caps: Array(count).fill({ count: 1, per: '1d' }) });
    expect(parsePolicy(caps(50)).faults).toEqual([]);
    expect(shownFaults(parsePolicy(caps(51)).faults)).toEqual([
      '- /caps The contact policy has a list of 51 as caps; expected a list of at most 50 entries',
    ]);
  });
});
