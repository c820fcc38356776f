import { MINUTES_PER_DAY, parseTimeOfDay } from '../calendar/time-of-day';
import type { LocalizedText } from '../types';
import { openFields, readWhole, refuse, type Fields } from './fields';
import type { SourceNode } from './source-node';

/** Priorities fit a 32-bit column with room to spare. */
const MAX_PRIORITY = 1_000_000;
const MAX_TITLE_LENGTH = 200;

/** A name of a playbook, policy, template, queue or ladder: it stands in addresses and in messages to operators. */
export function readName(fields: Fields, name: string, node: SourceNode): string | null {
  if (node.kind === 'text' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(node.value)) return node.value;
  return refuse(fields, name, node, {
    en: 'a name of at most 80 letters, digits, "-", "_" and "."',
    zh: '名称，最多 80 个字母、数字、"-"、"_" 或 "."',
  });
}

/** A title as one text for both languages or as `{ en, zh }`; a language that is left out takes the other's text. */
export function readTitle(fields: Fields, name: string, node: SourceNode): LocalizedText | null {
  const expected = {
    en: `a text of 1 to ${MAX_TITLE_LENGTH} characters, or a map { en: …, zh: … } of such`,
    zh: ` 1 到 ${MAX_TITLE_LENGTH} 个字符的文本，或映射 { en: …, zh: … }`,
  };
  if (node.kind !== 'map') {
    const text = isTitle(node) ? node.value : refuse(fields, name, node, expected);
    return text === null ? null : { en: text, zh: text };
  }
  const subject = { en: `The ${name}`, zh: `${name} ` };
  const languages = openFields(node, subject, ['en', 'zh'], expected, fields.report);
  const texts = ['en', 'zh'].map((language) => {
    const text = languages?.get(language) ?? null;
    return text === null
      ? undefined
      : isTitle(text)
        ? text.value
        : refuse(fields, `${name}.${language}`, text, expected);
  });
  const [en, zh] = texts;
  if (en === null || zh === null) return null;
  const either = en ?? zh;
  return either === undefined ? refuse(fields, name, node, expected) : { en: en ?? either, zh: zh ?? either };
}

function isTitle(node: SourceNode): node is SourceNode & { readonly kind: 'text' } {
  return node.kind === 'text' && node.value.trim() !== '' && node.value.length <= MAX_TITLE_LENGTH;
}

/** `priority`, 0 where it is left out; the highest wins. */
export function readPriority(fields: Fields): number {
  const node = fields.get('priority');
  return node === null ? 0 : (readWhole(fields, 'priority', node, -MAX_PRIORITY, MAX_PRIORITY) ?? 0);
}

/**
 * A local time of day in minutes after midnight.
 * @param endOfDay whether `24:00`, the end of the day, is accepted
 */
export function readTimeOfDay(fields: Fields, name: string, node: SourceNode, endOfDay: boolean): number | null {
  const minutes = node.kind === 'text' ? parseTimeOfDay(node.value) : null;
  if (minutes !== null && (endOfDay || minutes < MINUTES_PER_DAY)) return minutes;
  const last = endOfDay ? '24:00' : '23:59';
  const hint = hintAtTime(node);
  return refuse(fields, name, node, {
    en: `a local time from "00:00" to "${last}", in quotes and with two digits each, such as "${hint ?? '09:30'}"`,
    zh: ` "00:00" 到 "${last}" 的当地时间，加引号且时、分各两位，例如 "${hint ?? '09:30'}"`,
  });
}

/** What `9:00`, or the 600 that a YAML 1.1 reader makes of an unquoted 10:00, was probably meant to be. */
function hintAtTime(node: SourceNode): string | null {
  if (node.kind === 'text') return /^\d:[0-5]\d$/.test(node.value) ? `0${node.value}` : null;
  if (node.kind !== 'number' || !Number.isInteger(node.value) || node.value < 0) return null;
  const minutes = node.value < 24 ? node.value * 60 : node.value;
  if (minutes >= MINUTES_PER_DAY) return null;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
