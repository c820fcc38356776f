import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addBusinessDays, isOpenDay } from '../../../domain/calendar/business-calendar';
import { addDays } from '../../../domain/calendar/civil-date';
import type { Calendar, CivilDate } from '../../../domain/types';

const shared = process.env['PERENNIAL_SHARED_DATA'] ?? join(__dirname, '../../../../shared/data');
const file = join(shared, 'vectors/cn-calendar-2007-2026.csv');
const present = existsSync(file);

/** `date,kind,name,notice`, one line for each day on which a notice departs from the plain week. */
const rows = (present ? readFileSync(file, 'utf8').trim().split('\n').slice(1) : []).map((line) => {
  const [on, kind] = line.trim().split(',');
  return [on as CivilDate, kind as 'off' | 'work'] as const;
});
const china: Calendar = { code: 'cn', weekend: ['sat', 'sun'], days: new Map(rows) };

const describeWithData = present ? describe : describe.skip;
describeWithData(`China 2007–2026${present ? '' : ' (skipped: no shared data; set PERENNIAL_SHARED_DATA)'}`, () => {
  it('opens and closes every day of twenty years as the State Council notices say', () => {
    const off = new Set(rows.filter(([, kind]) => kind === 'off').map(([on]) => on));
    const work = new Set(rows.filter(([, kind]) => kind === 'work').map(([on]) => on));
    expect([off.size, work.size]).toEqual([545, 133]);
    let checked = 0;
    for (let on = '2007-01-01'; on <= '2026-12-31'; on = addDays(on, 1)) {
      const plainWorkday = ![0, 6].includes(new Date(`${on}T00:00:00Z`).getUTCDay());
      const expected = work.has(on) || (plainWorkday && !off.has(on));
      expect(`${on} ${isOpenDay(china, on)}`).toBe(`${on} ${expected}`);
      checked += 1;
    }
    expect(checked).toBe(7305);
  });

  // Weekdays of the year less the statutory holidays: what make-up workdays must add up to, whichever days they are.
  it.each([
    [2024, 366 - 104 - 11],
    [2025, 365 - 104 - 13],
    [2026, 365 - 104 - 13],
  ])('has in %d as many open days as the law on holidays leaves: %d', (year, expected) => {
    let open = 0;
    for (let on = `${year}-01-01`; on <= `${year}-12-31`; on = addDays(on, 1)) if (isOpenDay(china, on)) open += 1;
    expect(open).toBe(expected);
  });

  it.each([
    // 2024: off from Saturday 10 to Saturday 17 February; Sundays 4 and 18 February are worked.
    ['2024-02-02', 1, '2024-02-04'],
    ['2024-02-02', 2, '2024-02-05'],
    ['2024-02-09', 1, '2024-02-18'],
    ['2024-02-09', 2, '2024-02-19'],
    ['2024-02-10', 0, '2024-02-18'],
    ['2024-02-17', 0, '2024-02-18'],
    ['2024-02-14', 3, '2024-02-20'],
    ['2024-02-18', -1, '2024-02-09'],
    ['2024-02-19', -7, '2024-02-04'],
    // 2026: off from Sunday 15 to Monday 23 February; Saturdays 14 and 28 February are worked.
    ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-13', 2, '2026-02-24'],
    ['2026-02-15', 0, '2026-02-24'],
    ['2026-02-24', -1, '2026-02-14'],
    ['2026-02-27', 1, '2026-02-28'],
    ['2026-02-27', 2, '2026-03-02'],
  ])('counts across Spring Festival from %s by %d business days to %s', (on, n, expected) => {
    expect(addBusinessDays(china, on, n)).toBe(expected);
  });
});
