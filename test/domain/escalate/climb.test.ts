import fc from 'fast-check';
import { EVERY_WEEKDAY } from '../../../domain/calendar/business-calendar';
import { parseCalendar } from '../../../domain/calendar/parse-calendar';
import type { LadderStaff } from '../../../domain/escalate/choose-person';
import { businessEnd, climbOn, type ClimbedLevel } from '../../../domain/escalate/climb';
import { BUILT_IN_LADDER, type Ladder } from '../../../domain/escalate/ladder';
import { parseLadder } from '../../../domain/escalate/parse-ladder';
import type { Calendar } from '../../../domain/types';
import { loadSeedDocuments } from '../../../prisma/seed/load-documents';

const NOON = Date.parse('2026-10-08T12:00:00Z');

function staff(id: string, fields: Partial<LadderStaff> = {}): LadderStaff {
  const plain = { role: 'collector', team: null, managerId: null, active: true, zone: 'UTC', absences: [] };
  return { id, ...plain, calendar: EVERY_WEEKDAY, ...fields };
}

function ladder(levels: string): Ladder {
  const { value, faults } = parseLadder(`ladder: l\nlevels:\n${levels}`);
  if (value === null) throw new Error(faults[0]?.message);
  return value;
}

const THREE = ladder(`
  - { id: a, notify: owner, wait: 4h }
  - { id: b, notify: [owner-manager, team-lead], wait: 4h }
  - { id: c, notify: { role: head }, wait: 4h }
`);

const owner = staff('owner', { managerId: 'manager', team: 'north' });
const manager = staff('manager');
const lead = staff('lead', { role: 'lead', team: 'north' });
const head = staff('head', { role: 'head' });
const away = { absences: [{ fromOn: '2026-10-08', untilOn: '2026-10-09' }] };

/** Who is told, climb after climb, until the ladder is at its end. */
function tells(all: readonly LadderStaff[], over: Ladder = THREE, ownerId: string | null = 'owner'): readonly string[] {
  let climb: readonly ClimbedLevel[] = [];
  for (;;) {
    const next = climbOn(over, climb, { staff: all, ownerId }, NOON);
    climb = [...climb, ...next.passed];
    if (next.kind === 'exhaust') return climb.map(({ id, told, staffId }) => `${id} ${staffId ?? told}`);
  }
}

describe('who a ladder tells', () => {
  it.each<[string, readonly LadderStaff[], readonly string[]]>([
    ['everybody is there', [owner, manager, lead, head], ['a owner', 'b manager', 'c head']],
    ['the owner is absent', [{ ...owner, ...away }, manager, head], ['a nobody', 'b manager', 'c head']],
    ['the manager is inactive', [owner, { ...manager, active: false }, lead, head], ['a owner', 'b lead', 'c head']],
    ['nobody leads the team', [{ ...owner, managerId: null }, head], ['a owner', 'b nobody', 'c head']],
    ['one person is meant twice', [owner, { ...manager, role: 'head' }], ['a owner', 'b manager', 'c nobody']],
    ['nobody is there at all', [], ['a nobody', 'b nobody', 'c queue']],
    ['all are absent', [owner, manager, head].map((one) => ({ ...one, ...away })), ['a nobody', 'b nobody', 'c queue']],
  ])('when %s', (_case, all, expected) => {
    expect(tells(all)).toEqual(expected);
  });

  it('says of everybody who is passed over why', () => {
    const all = [{ ...owner, ...away }, { ...manager, active: false }, { ...lead, ...away }, head];
    const { passed } = climbOn(THREE, [], { staff: all, ownerId: 'owner' }, NOON);
    expect(passed.map(({ passedOver }) => passedOver)).toEqual([
      [{ target: 'owner', staffId: 'owner', because: 'absent' }],
      [
        { target: 'owner-manager', staffId: 'manager', because: 'inactive' },
        { target: 'team-lead', staffId: 'lead', because: 'absent' },
      ],
      [],
    ]);
  });

  it("ends an absence with its last day in the person's own zone", () => {
    const inTokyo = staff('owner', { ...away, zone: 'Asia/Tokyo' });
    const at = (instant: string) =>
      climbOn(THREE, [], { staff: [inTokyo], ownerId: 'owner' }, Date.parse(instant)).person?.id;
    expect(at('2026-10-09T14:59:00Z')).toBeUndefined();
    expect(at('2026-10-09T15:00:00Z')).toBe('owner');
  });

  it('by the built-in ladder is the manager of the owner, else the owner, else the queue', () => {
    expect(tells([owner, manager], BUILT_IN_LADDER)).toEqual(['manager manager']);
    expect(tells([owner], BUILT_IN_LADDER)).toEqual(['manager owner']);
    expect(tells([], BUILT_IN_LADDER, null)).toEqual(['manager queue']);
  });

  it('is somebody or the queue, never the same person twice, in the order of the levels, and always comes to an end', () => {
    const target = fc.constantFrom('owner', 'owner-manager', 'team-lead', '{ role: head }', '{ role: lead }');
    const level = fc.array(target, { minLength: 1, maxLength: 3 }).map((targets) => [...new Set(targets)]);
    const person = fc.record({
      role: fc.constantFrom('collector', 'lead', 'head'),
      team: fc.constantFrom(null, 'north', 'south'),
      managerId: fc.constantFrom(null, 's0', 's1', 's2'),
      active: fc.boolean(),
      absences: fc.constantFrom([], away.absences),
    });
    const all = fc.array(person, { maxLength: 6 }).map((list) => list.map((one, index) => staff(`s${index}`, one)));
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 5 }), all, (levels, people) => {
        const written = levels.map((one, index) => `  - { id: l${index}, notify: [${one.join(', ')}], wait: 1h }`);
        const lines = tells(people, ladder(written.join('\n')), 's0');
        const names = lines.map((line) => line.split(' ')[1] ?? '');
        const told = names.filter((name) => name !== 'nobody' && name !== 'queue');
        expect(lines.map((line) => line.split(' ')[0])).toEqual(levels.map((_, index) => `l${index}`));
        expect(new Set(told).size).toBe(told.length);
        expect(told.length > 0 || names.at(-1) === 'queue').toBe(true);
        expect(names.includes('queue') && told.length > 0).toBe(false);
        for (const name of told) {
          const { active, absences } = people.find(({ id }) => id === name)!;
          expect([active, absences]).toEqual([true, []]);
        }
      }),
    );
  });
});

describe('the wait of a level', () => {
  const text = loadSeedDocuments('calendars').find(({ name }) => name === 'cn')?.text ?? '';
  const china = parseCalendar(text).file?.calendar as Calendar;

  it.each([
    [
      'Friday 16:00 in Shanghai into a make-up Saturday',
      'Asia/Shanghai',
      china,
      '2026-10-09T08:00:00Z',
      '2026-10-10T03:00:00Z',
    ],
    [
      '17:00 before the holidays of October in Shanghai',
      'Asia/Shanghai',
      china,
      '2026-09-30T09:00:00Z',
      '2026-10-08T04:00:00Z',
    ],
    [
      'Friday 16:00 in New York before the clock jumps ahead',
      'America/New_York',
      EVERY_WEEKDAY,
      '2026-03-06T21:00:00Z',
      '2026-03-09T15:00:00Z',
    ],
    [
      'Friday 16:00 in New York before the clock falls back',
      'America/New_York',
      EVERY_WEEKDAY,
      '2026-10-30T20:00:00Z',
      '2026-11-02T16:00:00Z',
    ],
    [
      'Friday 16:00 in London before summer time',
      'Europe/London',
      EVERY_WEEKDAY,
      '2026-03-27T16:00:00Z',
      '2026-03-30T10:00:00Z',
    ],
    ['Saturday in London', 'Europe/London', EVERY_WEEKDAY, '2026-06-06T12:00:00Z', '2026-06-08T12:00:00Z'],
  ])('of four business hours from %s', (_case, zone, calendar, start, end) => {
    // prettier-ignore
    const at = businessEnd(THREE, 240, { zone, calendar }, Date.parse(start));
    expect(new Date(at)).toEqual(new Date(end));
  });
});
