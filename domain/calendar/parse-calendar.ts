import { readName, readTitle } from '../authoring/common-fields';
import { openFields, readWord, readWords, refuse, required, type Fields } from '../authoring/fields';
import { readSource } from '../authoring/read-source';
import { quoted, type SourceNode } from '../authoring/source-node';
import { createFaultReport, type Fault, type FaultReport } from '../faults';
import type { Calendar, CivilDate, LocalizedText, Weekday } from '../types';
import { EVERY_WEEKDAY } from './business-calendar';
import { isCivilDate, WEEKDAYS } from './civil-date';

/** A calendar as operators keep it: what decisions need, and what people want to read about it. */
export type CalendarFile = {
  readonly calendar: Calendar;
  readonly title: LocalizedText;
  /** Where the days were taken from. */
  readonly source: string | null;
  /** Names of the days that have one, such as `Spring Festival`. */
  readonly names: ReadonlyMap<CivilDate, string>;
};

type CalendarDay = { readonly on: CivilDate; readonly kind: 'off' | 'work'; readonly name: string | null };

const FIELDS = ['calendar', 'title', 'weekend', 'source', 'days'];
const WHOLE_FILE: LocalizedText = {
  en: 'a map with "calendar", "title", "weekend" and "days"',
  zh: '含 "calendar"、"title"、"weekend" 和 "days" 的映射',
};
const A_DAY: LocalizedText = {
  en: 'a day such as { on: 2026-02-16, kind: off, name: "Spring Festival" }',
  zh: '一天，例如 { on: 2026-02-16, kind: off, name: "春节" }',
};
const A_LIST_OF_DAYS: LocalizedText = { en: `a list, each item ${A_DAY.en}`, zh: `列表，每项为${A_DAY.zh}` };
const A_DATE: LocalizedText = {
  en: 'a date YYYY-MM-DD of the years 1900 to 2200',
  zh: ' 1900 到 2200 年间的日期 YYYY-MM-DD',
};
const A_TEXT: LocalizedText = { en: 'a text', zh: '文本' };

/**
 * Reads a business calendar: `calendar` (its code), `title`, and at will `weekend` (Saturday and Sunday where it is
 * left out, `[]` for none), `source` and `days`, each with `on`, `kind` (`off` or `work`) and at will `name`.
 * @param source YAML or JSON text, or a parsed JSON value
 * @returns the calendar, or `null` where there is an error, and every fault with its place
 * @example parseCalendar('{ calendar: cn, title: China, days: [{ on: 2026-02-14, kind: work }] }')
 */
export function parseCalendar(source: unknown): {
  readonly file: CalendarFile | null;
  readonly faults: readonly Fault[];
} {
  const report = createFaultReport();
  const node = readSource(source, report);
  const file = node === null ? null : readCalendar(node, report);
  return { file: report.hasErrors() ? null : file, faults: report.list() };
}

function readCalendar(node: SourceNode, report: FaultReport): CalendarFile | null {
  const fields = openFields(node, { en: 'The calendar', zh: '日历' }, FIELDS, WHOLE_FILE, report);
  if (fields === null) return null;
  const codeNode = required(fields, 'calendar', { en: 'a name such as "cn"', zh: '名称，例如 "cn"' });
  const titleNode = required(fields, 'title', { en: 'a text, or { en: …, zh: … }', zh: '文本，或 { en: …, zh: … }' });
  const code = codeNode && readName(fields, 'calendar', codeNode);
  const title = titleNode && readTitle(fields, 'title', titleNode);
  const sourceNode = fields.get('source');
  const source = sourceNode && readText(fields, 'source', sourceNode);
  const weekend = readWeekend(fields);
  const days = readDays(fields);
  if (code === null || title === null) return null;
  return {
    calendar: { code, weekend, days: new Map(days.map(({ on, kind }) => [on, kind])) },
    title,
    source,
    names: new Map(days.flatMap(({ on, name }) => (name === null ? [] : [[on, name]]))),
  };
}

function readWeekend(fields: Fields): readonly Weekday[] {
  const node = fields.get('weekend');
  if (node === null) return EVERY_WEEKDAY.weekend;
  return node.kind === 'list' && node.items.length === 0 ? [] : readWords(fields, 'weekend', WEEKDAYS);
}

function readDays(fields: Fields): readonly CalendarDay[] {
  const node = fields.get('days');
  if (node === null) return [];
  if (node.kind !== 'list') {
    refuse(fields, 'days', node, A_LIST_OF_DAYS);
    return [];
  }
  const days = new Map<CivilDate, CalendarDay>();
  for (const item of node.items) {
    const day = readDay(item, fields.report);
    if (day === null) continue;
    if (days.has(day.on)) {
      fields.report.error(item.place, 'duplicate', {
        en: `The calendar lists ${day.on} twice; expected each day once`,
        zh: `日历重复列出 ${day.on}；每天只能出现一次`,
      });
    }
    days.set(day.on, day);
  }
  return [...days.values()];
}

function readDay(node: SourceNode, report: FaultReport): CalendarDay | null {
  const unnamed = { en: 'A day', zh: '某一天' };
  const fields = openFields(node, subjectOf(node) ?? unnamed, ['on', 'kind', 'name'], A_DAY, report);
  if (fields === null) return null;
  const onNode = required(fields, 'on', A_DATE);
  const kindNode = required(fields, 'kind', { en: '"off" or "work"', zh: '"off" 或 "work"' });
  const on = onNode && readDate(fields, onNode);
  const kind = kindNode && readWord(fields, 'kind', kindNode, ['off', 'work']);
  const nameNode = fields.get('name');
  const name = nameNode && readText(fields, 'name', nameNode);
  return on === null || kind === null ? null : { on, kind, name };
}

function subjectOf(node: SourceNode): LocalizedText | null {
  const on = node.kind === 'map' ? node.entries.find(({ key }) => key === 'on')?.value : undefined;
  return on?.kind === 'text' ? { en: `The day ${quoted(on.value)}`, zh: `日期 ${quoted(on.value)} ` } : null;
}

function readDate(fields: Fields, node: SourceNode): CivilDate | null {
  return node.kind === 'text' && isCivilDate(node.value) ? node.value : refuse(fields, 'on', node, A_DATE);
}

function readText(fields: Fields, name: string, node: SourceNode): string | null {
  return node.kind === 'text' && node.value.trim() !== '' ? node.value.trim() : refuse(fields, name, node, A_TEXT);
}
