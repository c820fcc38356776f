import type { OpeningHours } from '../calendar/business-hours';
import { readTimeOfDay } from './common-fields';
import { openFields, refuse, required, type Fields } from './fields';

/** Where a document says nothing else: nine hours of every open day. */
export const DEFAULT_BUSINESS_HOURS: OpeningHours = { from: 540, to: 1080 };

/** A year of nine-hour days; what is longer is hardly meant, and business time is counted day by day. */
const MAX_MINUTES = 366 * 9 * 60;

/**
 * A duration of business time in minutes, written in hours and minutes: `4h`, `90m`, `1h 30m`.
 * @returns `null` and a fault where it is left out or written otherwise
 */
export function readBusinessMinutes(fields: Fields, name: string): number | null {
  const expected = {
    en: 'a time in business hours and minutes such as "4h", "90m" or "1h 30m"',
    zh: '以营业小时和分钟表示的时长，例如 "4h"、"90m" 或 "1h 30m"',
  };
  const node = required(fields, name, expected);
  if (node === null) return null;
  const parts = node.kind === 'text' ? /^(?:(\d{1,4})h)?\s*(?:(\d{1,6})m)?$/.exec(node.value.trim()) : null;
  const minutes = parts === null ? 0 : Number(parts[1] ?? 0) * 60 + Number(parts[2] ?? 0);
  return minutes > 0 && minutes <= MAX_MINUTES ? minutes : refuse(fields, name, node, expected);
}

/** `businessHours: { from, to }` of every open day; 09:00 to 18:00 where it is left out or has a fault. */
export function readBusinessHours(fields: Fields): OpeningHours {
  const node = fields.get('businessHours');
  if (node === null) return DEFAULT_BUSINESS_HOURS;
  const meant = {
    en: 'a map such as { from: "09:00", to: "18:00" }',
    zh: '映射，例如 { from: "09:00", to: "18:00" }',
  };
  const hours = openFields(node, { en: 'The business hours', zh: '营业时间' }, ['from', 'to'], meant, fields.report);
  if (hours === null) return DEFAULT_BUSINESS_HOURS;
  const [fromNode, toNode] = [required(hours, 'from', meant), required(hours, 'to', meant)];
  const from = fromNode && readTimeOfDay(hours, 'from', fromNode, false);
  const to = toNode && readTimeOfDay(hours, 'to', toNode, true);
  if (from === null || to === null || toNode === null) return DEFAULT_BUSINESS_HOURS;
  if (from >= to) refuse(hours, 'to', toNode, { en: 'a time after "from"', zh: '晚于 from 的时间' });
  return { from, to };
}
