import { readTimeOfDay } from '../authoring/common-fields';
import { openFields, readWords, required, type Fields } from '../authoring/fields';
import type { SourceNode } from '../authoring/source-node';
import { formatTimeOfDay } from '../calendar/time-of-day';
import { WEEKDAYS } from '../calendar/civil-date';
import type { FaultReport } from '../faults';
import type { Channel, PolicyDay, Window } from '../types';

const DAYS: readonly PolicyDay[] = [...WEEKDAYS, 'workdays'];
const CHANNELS: readonly Channel[] = ['email', 'sms'];

/**
 * Reads one window of a contact policy: `from` is inside, `to` is not, and both are on one day.
 * @param position counted from 1
 */
export function readWindow(node: SourceNode, position: number, report: FaultReport): Window | null {
  const meant = {
    en: 'a map such as { days: [mon, fri], from: "09:00", to: "18:00" }',
    zh: '映射，例如 { days: [mon, fri], from: "09:00", to: "18:00" }',
  };
  const subject = { en: `Window ${position}`, zh: `第 ${position} 个时段` };
  const fields = openFields(node, subject, ['days', 'from', 'to', 'channels'], meant, report);
  if (fields === null) return null;
  const days = readWords(fields, 'days', DAYS);
  const channels = readWords(fields, 'channels', CHANNELS);
  const from = readEdge(fields, 'from', false);
  const to = readEdge(fields, 'to', true);
  if (from === null || to === null) return null;
  if (from >= to) reportNight(fields, from, to);
  return { days, from, to, channels };
}

function readEdge(fields: Fields, name: 'from' | 'to', endOfDay: boolean): number | null {
  const node = required(fields, name, { en: 'a local time such as "09:00"', zh: '当地时间，例如 "09:00"' });
  return node && readTimeOfDay(fields, name, node, endOfDay);
}

function reportNight(fields: Fields, from: number, to: number): void {
  const [opens, closes] = [formatTimeOfDay(from), formatTimeOfDay(to)];
  const expected =
    from === to || to === 0
      ? {
          en: `"to" after "from"${to === 0 ? '; the end of a day is "24:00"' : ''}`,
          zh: `to 晚于 from${to === 0 ? '；一天的结束写作 "24:00"' : ''}`,
        }
      : {
          en: `"from" before "to"; a night takes two windows, "${opens}" to "24:00" and "00:00" to "${closes}"`,
          zh: `from 早于 to；跨夜请写两个时段："${opens}" 到 "24:00" 和 "00:00" 到 "${closes}"`,
        };
  fields.report.error(fields.get('to')?.place ?? fields.place, 'empty-window', {
    en: `${fields.subject.en} is from "${opens}" to "${closes}"; expected ${expected.en}`,
    zh: `${fields.subject.zh}为 "${opens}" 到 "${closes}"；应为 ${expected.zh}`,
  });
}
