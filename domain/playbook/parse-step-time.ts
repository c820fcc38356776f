import { didYouMean } from '../authoring/did-you-mean';
import { oneOf } from '../authoring/fields';
import { quoted } from '../authoring/source-node';
import type { Anchor, LocalizedText, OffsetUnit, StepTime } from '../types';

const ANCHORS: readonly Anchor[] = ['due', 'issued', 'previous', 'month-end'];

/** Ten years, as a bound on typing errors; business days are counted one by one. */
const MAX_OFFSET: Readonly<Record<OffsetUnit, number>> = { d: 3650, w: 520, bd: 1000 };

/** What is wrong with a step's `at`: the verb and what was given, then what is accepted. */
export type StepTimeFault = { readonly code: string; readonly gave: LocalizedText; readonly expected: LocalizedText };

/**
 * Reads a step's `at`: an anchor, at will with a signed offset in days `d`, business days `bd` or weeks `w`.
 * Blanks are optional; no offset is the same as `+ 0d`.
 * @example parseStepTime('due - 2bd') // { anchor: 'due', offset: -2, unit: 'bd' }
 */
export function parseStepTime(text: string): StepTime | StepTimeFault {
  const trimmed = text.trim();
  const anchor = ANCHORS.find((word) => trimmed.startsWith(word) && !/^[A-Za-z0-9]/.test(trimmed.slice(word.length)));
  if (anchor === undefined) return badAnchor(trimmed);
  const rest = trimmed.slice(anchor.length).trim();
  if (rest === '') return { anchor, offset: 0, unit: 'd' };
  const sign = rest.startsWith('+') ? 1 : rest.startsWith('-') ? -1 : null;
  if (sign === null) {
    return {
      code: 'bad-step-time',
      gave: { en: `is at ${quoted(text)}`, zh: `的 at 为 ${quoted(text)}` },
      expected: {
        en: `"+" or "-" between "${anchor}" and a duration, such as "${anchor} + 3d"`,
        zh: ` "${anchor}" 与时长之间的 "+" 或 "-"，例如 "${anchor} + 3d"`,
      },
    };
  }
  const duration = rest.slice(1).trim();
  const [, digits, unit] = /^(\d{1,9})\s?(bd|d|w)$/.exec(duration) ?? [];
  if (digits === undefined || !isUnit(unit)) return badDuration(duration, DURATION);
  const count = Number(digits);
  const most = MAX_OFFSET[unit];
  if (count > most)
    return badDuration(duration, { en: `at most "${most}${unit}"`, zh: `不超过 "${most}${unit}" 的时长` });
  return { anchor, offset: count === 0 ? 0 : sign * count, unit };
}

/**
 * The written form of a step's time; parsing it gives the time again.
 * @example formatStepTime({ anchor: 'due', offset: 0, unit: 'd' }) // 'due'
 */
export function formatStepTime({ anchor, offset, unit }: StepTime): string {
  if (offset === 0 && unit === 'd') return anchor;
  return `${anchor} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}${unit}`;
}

const DURATION: LocalizedText = {
  en: 'a duration such as "3d" or "2bd" (days "d", business days "bd", weeks "w")',
  zh: '时长，例如 "3d" 或 "2bd"（"d" 天、"bd" 工作日、"w" 周）',
};

function badDuration(duration: string, expected: LocalizedText): StepTimeFault {
  const given = quoted(duration);
  return { code: 'bad-duration', gave: { en: `waits ${given}`, zh: `的等待时长为 ${given}` }, expected };
}

function badAnchor(text: string): StepTimeFault {
  const word = /^[A-Za-z_-]*[A-Za-z]/.exec(text)?.[0] ?? '';
  const near = word === '' ? null : didYouMean(word, ANCHORS);
  const hint = near === null ? { en: '', zh: '' } : { en: `; did you mean "${near}"?`, zh: `；是否想写 "${near}"？` };
  return {
    code: 'bad-step-time',
    gave: { en: `is at ${quoted(text)}`, zh: `的 at 为 ${quoted(text)}` },
    expected: {
      en: `${oneOf(ANCHORS, 'or')}, at will with an offset, such as "due + 3d"${hint.en}`,
      zh: `以 ${ANCHORS.join('、')} 之一开头、可带偏移的时间，例如 "due + 3d"${hint.zh}`,
    },
  };
}

function isUnit(text: string | undefined): text is OffsetUnit {
  return text === 'd' || text === 'bd' || text === 'w';
}
