import { ANY_NAMES } from '../../../domain/playbook/known-names';
import { parseWinBackPolicy } from '../../../domain/win-back/parse-win-back-policy';
import { branchFor, dormancyDays, LOSS_REASONS, POTENTIALS } from '../../../domain/win-back/win-back-policy';
import { loadSeedDocuments } from '../../../prisma/seed/load-documents';
import { loadSeedTemplates } from '../../../prisma/seed/load-templates';
import { shownFaults } from '../authoring/shown-faults';

const MINIMAL = 'winBack: one\nbranches: [{ id: all, steps: [{ id: a, after: 3d, do: email, template: t }] }]';

/** A policy whose other fields begin on line 3. */
const policy = (rest: string): string =>
  `winBack: test\nbranches: [{ id: all, steps: [{ id: a, after: 3d, do: email, template: t }] }]\n${rest}\n`;
/** Branches from line 3 on. */
const branches = (rest: string): string => `winBack: test\nbranches:\n${rest}\n`;
const FALLBACK = '  - { id: all, steps: [{ id: a, after: 3d, do: email, template: t }] }';
const CALL_FIRST = '  - { id: vip, potential: [high], steps: [{ id: call, after: 0d, do: task, queue: sales }] }\n';

describe('parsing a win-back policy', () => {
  it('fills in what is left out, and asks for a person only where somebody can be of high potential', () => {
    const { value, faults } = parseWinBackPolicy(branches(`${CALL_FIRST}${FALLBACK}`), ANY_NAMES);

    expect(faults).toEqual([]);
    expect(value).toMatchObject({
      name: 'test',
      title: { en: 'test', zh: 'test' },
      sendAt: 600,
      dormantAfter: { defaultDays: 120 },
      holdOut: 0,
      maxTouches: 6,
      measureForDays: 90,
    });
  });

  it('takes the policies that come with Perennial, with their templates', () => {
    const templates = new Map<string, Set<'email' | 'sms'>>();
    for (const { name, channel } of loadSeedTemplates()) {
      templates.set(name, (templates.get(name) ?? new Set()).add(channel));
    }
    for (const { text, name } of loadSeedDocuments('win-back-policies')) {
      const { value, faults } = parseWinBackPolicy(text, { ...ANY_NAMES, templates });
      expect(shownFaults(faults)).toEqual([]);
      expect(value?.name).toBe(name);
    }
  });

  it('gives each reason and potential the first branch that fits', () => {
    const [seed] = loadSeedDocuments('win-back-policies');
    const { value } = parseWinBackPolicy(seed?.text, ANY_NAMES);
    if (value === null) throw new Error('The seeded policy cannot be read');

    const chosen = LOSS_REASONS.map((reason) => [reason, POTENTIALS.map((one) => branchFor(value, reason, one).id)]);
    expect(Object.fromEntries(chosen)).toEqual({
      quality: ['personal-quality', 'repair', 'repair'],
      service: ['personal-quality', 'repair', 'repair'],
      budget: ['personal', 'price', 'price'],
      competitor: ['personal', 'price', 'price'],
      'no-need': ['personal', 'others', 'others'],
      silent: ['personal', 'others', 'others'],
    });
  });

  it('knows when a customer counts as dormant by its segment', () => {
    const { value } = parseWinBackPolicy(
      branches(`${CALL_FIRST}${FALLBACK}\ndormantAfter: { default: 200d, segments: { smb: 90d } }`),
      ANY_NAMES,
    );

    expect(value && dormancyDays(value, { segment: 'smb' })).toBe(90);
    expect(value && dormancyDays(value, { segment: 'mid' })).toBe(200);
    expect(value && dormancyDays(value, { segment: null })).toBe(200);
  });

  it.each<readonly [string, string, readonly string[]]>([
    ['no name', MINIMAL.replace('winBack: one\n', ''), ['1:1 The win-back policy has no "winBack"; expected its name']],
    [
      'a misspelt field',
      policy('meassureFor: 30d'),
      ['3:1 /meassureFor The win-back policy has the unknown field "meassureFor"; did you mean "measureFor"?'],
    ],
    [
      'hold-outs as a percentage',
      policy('holdOut: 10'),
      [
        '3:10 /holdOut The win-back policy has holdOut 10 (a number); expected a share from 0 to 0.5, such as 0.1 for a tenth',
      ],
    ],
    [
      'a dormancy in weeks',
      policy('dormantAfter: { default: 12w }'),
      [
        '3:26 /dormantAfter/default The "dormantAfter" has default "12w"; expected days from "1d" to "1830d", such as "30d"',
      ],
    ],
    [
      'a budget with too many decimals',
      policy('budget: { JPY: "10.00" }'),
      [
        '3:16 /budget/JPY The win-back policy has budget.JPY "10.00"; expected an amount of 0 or more with at most 0 decimals, in quotes and without separators, such as "50"',
      ],
    ],
    [
      'an unknown offer',
      branches(
        `${CALL_FIRST}  - { id: all, steps: [{ id: a, after: 3d, do: email, template: t, offer: tne-percent }] }\noffers: { ten-percent: { title: Ten, kind: discount, validFor: 30d } }`,
      ),
      [
        '4:75 /branches/1/steps/0/offer Step "a" of branch "all" names the unknown offer "tne-percent"; did you mean "ten-percent"?',
        '5:11 /offers/ten-percent No step makes the offer "ten-percent"; expected a step with "offer: ten-percent", or no such offer',
      ],
    ],
    [
      'an offer that nobody makes',
      branches(`${CALL_FIRST}${FALLBACK}\noffers: { visit: { title: Visit, kind: service-visit, validFor: 30d } }`),
      ['5:11 /offers/visit No step makes the offer "visit"; expected a step with "offer: visit", or no such offer'],
    ],
    [
      'an offer for ever',
      branches(
        `${CALL_FIRST}  - { id: all, steps: [{ id: a, after: 3d, do: email, template: t, offer: x }] }\noffers: { x: { title: X, kind: gift } }`,
      ),
      [
        '5:14 /offers/x Offer "x" has no "validFor"; expected days such as "30d"',
        '5:32 /offers/x/kind Offer "x" has kind "gift"; expected "discount", "terms" or "service-visit"',
      ],
    ],
    [
      'a last branch that is not for everybody',
      branches(
        `${CALL_FIRST}  - { id: bad, reason: [quality], steps: [{ id: a, after: 3d, do: email, template: t }] }`,
      ),
      [
        '4:5 /branches/1 Branch "bad" is the last and is not for everybody; expected a last branch without "reason" and "potential"',
      ],
    ],
    [
      'a branch under one that takes all of it',
      branches(
        `${CALL_FIRST}  - { id: one, reason: [quality, service], steps: [{ id: a, after: 3d, do: email, template: t }] }\n  - { id: two, reason: [quality], steps: [{ id: a, after: 3d, do: email, template: t }] }\n${FALLBACK}`,
      ),
      [
        '5:11 /branches/2/id Branch "two" is for nobody: the branches above take every reason and potential of it; expected it above them, or not at all',
      ],
    ],
    [
      'a high potential that machines write to first',
      branches(FALLBACK),
      [
        '3:24 /branches/0/steps/0 Branch "all" takes customers of high potential and does not begin with a person; expected "do: task" as its first step, or a branch above it for "potential: [high]"',
      ],
    ],
    [
      'a low potential that costs a person time',
      branches('  - { id: all, steps: [{ id: call, after: 0d, do: task, queue: sales }] }'),
      [
        '3:24 /branches/0/steps/0 Branch "all" takes customers of low potential and has the task "call"; expected messages only, or a branch above it for the others',
      ],
    ],
    [
      'a step after the measuring',
      branches(`${CALL_FIRST}${FALLBACK}\nmeasureFor: 3d`),
      [
        '4:24 /branches/1/steps/0 Step "a" of branch "all" comes 3 days after the start at the earliest; expected less than measureFor, which is 3d',
      ],
    ],
    [
      'a step that the episode uses itself',
      branches(`${CALL_FIRST}  - { id: all, steps: [{ id: end, after: 3d, do: email, template: t }] }`),
      [
        '4:30 /branches/1/steps/0/id Step "end" of branch "all" has an ID that the win-back itself uses; expected another than "start", "end" and "reply"',
      ],
    ],
    [
      'a queue for a message',
      branches(`${CALL_FIRST}  - { id: all, steps: [{ id: a, after: 3d, do: sms, template: t, queue: sales }] }`),
      [
        '4:73 /branches/1/steps/0/queue Step "a" of branch "all" has queue, which does not belong to "do: sms"; expected template',
      ],
    ],
  ])('reports %s', (_title, source, expected) => {
    const faults = shownFaults(parseWinBackPolicy(source, ANY_NAMES).faults);
    // The one-branch policies of this table have no branch for a person; that fault has a row of its own.
    const others = expected.some((text) => text.includes('begin with a person'))
      ? faults
      : faults.filter((text) => !text.includes('does not begin with a person'));
    expect(others).toEqual(expected);
  });

  it('warns of a step that maxTouches leaves out, and of one that is free in a currency of the budget', () => {
    const { value, faults } = parseWinBackPolicy(
      branches(
        `${CALL_FIRST}  - { id: all, steps: [{ id: a, after: 1d, do: sms, template: t, cost: { USD: "1.00" } }, { id: b, after: 1d, do: sms, template: t }] }\nmaxTouches: 1\nbudget: { USD: "5.00", EUR: "5.00" }`,
      ),
      ANY_NAMES,
    );

    expect(value).not.toBeNull();
    expect(faults.map(({ severity, code }) => [severity, code])).toEqual([
      ['warning', 'no-cost'],
      ['warning', 'over-max-touches'],
    ]);
  });
});
