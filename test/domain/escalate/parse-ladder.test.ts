import { BUILT_IN_LADDER } from '../../../domain/escalate/ladder';
import { parseLadder } from '../../../domain/escalate/parse-ladder';
import { loadSeedDocuments } from '../../../prisma/seed/load-documents';
import { shownFaults } from '../authoring/shown-faults';

const FULL = `
ladder: urgent
title: { en: Urgent, zh: 紧急 }
businessHours: { from: '08:30', to: '19:00' }
levels:
  - { id: first, notify: owner, by: [task], wait: 90m }
  - { id: second, notify: [owner-manager, team-lead, { role: credit-manager }], wait: 4h }
resolveWithin: 8h
holdWhileOpen: true
`;

const levels = (line: string): string => `ladder: l\nlevels:\n  - ${line}\n`;

/** What is wrong, the source, and `line:column pointer text` of each fault. */
const BAD: readonly (readonly [string, string, readonly string[]])[] = [
  ['no levels', 'ladder: l\n', ['1:1 The ladder has no "levels"; expected a list of 1 to 20 levels']],
  [
    'an empty list of levels',
    'ladder: l\nlevels: []\n',
    ['2:9 /levels The ladder has an empty list as levels; expected a list of 1 to 20 levels'],
  ],
  [
    'a misspelt field',
    'ladder: l\nlevel: []\nlevels: [{ id: a, notify: owner, wait: 4h }]\n',
    ['2:1 /level The ladder has the unknown field "level"; did you mean "levels"?'],
  ],
  [
    'a wait in days',
    levels('{ id: a, notify: owner, wait: 3d }'),
    [
      '3:35 /levels/0/wait Level "a" has wait "3d"; expected a time in business hours and minutes such as "4h", "90m" or "1h 30m"',
    ],
  ],
  [
    'a misspelt target',
    levels('{ id: a, notify: team-leed, wait: 4h }'),
    [
      '3:22 /levels/0/notify Level "a" has notify "team-leed"; expected "owner", "owner-manager" or "team-lead"; did you mean "team-lead"?',
    ],
  ],
  [
    'a role without its name',
    levels('{ id: a, notify: {}, wait: 4h }'),
    ['3:22 /levels/0/notify Level "a", notify, has no "role"; expected the name of a role'],
  ],
  [
    'a target twice',
    levels('{ id: a, notify: [owner, owner], wait: 4h }'),
    ['3:30 /levels/0/notify/1 Level "a" lists "owner" twice in notify; expected each once'],
  ],
  [
    'two levels with one ID',
    'ladder: l\nlevels:\n  - { id: a, notify: owner, wait: 4h }\n  - { id: a, notify: team-lead, wait: 4h }\n',
    ['4:11 /levels/1/id Level 2 has the ID "a" of level 1; expected an ID of its own'],
  ],
  [
    'business hours that end before they begin',
    `businessHours: { from: '18:00', to: '09:00' }\n${levels('{ id: a, notify: owner, wait: 4h }')}`,
    ['1:37 /businessHours/to The business hours has to "09:00"; expected a time after "from"'],
  ],
  [
    'a hold that is no yes or no',
    `holdWhileOpen: maybe\n${levels('{ id: a, notify: owner, wait: 4h }')}`,
    ['1:16 /holdWhileOpen The ladder has holdWhileOpen "maybe"; expected true or false'],
  ],
];

describe('a ladder', () => {
  it('is read with all that it can say', () => {
    expect(parseLadder(FULL)).toEqual({
      faults: [],
      value: {
        name: 'urgent',
        title: { en: 'Urgent', zh: '紧急' },
        businessHours: { from: 510, to: 1140 },
        levels: [
          { id: 'first', notify: ['owner'], by: ['task'], waitMinutes: 90 },
          {
            id: 'second',
            notify: ['owner-manager', 'team-lead', { role: 'credit-manager' }],
            by: ['email', 'task'],
            waitMinutes: 240,
          },
        ],
        resolveWithinMinutes: 480,
        holdWhileOpen: true,
      },
    });
  });

  it('takes defaults for what is left out, from JSON too', () => {
    const json = { ladder: 'plain', levels: [{ id: 'a', notify: 'owner', wait: '4h' }] };
    expect(parseLadder(json).value).toMatchObject({
      title: { en: 'plain', zh: 'plain' },
      businessHours: { from: 540, to: 1080 },
      levels: [{ by: ['email', 'task'] }],
      resolveWithinMinutes: 960,
      holdWhileOpen: false,
    });
  });

  it.each(BAD)('with %s is refused, with the place and what is accepted', (_case, source, faults) => {
    expect(parseLadder(source).value).toBeNull();
    expect(shownFaults(parseLadder(source).faults)).toEqual(faults);
  });

  it.each(loadSeedDocuments('ladders').map(({ name, text }) => [name, text]))(
    'that comes with Perennial, %s, has no fault and its own name',
    (name, text) => {
      expect(parseLadder(text)).toMatchObject({ faults: [], value: { name } });
    },
  );

  it('named as the built-in one comes with Perennial', () => {
    expect(loadSeedDocuments('ladders').map(({ name }) => name)).toContain(BUILT_IN_LADDER.name);
  });
});
