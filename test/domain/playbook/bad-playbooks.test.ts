import { parsePlaybook } from '../../../domain/playbook/parse-playbook';
import type { KnownNames } from '../../../domain/playbook/known-names';
import type { Channel } from '../../../domain/types';
import { shownFaults } from '../authoring/shown-faults';

const known: KnownNames = {
  templates: new Map([
    ['reminder-1', new Set<Channel>(['email', 'sms'])],
    ['letter', new Set<Channel>(['email'])],
  ]),
  queues: new Set(['collectors']),
  ladders: new Set(['standard']),
  policies: [],
};

/** A playbook with one step, which is line 3. */
const step = (source: string): string => `playbook: test\nsteps:\n  - ${source}\n`;
/** A playbook with one more field, which begins on line 2. */
const field = (source: string): string =>
  `playbook: test\n${source}\nsteps:\n  - { id: a, at: due, do: hold-credit }\n`;

/** What is wrong, the source, and `line:column pointer text` of each fault. */
const BAD_PLAYBOOKS: readonly (readonly [string, string, readonly string[]])[] = [
  ['an empty file', '', ['- The file is empty; expected a YAML map']],
  ['a file of comments only', '# nothing\n', ['- The file is empty; expected a YAML map']],
  [
    'a list instead of a map',
    '- a\n- b\n',
    ['1:1 The playbook is a list of 2; expected a map with "playbook" and "steps"'],
  ],
  ['a text instead of a map', 'hello\n', ['1:1 The playbook is "hello"; expected a map with "playbook" and "steps"']],
  [
    'a tab as indentation',
    'playbook: test\nsteps:\n\t- { id: a, at: due, do: hold-credit }\n',
    ['3:1 The line is indented with a tab; expected spaces'],
  ],
  [
    'a key that stands twice',
    field('priority: 1\npriority: 2'),
    ['3:1 /priority The key "priority" stands twice in one map; expected it once'],
  ],
  [
    'two documents',
    'playbook: test\nsteps:\n  - { id: a, at: due, do: hold-credit }\n---\nplaybook: other\n',
    ['4:1 The file has 2 YAML documents; expected one, without "---" between parts'],
  ],
  [
    'a quote that is not closed',
    'playbook: "test\nsteps: []\n',
    ['3:1 A " is missing near the end; expected what is opened to be closed'],
  ],
  [
    'a bracket that is not closed',
    step('{ id: a, at: due, do: hold-credit'),
    ['4:1 A } is missing near the end; expected what is opened to be closed'],
  ],
  [
    'an alias without an anchor',
    step('{ id: *first, at: due, do: hold-credit }'),
    ['3:11 /steps/0/id The alias "*first" names no anchor above it; expected the value itself, or a text in quotes'],
  ],
  [
    'a tag',
    'playbook: !secret test\nsteps:\n  - { id: a, at: due, do: hold-credit }\n',
    ['1:11 The tag at "!secret test" is not supported; expected a plain value'],
  ],
  [
    'a merge key',
    step('{ <<: { id: a }, at: due, do: hold-credit }'),
    [
      '3:5 /steps/0 Step 1 has no "id"; expected an ID of at most 60 lower-case letters, digits and hyphens that starts with a letter, such as "reminder-1"',
      '3:7 /steps/0/<< Step 1 has the unknown field "<<"; expected "id", "at", "do", "sendAt", "when", "template", "to", "cc", "queue", "title" or "ladder"',
    ],
  ],
  [
    'no name',
    'steps:\n  - { id: a, at: due, do: hold-credit }\n',
    ['1:1 The playbook has no "playbook"; expected its name'],
  ],
  [
    'a name with blanks',
    'playbook: my playbook\nsteps:\n  - { id: a, at: due, do: hold-credit }\n',
    [
      '1:11 /playbook The playbook has playbook "my playbook"; expected a name of at most 80 letters, digits, "-", "_" and "."',
    ],
  ],
  ['no steps', 'playbook: test\n', ['1:1 The playbook has no "steps"; expected a list of 1 to 200 steps']],
  [
    'steps left empty',
    'playbook: test\nsteps:\n',
    ['1:1 The playbook has no "steps"; expected a list of 1 to 200 steps'],
  ],
  [
    'an empty list of steps',
    'playbook: test\nsteps: []\n',
    ['2:8 /steps The playbook has 0 steps; expected a list of 1 to 200 steps'],
  ],
  [
    'steps as a map',
    'playbook: test\nsteps: { a: { at: due } }\n',
    ['2:8 /steps The playbook has a map as steps; expected a list of 1 to 200 steps'],
  ],
  [
    'a misspelt field',
    field('prioriy: 3'),
    ['2:1 /prioriy The playbook has the unknown field "prioriy"; did you mean "priority"?'],
  ],
  [
    'a field that nobody knows',
    field('colour: red'),
    [
      '2:1 /colour The playbook has the unknown field "colour"; expected "playbook", "title", "applies", "priority", "sendAt", "catchUp", "entry", "minimumBalance" or "steps"',
    ],
  ],
  [
    'a priority in words',
    field('priority: high'),
    ['2:11 /priority The playbook has priority "high"; expected a whole number from -1000000 to 1000000'],
  ],
  [
    'a broken priority',
    field('priority: 1.5'),
    ['2:11 /priority The playbook has priority 1.5 (a number); expected a whole number from -1000000 to 1000000'],
  ],
  [
    'an empty title',
    field('title: ""'),
    ['2:8 /title The playbook has title ""; expected a text of 1 to 200 characters, or a map { en: …, zh: … } of such'],
  ],
  [
    'a title in an unknown language',
    field('title: { en: Test, fr: Essai }'),
    ['2:20 /title/fr The title has the unknown field "fr"; expected "en" or "zh"'],
  ],
  [
    'a title that is a number',
    field('title: { en: 30 }'),
    [
      '2:14 /title/en The playbook has title.en 30 (a number); expected a text of 1 to 200 characters, or a map { en: …, zh: … } of such',
    ],
  ],
  [
    'sendAt at the end of the day',
    field('sendAt: "24:00"'),
    [
      '2:9 /sendAt The playbook has sendAt "24:00"; expected a local time from "00:00" to "23:59", in quotes and with two digits each, such as "09:30"',
    ],
  ],
  [
    'sendAt with a one-digit hour',
    field('sendAt: 9:00'),
    [
      '2:9 /sendAt The playbook has sendAt "9:00"; expected a local time from "00:00" to "23:59", in quotes and with two digits each, such as "09:00"',
    ],
  ],
  [
    'sendAt as minutes',
    field('sendAt: 600'),
    [
      '2:9 /sendAt The playbook has sendAt 600 (a number); expected a local time from "00:00" to "23:59", in quotes and with two digits each, such as "10:00"',
    ],
  ],
  [
    'an unknown catchUp',
    field('catchUp: last'),
    ['2:10 /catchUp The playbook has catchUp "last"; expected "latest", "each" or "skip"; did you mean "latest"?'],
  ],
  [
    'a misspelt entry',
    field('entry: at_age'),
    ['2:8 /entry The playbook has entry "at_age"; expected "at-age" or "first-step"; did you mean "at-age"?'],
  ],
  [
    'a minimum without a currency',
    field('minimumBalance: 50'),
    [
      '2:17 /minimumBalance The playbook has minimumBalance 50 (a number); expected a map of amounts by currency, such as { CNY: "50.00", USD: "10.00" }',
    ],
  ],
  [
    'a negative minimum',
    field('minimumBalance: { CNY: "-1.00" }'),
    [
      '2:24 /minimumBalance/CNY The playbook has minimumBalance.CNY "-1.00"; expected an amount of 0 or more with at most 2 decimals, in quotes and without separators, such as "50.00"',
    ],
  ],
  [
    'a minimum in an unknown currency',
    field('minimumBalance: { RMB: "1.00" }'),
    [
      '2:19 /minimumBalance/RMB The playbook has a minimumBalance in the unknown currency "RMB"; expected an ISO 4217 code such as "CNY"',
    ],
  ],
  [
    'a currency in small letters',
    field('minimumBalance: { cny: "1.00" }'),
    [
      '2:19 /minimumBalance/cny The playbook has a minimumBalance in the unknown currency "cny"; expected an ISO 4217 code such as "CNY"; did you mean "CNY"?',
    ],
  ],
  [
    'more decimals than the currency has',
    field('minimumBalance: { JPY: "50.5" }'),
    [
      '2:24 /minimumBalance/JPY The playbook has minimumBalance.JPY "50.5"; expected an amount of 0 or more with at most 0 decimals, in quotes and without separators, such as "50"',
    ],
  ],
  [
    'an amount with separators',
    field('minimumBalance: { USD: "1,000.00" }'),
    [
      '2:24 /minimumBalance/USD The playbook has minimumBalance.USD "1,000.00"; expected an amount of 0 or more with at most 2 decimals, in quotes and without separators, such as "50.00"',
    ],
  ],
  [
    'an amount with an exponent',
    field('minimumBalance: { USD: 1e3 }'),
    [
      '2:24 /minimumBalance/USD The playbook has minimumBalance.USD 1e3 (a number); expected an amount of 0 or more with at most 2 decimals, in quotes and without separators, such as "50.00"',
    ],
  ],
  [
    'a step that is a text',
    step('reminder'),
    [
      '3:5 /steps/0 Step 1 is "reminder"; expected a map such as { id: reminder-1, at: due + 3d, do: email, template: reminder-1 }',
    ],
  ],
  [
    'a step without an ID',
    step('{ at: due, do: hold-credit }'),
    [
      '3:5 /steps/0 Step 1 has no "id"; expected an ID of at most 60 lower-case letters, digits and hyphens that starts with a letter, such as "reminder-1"',
    ],
  ],
  [
    'an ID in capitals',
    step('{ id: First_Step, at: due, do: hold-credit }'),
    [
      '3:11 /steps/0/id Step "First_Step" has id "First_Step"; expected an ID of at most 60 lower-case letters, digits and hyphens that starts with a letter, such as "reminder-1"',
    ],
  ],
  [
    'an ID that is a number',
    step('{ id: 1, at: due, do: hold-credit }'),
    [
      '3:11 /steps/0/id Step 1 has id 1 (a number); expected an ID of at most 60 lower-case letters, digits and hyphens that starts with a letter, such as "reminder-1"',
    ],
  ],
  [
    'two steps with one ID',
    'playbook: test\nsteps:\n  - { id: a, at: due, do: hold-credit }\n  - { id: a, at: due + 3d, do: escalate, ladder: standard }\n',
    ['4:11 /steps/1/id Step 2 has the ID "a" of step 1; expected an ID of its own'],
  ],
  [
    'a step without a time',
    step('{ id: a, do: hold-credit }'),
    ['3:5 /steps/0 Step "a" has no "at"; expected a time such as "due + 3d"'],
  ],
  [
    'an offset without an anchor',
    step('{ id: a, at: +3d, do: hold-credit }'),
    [
      '3:18 /steps/0/at Step "a" is at "+3d"; expected "due", "issued", "previous" or "month-end", at will with an offset, such as "due + 3d"',
    ],
  ],
  [
    'an unknown anchor',
    step('{ id: a, at: overdue + 3d, do: hold-credit }'),
    [
      '3:18 /steps/0/at Step "a" is at "overdue + 3d"; expected "due", "issued", "previous" or "month-end", at will with an offset, such as "due + 3d"',
    ],
  ],
  [
    'a misspelt anchor',
    step('{ id: a, at: isued + 3d, do: hold-credit }'),
    [
      '3:18 /steps/0/at Step "a" is at "isued + 3d"; expected "due", "issued", "previous" or "month-end", at will with an offset, such as "due + 3d"; did you mean "issued"?',
    ],
  ],
  [
    'an unknown unit',
    step('{ id: sms-2, at: due + 3x, do: hold-credit }'),
    [
      '3:22 /steps/0/at Step "sms-2" waits "3x"; expected a duration such as "3d" or "2bd" (days "d", business days "bd", weeks "w")',
    ],
  ],
  [
    'an offset without a unit',
    step('{ id: a, at: due + 3, do: hold-credit }'),
    [
      '3:18 /steps/0/at Step "a" waits "3"; expected a duration such as "3d" or "2bd" (days "d", business days "bd", weeks "w")',
    ],
  ],
  [
    'an offset without a sign',
    step('{ id: a, at: due 3d, do: hold-credit }'),
    ['3:18 /steps/0/at Step "a" is at "due 3d"; expected "+" or "-" between "due" and a duration, such as "due + 3d"'],
  ],
  [
    'an offset of a hundred years',
    step('{ id: a, at: due + 36500d, do: hold-credit }'),
    ['3:18 /steps/0/at Step "a" waits "36500d"; expected at most "3650d"'],
  ],
  [
    'half a day',
    step('{ id: a, at: due + 1.5d, do: hold-credit }'),
    [
      '3:18 /steps/0/at Step "a" waits "1.5d"; expected a duration such as "3d" or "2bd" (days "d", business days "bd", weeks "w")',
    ],
  ],
  [
    'a time that is a number',
    step('{ id: a, at: 3, do: hold-credit }'),
    ['3:18 /steps/0/at Step "a" has at 3 (a number); expected a time such as "due + 3d"'],
  ],
  [
    'previous on the first step',
    step('{ id: a, at: previous + 3d, do: hold-credit }'),
    ['3:18 /steps/0/at Step "a" is at "previous", but is the first step; expected "due", "issued" or "month-end"'],
  ],
  [
    'a step without an action',
    step('{ id: a, at: due }'),
    ['3:5 /steps/0 Step "a" has no "do"; expected "email", "sms", "task", "hold-credit" or "escalate"'],
  ],
  [
    'an unknown action',
    step('{ id: a, at: due, do: letter }'),
    ['3:27 /steps/0/do Step "a" has do "letter"; expected "email", "sms", "task", "hold-credit" or "escalate"'],
  ],
  [
    'a misspelt action',
    step('{ id: a, at: due, do: emial, template: reminder-1 }'),
    [
      '3:27 /steps/0/do Step "a" has do "emial"; expected "email", "sms", "task", "hold-credit" or "escalate"; did you mean "email"?',
    ],
  ],
  [
    'an email without a template',
    step('{ id: a, at: due, do: email }'),
    ['3:5 /steps/0 Step "a" has no "template"; expected the name of a template'],
  ],
  [
    'an unknown template',
    step('{ id: a, at: due, do: email, template: reminder-9 }'),
    ['3:44 /steps/0/template Step "a" names the unknown template "reminder-9"; did you mean "reminder-1"?'],
  ],
  [
    'a template without that channel',
    step('{ id: a, at: due, do: sms, template: letter }'),
    [
      '3:42 /steps/0/template Step "a" sends an SMS by the template "letter", which is written for email only; expected a template for sms',
    ],
  ],
  [
    'a template on a task',
    step('{ id: a, at: due, do: task, queue: collectors, template: reminder-1 }'),
    ['3:62 /steps/0/template Step "a" has template, which does not belong to "do: task"; expected queue, title'],
  ],
  [
    'a ladder on a credit hold',
    step('{ id: a, at: due, do: hold-credit, ladder: standard }'),
    ['3:48 /steps/0/ladder Step "a" has ladder, which does not belong to "do: hold-credit"; expected none besides'],
  ],
  [
    'a task without a queue',
    step('{ id: a, at: due, do: task, title: Call }'),
    ['3:5 /steps/0 Step "a" has no "queue"; expected the name of a queue'],
  ],
  [
    'an unknown queue',
    step('{ id: a, at: due, do: task, queue: colectors }'),
    ['3:40 /steps/0/queue Step "a" names the unknown queue "colectors"; did you mean "collectors"?'],
  ],
  [
    'an unknown ladder',
    step('{ id: a, at: due, do: escalate, ladder: steep }'),
    ['3:45 /steps/0/ladder Step "a" names the unknown ladder "steep"; expected "standard"'],
  ],
  [
    'an unknown recipient',
    step('{ id: a, at: due, do: email, template: reminder-1, to: boss }'),
    ['3:60 /steps/0/to Step "a" has to "boss"; expected "billing", "manager" or "legal"'],
  ],
  [
    'cc as a text',
    step('{ id: a, at: due, do: email, template: reminder-1, cc: legal }'),
    ['3:60 /steps/0/cc Step "a" has cc "legal"; expected a list of "billing", "manager" and "legal", or no cc at all'],
  ],
  [
    'the recipient in cc',
    step('{ id: a, at: due, do: email, template: reminder-1, cc: [legal, billing] }'),
    ['3:60 /steps/0/cc Step "a" lists "billing" in cc, who is the recipient already; expected other roles'],
  ],
  [
    'one role twice in cc',
    step('{ id: a, at: due, do: email, template: reminder-1, cc: [legal, legal] }'),
    ['3:68 /steps/0/cc/1 Step "a" lists "legal" twice in cc; expected each once'],
  ],
  [
    'a misspelt field of a step',
    step('{ id: a, at: due, do: email, tempalte: reminder-1 }'),
    [
      '3:5 /steps/0 Step "a" has no "template"; expected the name of a template',
      '3:34 /steps/0/tempalte Step "a" has the unknown field "tempalte"; did you mean "template"?',
    ],
  ],
  [
    'a sendAt of a step after midnight',
    step('{ id: a, at: due, do: hold-credit, sendAt: "25:00" }'),
    [
      '3:48 /steps/0/sendAt Step "a" has sendAt "25:00"; expected a local time from "00:00" to "23:59", in quotes and with two digits each, such as "09:30"',
    ],
  ],
  [
    'money in applies',
    field('applies: { customer.balance: { gte: "5.00" } }'),
    [
      '2:12 /applies/customer.balance The "applies" condition uses "customer.balance", which only "when" of a step may use; expected customer.segment, customer.country, customer.language, customer.zone, customer.attributes.KEY',
    ],
  ],
  [
    'an invoice fact in applies',
    field('applies:\n  all:\n    - { customer.segment: smb }\n    - { invoice.daysPastDue: 3 }'),
    [
      '5:9 /applies/all/1/invoice.daysPastDue The "applies" condition uses "invoice.daysPastDue", which only "when" of a step may use; expected customer.segment, customer.country, customer.language, customer.zone, customer.attributes.KEY',
    ],
  ],
  [
    'an applies that never is',
    field('applies: { all: [{ customer.segment: smb }, { customer.segment: mid }] }'),
    [
      '2:10 /applies The "applies" condition can never be true: customer.segment eq smb and customer.segment eq mid exclude each other; expected a condition that some invoice can meet',
    ],
  ],
];

describe('a bad playbook', () => {
  it.each(BAD_PLAYBOOKS)('is refused for %s, with the place and what is accepted', (_, source, faults) => {
    const parsed = parsePlaybook(source, known);
    expect(shownFaults(parsed.faults)).toEqual(faults);
    expect(parsed.playbook).toBeNull();
  });

  it('is refused above 200 steps', () => {
    const steps = Array.from(
      { length: 201 },
      (_, index) => `  - { id: s${index}, at: due + ${index}d, do: hold-credit }\n`,
    );
    expect(shownFaults(parsePlaybook(`playbook: test\nsteps:\n${steps.join('')}`, known).faults)).toEqual([
      '3:3 /steps The playbook has 201 steps; expected a list of 1 to 200 steps',
    ]);
    expect(parsePlaybook(`playbook: test\nsteps:\n${steps.slice(1).join('')}`, known).faults).toEqual([]);
  });

  it('gives every fault a text in Chinese too', () => {
    const faults = BAD_PLAYBOOKS.flatMap(([, source]) => parsePlaybook(source, known).faults);
    for (const fault of faults) expect(fault.messageZh).toMatch(/\p{Script=Han}.*[；，。（]|；/u);
  });

  it('has all its faults reported at once, by line', () => {
    const source = `playbook: my playbook
catchUp: never
steps:
  - { id: a, at: due + 3x, do: email, template: reminder-1 }
  - { id: a, at: due + 3d, do: fax }
`;
    expect(parsePlaybook(source, known).faults.map(({ line, path, code }) => [line, path, code])).toEqual([
      [1, '/playbook', 'bad-value'],
      [2, '/catchUp', 'bad-value'],
      [4, '/steps/0/at', 'bad-duration'],
      [5, '/steps/1/do', 'bad-value'],
    ]);
  });

  it('has the same faults as a JSON value, without lines', () => {
    const value = {
      playbook: 'test',
      sendAt: 600,
      steps: [{ id: 'a', at: 'due', do: 'email', template: 'reminder-9' }],
    };
    expect(shownFaults(parsePlaybook(value, known).faults)).toEqual([
      '- /sendAt The playbook has sendAt 600 (a number); expected a local time from "00:00" to "23:59", in quotes and with two digits each, such as "10:00"',
      '- /steps/0/template Step "a" names the unknown template "reminder-9"; did you mean "reminder-1"?',
    ]);
  });

  it.each([
    [null],
    [undefined],
    [3],
    [true],
    [[]],
    [{ steps: { toString: 1 } }],
    [{ __proto__: { playbook: 'a' } }],
    [() => 1],
  ])('is a fault and not an exception as the JSON value %p', (value) => {
    const parsed = parsePlaybook(value, known);
    expect(parsed.playbook).toBeNull();
    expect(parsed.faults).not.toEqual([]);
  });
});
