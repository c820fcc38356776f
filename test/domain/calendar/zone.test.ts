import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { addDays } from '../../../domain/calendar/civil-date';
import { parseTimeOfDay } from '../../../domain/calendar/time-of-day';
import {
  civilDateAt,
  formatInstant,
  instantOf,
  isZone,
  minuteOfDayAt,
  startOfDay,
} from '../../../domain/calendar/zone';

const iso = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z');
const at = (on: string, time: string, zone: string): string => iso(instantOf(on, parseTimeOfDay(time)!, zone));

describe('time zones', () => {
  it.each(['Asia/Shanghai', 'America/New_York', 'Asia/Kolkata', 'Asia/Calcutta', 'Europe/Kyiv', 'Etc/GMT+8', 'UTC'])(
    'knows %s',
    (name) => {
      expect(isZone(name)).toBe(true);
    },
  );

  it.each(['', '+08:00', '-05', 'Z', 'Mars/Olympus', 'asia/shanghai', 'Beijing', '2020-01-01T00:00[Asia/Tokyo]'])(
    'refuses %j as a zone',
    (name) => {
      expect(isZone(name)).toBe(false);
      expect(() => instantOf('2024-03-08', 600, name)).toThrow(
        `"${name}" is not a time zone; expected a name such as "Asia/Shanghai"`,
      );
    },
  );

  it.each([
    ['2024-03-08', '10:00', 'America/New_York', '2024-03-08T15:00:00Z'],
    ['2024-03-11', '10:00', 'America/New_York', '2024-03-11T14:00:00Z'],
    ['2024-03-08', '10:00', 'Asia/Shanghai', '2024-03-08T02:00:00Z'],
    ['2024-07-01', '09:00', 'Europe/London', '2024-07-01T08:00:00Z'],
    ['2024-03-08', '00:00', 'Asia/Kathmandu', '2024-03-07T18:15:00Z'],
    ['2024-03-08', '24:00', 'Asia/Shanghai', '2024-03-08T16:00:00Z'],
    ['2024-12-31', '24:00', 'UTC', '2025-01-01T00:00:00Z'],
    ['2024-03-08', '12:00', 'Pacific/Kiritimati', '2024-03-07T22:00:00Z'],
    ['2024-03-08', '12:00', 'Pacific/Pago_Pago', '2024-03-08T23:00:00Z'],
  ])('finds %s %s in %s', (on, time, zone, expected) => {
    expect(at(on, time, zone)).toBe(expected);
  });

  it.each([
    ['New York springs forward', '2024-03-10', '02:30', 'America/New_York', '2024-03-10T07:30:00Z', '03:30'],
    ['the first minute of a gap', '2024-03-10', '02:00', 'America/New_York', '2024-03-10T07:00:00Z', '03:00'],
    ['the first minute after a gap', '2024-03-10', '03:00', 'America/New_York', '2024-03-10T07:00:00Z', '03:00'],
    ['London springs forward', '2024-03-31', '01:30', 'Europe/London', '2024-03-31T01:30:00Z', '02:30'],
    ['Lord Howe by half an hour', '2024-10-06', '02:10', 'Australia/Lord_Howe', '2024-10-05T15:40:00Z', '02:40'],
    ['Shanghai of 1991', '1991-04-14', '02:30', 'Asia/Shanghai', '1991-04-13T18:30:00Z', '03:30'],
    ['a gap at midnight, São Paulo', '2018-11-04', '00:30', 'America/Sao_Paulo', '2018-11-04T03:30:00Z', '01:30'],
    ['a gap at midnight, Beirut', '2024-03-31', '00:15', 'Asia/Beirut', '2024-03-30T22:15:00Z', '01:15'],
  ])('moves a time that does not exist forward by the gap: %s', (_case, on, time, zone, expected, shown) => {
    expect(at(on, time, zone)).toBe(expected);
    expect(formatInstant(Date.parse(expected), zone)).toBe(`${on} ${shown} ${zone}`);
  });

  it.each([
    ['New York falls back', '2024-11-03', '01:30', 'America/New_York', '2024-11-03T05:30:00Z'],
    ['London falls back', '2024-10-27', '01:30', 'Europe/London', '2024-10-27T00:30:00Z'],
    ['Lord Howe by half an hour', '2024-04-07', '01:45', 'Australia/Lord_Howe', '2024-04-06T14:45:00Z'],
    ['Shanghai of 1991', '1991-09-15', '01:30', 'Asia/Shanghai', '1991-09-14T16:30:00Z'],
    ['a fold at midnight, São Paulo', '2019-02-16', '23:30', 'America/Sao_Paulo', '2019-02-17T01:30:00Z'],
  ])('takes the first of a time that comes twice: %s', (_case, on, time, zone, expected) => {
    expect(at(on, time, zone)).toBe(expected);
    expect(formatInstant(Date.parse(expected), zone)).toBe(`${on} ${time} ${zone}`);
  });

  it('moves a time of the day that Apia left out into the day after it', () => {
    expect(at('2011-12-29', '10:00', 'Pacific/Apia')).toBe('2011-12-29T20:00:00Z');
    expect(at('2011-12-30', '10:00', 'Pacific/Apia')).toBe('2011-12-30T20:00:00Z');
    expect(at('2011-12-31', '10:00', 'Pacific/Apia')).toBe('2011-12-30T20:00:00Z');
    expect(iso(startOfDay('2011-12-30', 'Pacific/Apia'))).toBe('2011-12-30T10:00:00Z');
    expect(at('2011-12-29', '24:00', 'Pacific/Apia')).toBe('2011-12-30T10:00:00Z');
  });

  it.each([
    ['2024-03-08', 'Asia/Shanghai', '2024-03-07T16:00:00Z', '00:00'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '01:00'],
    ['2024-03-31', 'Asia/Beirut', '2024-03-30T22:00:00Z', '01:00'],
    // Toronto jumped from 23:30 to 00:30, so the day began half an hour into itself.
    ['1919-03-31', 'America/Toronto', '1919-03-31T04:30:00Z', '00:30'],
    // Havana falls back from 01:00 to 00:00: the first of two midnights.
    ['2024-11-03', 'America/Havana', '2024-11-03T04:00:00Z', '00:00'],
  ])('starts %s in %s at its first instant', (on, zone, expected, shown) => {
    const start = startOfDay(on, zone);
    expect(iso(start)).toBe(expected);
    expect(formatInstant(start, zone)).toBe(`${on} ${shown} ${zone}`);
    expect(civilDateAt(start - 1, zone)).toBe(addDays(on, -1));
  });

  it('reads date and minute on both sides of midnight and of a change of the clock', () => {
    const change = Date.parse('2024-03-10T07:00:00Z');
    expect(minuteOfDayAt(change - 1, 'America/New_York')).toBe(119);
    expect(minuteOfDayAt(change, 'America/New_York')).toBe(180);
    const midnight = Date.parse('2024-03-07T16:00:00Z');
    expect(civilDateAt(midnight - 1, 'Asia/Shanghai')).toBe('2024-03-07');
    expect(minuteOfDayAt(midnight - 1, 'Asia/Shanghai')).toBe(1439);
    expect(civilDateAt(midnight, 'Asia/Shanghai')).toBe('2024-03-08');
    expect(minuteOfDayAt(midnight + 59_999, 'Asia/Shanghai')).toBe(0);
    expect(civilDateAt(-1, 'UTC')).toBe('1969-12-31');
    expect(minuteOfDayAt(-1, 'UTC')).toBe(1439);
  });

  it.each([-1, 1441, 90.5, Number.NaN])('refuses %d as minutes of a day', (minutes) => {
    expect(() => instantOf('2024-03-08', minutes, 'UTC')).toThrow('expected whole minutes from 0 to 1440');
  });

  const zones = fc.constantFrom(
    'America/New_York',
    'America/Sao_Paulo',
    'America/St_Johns',
    'Africa/Casablanca',
    'Asia/Beirut',
    'Asia/Shanghai',
    'Asia/Tehran',
    'Australia/Lord_Howe',
    'Europe/London',
    'Europe/Moscow',
    'Pacific/Apia',
    'Pacific/Chatham',
    'UTC',
  );
  const instants = fc.integer({ min: Date.UTC(1900, 0, 3), max: Date.UTC(2100, 0, 1) });
  // Changes of the clock are rare; half of the instants are within two days of one.
  const zonedInstants = fc
    .tuple(zones, instants, fc.option(fc.integer({ min: -48 * 3600, max: 48 * 3600 })))
    .map(([zone, any, near]) => {
      if (near === null) return { zone, instant: any };
      const zoned = Temporal.Instant.fromEpochMilliseconds(any).toZonedDateTimeISO(zone);
      const change = zoned.getTimeZoneTransition('previous')?.epochMilliseconds ?? any;
      return { zone, instant: Math.max(change + near * 1000, Date.UTC(1900, 0, 3)) };
    });

  it('reads every instant as the time zone library does, also near changes of the clock', () => {
    fc.assert(
      fc.property(zonedInstants, ({ zone, instant }) => {
        const wall = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime();
        expect(civilDateAt(instant, zone)).toBe(wall.toPlainDate().toString());
        expect(minuteOfDayAt(instant, zone)).toBe(wall.hour * 60 + wall.minute);
      }),
      { numRuns: 1000 },
    );
  });

  it('finds every wall time as the time zone library does, also near changes of the clock', () => {
    fc.assert(
      fc.property(zonedInstants, fc.integer({ min: 0, max: 1439 }), ({ zone, instant }, minutes) => {
        const day = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate();
        const plainTime = { hour: Math.floor(minutes / 60), minute: minutes % 60 };
        const expected = day.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds;
        expect(instantOf(day.toString(), minutes, zone)).toBe(expected);
        expect(startOfDay(day.toString(), zone)).toBe(day.toZonedDateTime(zone).epochMilliseconds);
      }),
      { numRuns: 1000 },
    );
  });

  it('never goes back in time when the wall time goes forward by a day', () => {
    fc.assert(
      fc.property(zonedInstants, fc.integer({ min: 0, max: 1440 }), ({ zone, instant }, minutes) => {
        const on = civilDateAt(instant, zone);
        expect(instantOf(addDays(on, 1), minutes, zone)).toBeGreaterThanOrEqual(instantOf(on, minutes, zone));
      }),
    );
  });
});
