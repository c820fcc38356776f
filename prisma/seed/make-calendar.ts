// Writes a calendar file to standard output, for prisma/seed/calendars or for the API.
import { readFileSync } from 'node:fs';
import { calendarYaml, countryTitle, HOLIDAYS_SOURCE, publicHolidays, rowsOfCsv } from './calendar-rows';

const USAGE = `usage: make-calendar CODE FROM_YEAR TO_YEAR      public holidays of us, gb or de
       make-calendar CODE TITLE SOURCE CSV_FILE   days of a CSV with the columns date, kind, name`;

function makeCalendar([code = '', second = '', third = '', file]: readonly string[]): string {
  if (file !== undefined) {
    return calendarYaml(code, { en: second, zh: second }, third, rowsOfCsv(readFileSync(file, 'utf8')));
  }
  const [from, to] = [Number(second), Number(third)];
  if (!(from >= 1900 && to >= from && to <= 2200)) throw new Error(USAGE);
  return calendarYaml(code, countryTitle(code), HOLIDAYS_SOURCE, publicHolidays(code, from, to));
}

try {
  process.stdout.write(makeCalendar(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
