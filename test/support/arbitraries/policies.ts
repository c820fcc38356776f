import fc from 'fast-check';
import type { Calendar, Channel, CivilDate, ContactPolicy, PolicyDay, Weekday, Window } from '../../../domain/types';

const channels = fc.constantFrom<readonly Channel[]>([], [], ['email'], ['sms'], ['email', 'sms']);
const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const window: fc.Arbitrary<Window> = fc.record({
  days: fc.oneof(
    fc.constantFrom<readonly PolicyDay[]>([], ['workdays'], ['mon', 'tue', 'wed', 'thu', 'fri']),
    fc.subarray([...WEEKDAYS], { minLength: 1, maxLength: 3 }),
  ),
  from: fc.constantFrom(0, 90, 150, 540, 840),
  to: fc.constantFrom(150, 195, 720, 1080, 1440),
  channels,
});

/** Policies as parsed: a window opens before it closes. */
export const arbitraryPolicy: fc.Arbitrary<ContactPolicy> = fc
  .record({
    windows: fc.array(
      window.filter(({ from, to }) => from < to),
      { maxLength: 2 },
    ),
    closedDays: fc.constantFrom('calendar', 'none'),
    minimumGapDays: fc.constantFrom(0, 0, 1, 2),
    caps: fc.array(
      fc.record({ count: fc.integer({ min: 1, max: 2 }), perDays: fc.integer({ min: 1, max: 5 }), channels }),
      {
        maxLength: 2,
      },
    ),
  })
  .map((rules) => ({ name: 'small', title: { en: 'Small', zh: '小' }, applies: null, priority: 0, ...rules }));

/** Calendars with holidays and make-up workdays among the given days. */
export function arbitraryCalendar(days: readonly CivilDate[]): fc.Arbitrary<Calendar> {
  return fc
    .array(fc.tuple(fc.constantFrom(...days), fc.constantFrom('off', 'work')), { maxLength: 4 })
    .map((changes) => ({ code: 'small', weekend: ['sat', 'sun'], days: new Map(changes) }));
}
