import fc from 'fast-check';
import { EVERY_WEEKDAY } from '../../../domain/calendar/business-calendar';
import type { LadderStaff } from '../../../domain/escalate/choose-person';
import { businessEnd, climbOn, type ClimbedLevel } from '../../../domain/escalate/climb';
import { decideEscalation, type EscalationFacts } from '../../../domain/escalate/decide-escalation';
import { parseLadder } from '../../../domain/escalate/parse-ladder';
import type { Instant } from '../../../domain/types';

/** Thursday 8 October 2026, 12:00. */
const START = Date.parse('2026-10-08T12:00:00Z');
const HOUR = 3_600_000;

const LADDER = parseLadder({
  ladder: 'l',
  levels: [
    { id: 'a', notify: 'owner', wait: '4h' },
    { id: 'b', notify: 'owner-manager', by: ['task'], wait: '4h' },
  ],
  holdWhileOpen: true,
}).value!;

const person = (id: string, managerId: string | null): LadderStaff => ({
  ...{ id, managerId, role: 'collector', team: null, active: true, zone: 'UTC' },
  calendar: EVERY_WEEKDAY,
  absences: [],
});

const NEW: EscalationFacts = {
  ladder: LADDER,
  status: 'climbing',
  climb: [],
  startedAt: START,
  dueAt: null,
  staff: [person('owner', 'manager'), person('manager', null)],
  ownerId: 'owner',
  emailStopped: false,
  done: new Set(),
};

const told = (level: number, staffId: string, at: Instant): ClimbedLevel => ({
  ...{ level, id: 'x', told: 'person', staffId, at, passedOver: [] },
});
const FIRST: EscalationFacts = {
  ...NEW,
  climb: [told(1, 'owner', START)],
  dueAt: START + 4 * HOUR,
  done: new Set(['hold', 'level-1', 'email-1']),
};
const SECOND: EscalationFacts = {
  ...FIRST,
  climb: [...FIRST.climb, told(2, 'manager', START + 4 * HOUR)],
  dueAt: START + 8 * HOUR,
};

describe('an escalation', () => {
  it.each<[string, Partial<EscalationFacts>, Instant, object]>([
    ['holds touches first, where its ladder says so', NEW, START, { action: 'placeHold', step: 'hold', at: START }],
    [
      'then tells the first level at once',
      { ...NEW, done: new Set(['hold']) },
      START,
      { action: 'escalateToLevel', step: 'level-1', at: START },
    ],
    [
      'sends the level its email',
      { ...FIRST, done: new Set(['hold', 'level-1']) },
      START,
      { action: 'notifyStaff', step: 'email-1', at: START },
    ],
    [
      'does not wait for an email that a kill switch keeps back',
      { ...FIRST, done: new Set(['hold', 'level-1']), emailStopped: true },
      START,
      { action: 'escalateToLevel', step: 'level-2', at: START + 4 * HOUR },
    ],
    [
      'does not wait for an email that no mail server takes in the level’s time',
      { ...FIRST, done: new Set(['hold', 'level-1']) },
      START + 4 * HOUR,
      { action: 'escalateToLevel', step: 'level-2', at: START + 4 * HOUR },
    ],
    [
      'holds touches even where somebody has acknowledged before',
      { ...NEW, status: 'acknowledged', dueAt: START + 20 * HOUR },
      START,
      { action: 'placeHold', step: 'hold', at: START },
    ],
    [
      'waits for the level, then climbs',
      FIRST,
      START,
      { action: 'escalateToLevel', step: 'level-2', at: START + 4 * HOUR, reason: { en: 'Nobody has acknowledged in time' } }, // prettier-ignore
    ],
    ['sends no email where the level takes none', SECOND, START, { action: 'exhaustLadder', at: START + 8 * HOUR }],
    [
      'tells a level that comes late when it comes',
      FIRST,
      START + 30 * HOUR,
      { step: 'level-2', at: START + 30 * HOUR },
    ],
    [
      'that is acknowledged climbs on where it is not resolved in time',
      { ...FIRST, status: 'acknowledged', dueAt: START + 20 * HOUR },
      START,
      { step: 'level-2', at: START + 20 * HOUR, reason: { en: 'It was acknowledged, but not resolved in time' } },
    ],
    [
      'that is acknowledged at the last level is exhausted where it is not resolved in time',
      { ...SECOND, status: 'acknowledged', dueAt: START + 20 * HOUR },
      START,
      { action: 'exhaustLadder', step: 'exhausted', at: START + 20 * HOUR },
    ],
    ['ends when it is resolved', { ...FIRST, status: 'resolved' }, START, { status: 'closed', outcome: 'resolved' }],
    ['ends when it is cancelled', { ...FIRST, status: 'cancelled' }, START, { status: 'closed', outcome: 'cancelled' }],
    [
      'ends when it is exhausted',
      { ...SECOND, status: 'exhausted' },
      START,
      { status: 'closed', outcome: 'exhausted' },
    ],
  ])('%s', (_case, facts, asOf, expected) => {
    expect(decideEscalation({ ...NEW, ...facts }, asOf)).toMatchObject(expected);
  });

  it('goes past a level that nobody is at', () => {
    const facts = { ...NEW, done: new Set(['hold']), staff: [person('owner', 'manager')], climb: FIRST.climb };
    expect(decideEscalation({ ...FIRST, ...facts, done: FIRST.done }, START)).toMatchObject({
      action: 'exhaustLadder',
    });
    const noOwner = {
      ...facts,
      climb: [],
      staff: [{ ...person('owner', 'manager'), active: false }, person('manager', null)],
    };
    expect(decideEscalation(noOwner, START)).toMatchObject({ step: 'level-2', at: START });
  });

  it('does each step once, climbs only in business hours, and ends, whenever it is looked at', () => {
    const lateness = fc.array(fc.integer({ min: 0, max: 60 * 24 * 3 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(lateness, (minutes) => {
        const steps: string[] = [];
        let facts = NEW;
        let now = START;
        for (const late of minutes) {
          const decision = decideEscalation(facts, now);
          if (decision.status !== 'planned') break;
          expect(decision.at).toBeGreaterThanOrEqual(now);
          // Looking again at any time before changes nothing.
          expect(decideEscalation(facts, Math.floor((now + decision.at) / 2))).toMatchObject({ step: decision.step });
          now = decision.at + late * 60_000;
          const acted = decideEscalation(facts, now);
          if (acted.status !== 'planned') throw new Error('A touch that was planned is not there any more');
          steps.push(acted.step);
          facts = done(facts, acted.step, acted.at);
        }
        // An email that would come after its level's time is left out.
        expect(new Set(steps).size).toBe(steps.length);
        expect(steps.filter((step) => step !== 'email-1')).toEqual(['hold', 'level-1', 'level-2', 'exhausted']);
        expect(decideEscalation(facts, now)).toMatchObject({ status: 'closed', outcome: 'exhausted' });
      }),
    );
  });
});

/** The facts after a step, as the acts leave them. */
function done(facts: EscalationFacts, step: string, at: Instant): EscalationFacts {
  const after = { ...facts, done: new Set([...facts.done, step]) };
  if (step === 'exhausted') return { ...after, status: 'exhausted' };
  if (!step.startsWith('level-')) return after;
  const { passed, person: who } = climbOn(facts.ladder, facts.climb, facts, at);
  return { ...after, climb: [...facts.climb, ...passed], dueAt: businessEnd(facts.ladder, 240, who!, at) };
}
