import type { z } from 'zod';
import type { ErrorItem } from '../../domain/errors';
import type { LocalizedText } from '../../domain/types';

type Issue = z.core.$ZodIssue;

/**
 * The faults that zod found, each saying what was given and what is accepted.
 * @param base put before each pointer: `''` for a body, `query` or `path` for parameters
 */
export function describeIssues(issues: readonly Issue[], base: string): ErrorItem[] {
  return issues.flatMap((issue) => describeIssue(issue, base));
}

function describeIssue(issue: Issue, base: string): ErrorItem[] {
  const pointer = base + issue.path.map((part) => `/${escapePointer(String(part))}`).join('');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      pointer: `${pointer}/${escapePointer(key)}`,
      detail: { en: `"${key}" is not known here.`, zh: `此处没有名为 "${key}" 的字段。` },
    }));
  if (issue.code === 'invalid_union') return describeUnion(issue, pointer);
  // A filter that fails inside a list names the list: callers wrote `status=open,paid`, not `status/1`.
  const place = base === 'query' ? pointer.replace(/^(query\/[^/]+)\/.*$/, '$1') : pointer;
  return [{ pointer: place, detail: sentence(issue) }];
}

function describeUnion(issue: Extract<Issue, { code: 'invalid_union' }>, pointer: string): ErrorItem[] {
  // The branch that got furthest is the one that was meant.
  const depth = (branch: readonly Issue[]) => Math.max(0, ...branch.map(({ path }) => path.length));
  const meant = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0];
  if (meant !== undefined && depth(meant) > 0) return describeIssues(meant, pointer);
  const all = issue.errors.flat();
  const accepted = { en: all.map((one) => expectedOf(one).en), zh: all.map((one) => expectedOf(one).zh) };
  if (all.length === 0) return [{ pointer, detail: sentence(issue) }];
  const detail = phrase(
    { en: [...new Set(accepted.en)].join(' or '), zh: [...new Set(accepted.zh)].join('或') },
    issue.input,
  );
  return [{ pointer, detail }];
}

function sentence(issue: Issue): LocalizedText {
  return phrase(expectedOf(issue), issue.input);
}

/** `Given "x"; expected …`, or that nothing is given. */
export function phrase(expected: LocalizedText, input: unknown): LocalizedText {
  if (input === undefined)
    return { en: `Nothing is given; expected ${expected.en}.`, zh: `缺少此项；应为${expected.zh}。` };
  const given = quote(input);
  return { en: `Given ${given}; expected ${expected.en}.`, zh: `给定 ${given}；应为${expected.zh}。` };
}

/** What was given, short enough for a line. */
function quote(input: unknown): string {
  if (Array.isArray(input)) return input.length === 0 ? '[]' : `[…] (${input.length})`;
  if (typeof input === 'object' && input !== null) return '{…}';
  const text = typeof input === 'number' ? String(input) : JSON.stringify(input);
  return text.length <= 80 ? text : `${text.slice(0, 79).replace(/[\ud800-\udbff]$/, '')}…`;
}

const TYPES: Readonly<Record<string, LocalizedText>> = {
  string: { en: 'text', zh: '文本' },
  number: { en: 'a number', zh: '数字' },
  int: { en: 'a whole number', zh: '整数' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  array: { en: 'a list', zh: '列表' },
  object: { en: 'an object', zh: '对象' },
  record: { en: 'an object', zh: '对象' },
  undefined: { en: 'nothing', zh: '不填' },
  null: { en: 'null', zh: 'null' },
};

function expectedOf(issue: Issue): LocalizedText {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? { en: issue.expected, zh: issue.expected };
    case 'invalid_value': {
      const words = issue.values.map((value) => JSON.stringify(value));
      if (words.length === 1) return { en: words.join(''), zh: words.join('') };
      return { en: `one of ${words.join(', ')}`, zh: `${words.join('、')} 之一` };
    }
    case 'too_small':
      return bound(issue.origin, Number(issue.minimum), 'least', issue.inclusive !== false);
    case 'too_big':
      return bound(issue.origin, Number(issue.maximum), 'most', issue.inclusive !== false);
    case 'custom':
      return (issue.params?.['expected'] as LocalizedText | undefined) ?? { en: issue.message, zh: issue.message };
    case 'invalid_key':
      return { en: 'a shorter, non-empty name', zh: '非空且较短的名称' };
    case 'invalid_format':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_union':
    case 'invalid_element':
      return { en: issue.message, zh: issue.message };
  }
}

function bound(origin: string, limit: number, side: 'least' | 'most', inclusive: boolean): LocalizedText {
  const at = side === 'least' ? 'at least' : 'at most';
  const atZh = side === 'least' ? '至少' : '至多';
  switch (origin) {
    case 'string':
      return { en: `text of ${at} ${limit} character(s)`, zh: `${atZh} ${limit} 个字符的文本` };
    case 'array':
      return { en: `a list of ${at} ${limit} entr${limit === 1 ? 'y' : 'ies'}`, zh: `${atZh} ${limit} 项的列表` };
    default:
      if (inclusive) return { en: `a number of ${at} ${limit}`, zh: `${atZh}为 ${limit} 的数字` };
      return side === 'least'
        ? { en: `a number above ${limit}`, zh: `大于 ${limit} 的数字` }
        : { en: `a number below ${limit}`, zh: `小于 ${limit} 的数字` };
  }
}

/** RFC 6901. */
export function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
