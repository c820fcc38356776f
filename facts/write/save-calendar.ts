import { isCivilDate } from '../../domain/calendar/civil-date';
import { notAccepted } from '../../domain/errors';
import type { CivilDate, LocalizedText, Weekday } from '../../domain/types';
import type { Calendar, CalendarDay } from '../../prisma/generated/client';
import { Prisma } from '../../prisma/generated/client';
import { recordAudit, type AuditContext, type AuditRecord } from './audit';
import { changesBetween } from './changes';
import { checkVersion } from './check-version';
import { fromColumn } from './civil-column';
import { wakeAudience } from './outbox-waves';
import { lockSettings } from './settings-lock';
import { inTransaction, type DbOrTx, type Tx, type Written } from './transaction';

export type CalendarRow = Calendar & { readonly days: CalendarDay[] };

export type SaveCalendarInput = {
  /** Lower-case country code, or a name of your own. */
  readonly code: string;
  /** Of the calendar that it replaces; 0 = there is none yet, `null` = not asked. */
  readonly version: number | null;
  readonly title: LocalizedText;
  readonly weekend: readonly Weekday[];
  readonly source: string | null;
  /** Holidays (`off`) and make-up workdays (`work`); all other days go by the weekend. */
  readonly days: readonly { readonly on: CivilDate; readonly kind: 'off' | 'work'; readonly name: string | null }[];
};

/**
 * Saves a calendar as a whole, in place of the one with this code, and wakes the customers concerned.
 * @returns `unchanged` where it is the same already
 * @throws DomainError `validation-failed`, `version-conflict`
 */
export async function saveCalendar(
  db: DbOrTx,
  input: SaveCalendarInput,
  ctx: AuditContext,
): Promise<Written<CalendarRow>> {
  checkCalendar(input);
  const { code, version, title, weekend, source, days } = input;
  return inTransaction(db, async (tx) => {
    await lockSettings(tx);
    const before = await readCalendar(tx, code);
    checkVersion(version, before?.version ?? 0);
    if (before !== null && sameCalendar(before, input)) return { outcome: 'unchanged', row: before };
    const columns = { titleEn: title.en, titleZh: title.zh, weekend: [...weekend], source };
    await tx.calendar.upsert({
      where: { code },
      create: { code, ...columns },
      update: { ...columns, version: { increment: 1 } },
    });
    await tx.calendarDay.deleteMany({ where: { calendarCode: code } });
    await tx.$executeRaw(Prisma.sql`
      INSERT INTO "CalendarDay" ("calendarCode", "on", "kind", "name")
      SELECT ${code}, d."on", d."kind", d."name"
      FROM jsonb_to_recordset(${JSON.stringify(days)}::jsonb) AS d("on" date, "kind" text, "name" text)`);
    await wakeAudience(tx, 'calendar.changed', 'engaged');
    const row = await readCalendar(tx, code);
    if (row === null) throw new Error(`Calendar "${code}" is not there after it was saved`);
    await recordAudit(tx, { kind: 'calendar.saved', subject: code, data: changesOf(before, row) }, ctx);
    return { outcome: 'recorded', row };
  });
}

/** Of the days those that differ: a calendar has hundreds, and one is changed. */
function changesOf(
  before: CalendarRow | null,
  after: CalendarRow,
): Extract<AuditRecord, { kind: 'calendar.saved' }>['data'] {
  const daysOf = (row: CalendarRow | null) =>
    new Map((row?.days ?? []).map(({ on, kind, name }) => [fromColumn(on), `${kind} ${name ?? ''}`]));
  const plainOf = ({ titleEn, titleZh, weekend, source }: Partial<CalendarRow>) => ({
    titleEn,
    titleZh,
    weekend,
    source,
  });
  const [was, is] = [daysOf(before), daysOf(after)];
  return {
    version: after.version,
    changes: changesBetween(plainOf(before ?? {}), plainOf(after)),
    daysAdded: [...is.keys()].filter((on) => !was.has(on)),
    daysRemoved: [...was.keys()].filter((on) => !is.has(on)),
    daysChanged: [...is.keys()].filter((on) => was.has(on) && was.get(on) !== is.get(on)),
  };
}

function checkCalendar({ weekend, days }: SaveCalendarInput): void {
  if (new Set(weekend).size > 6) {
    throw notAccepted('/weekend', {
      en: 'All seven days are weekend; expected at least one day that is open',
      zh: '七天全是周末；至少应有一天营业',
    });
  }
  const seen = new Set<CivilDate>();
  days.forEach(({ on }, index) => {
    const pointer = `/days/${index}/on`;
    if (!isCivilDate(on)) {
      throw notAccepted(pointer, {
        en: `Given "${on}"; expected a date such as "2026-10-01"`,
        zh: `给定 "${on}"；应为日期，例如 "2026-10-01"`,
      });
    }
    if (seen.has(on)) {
      throw notAccepted(pointer, {
        en: `${on} stands twice; expected each day once`,
        zh: `${on} 出现两次；每一天只能出现一次`,
      });
    }
    seen.add(on);
  });
}

async function readCalendar(tx: Tx, code: string): Promise<CalendarRow | null> {
  return tx.calendar.findUnique({ where: { code }, include: { days: { orderBy: { on: 'asc' } } } });
}

function sameCalendar(before: CalendarRow, { title, weekend, source, days }: SaveCalendarInput): boolean {
  const standing = {
    title: { en: before.titleEn, zh: before.titleZh },
    weekend: before.weekend,
    source: before.source,
    days: before.days.map(({ on, kind, name }) => ({ on: fromColumn(on), kind, name })),
  };
  const ordered = days.toSorted((left, right) => (left.on < right.on ? -1 : 1));
  return Object.keys(changesBetween(standing, { title, weekend, source, days: ordered })).length === 0;
}
