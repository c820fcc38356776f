import { openFields, readWhole, readWords, refuse, required, type Fields } from '../authoring/fields';
import type { SourceNode } from '../authoring/source-node';
import type { FaultReport } from '../faults';
import type { Cap, Channel } from '../types';

const CHANNELS: readonly Channel[] = ['email', 'sms'];
const MAX_COUNT = 1000;
/** A year; what is longer is hardly meant. */
const MAX_DAYS = 366;

/**
 * Reads one cap of a contact policy: at most `count` messages in any `per`, over the named channels together.
 * @param position counted from 1
 */
export function readCap(node: SourceNode, position: number, report: FaultReport): Cap | null {
  const subject = { en: `Cap ${position}`, zh: `第 ${position} 个上限` };
  const meant = { en: 'a map such as { count: 3, per: 7d }', zh: '映射，例如 { count: 3, per: 7d }' };
  const fields = openFields(node, subject, ['count', 'per', 'channels'], meant, report);
  if (fields === null) return null;
  const channels = readWords(fields, 'channels', CHANNELS);
  const countNode = required(fields, 'count', { en: 'a number of messages', zh: '消息条数' });
  const count = countNode && readWhole(fields, 'count', countNode, 1, MAX_COUNT);
  const perNode = required(fields, 'per', { en: 'whole days such as "7d"', zh: '整天数，例如 "7d"' });
  const perDays = perNode && readDays(fields, 'per', perNode, 1);
  return count === null || perDays === null ? null : { count, perDays, channels };
}

/** Whole days of 24 hours, written `3d`. */
export function readDays(fields: Fields, name: string, node: SourceNode, min: number): number | null {
  const digits = node.kind === 'text' ? /^(\d{1,6})\s?d$/.exec(node.value.trim())?.[1] : undefined;
  const days = digits === undefined ? null : Number(digits);
  if (days !== null && days >= min && days <= MAX_DAYS) return days;
  return refuse(fields, name, node, {
    en: `whole days of 24 hours from "${min}d" to "${MAX_DAYS}d", such as "3d"`,
    zh: ` "${min}d" 到 "${MAX_DAYS}d" 的整天数（每天 24 小时），例如 "3d"`,
  });
}
