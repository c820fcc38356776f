import { readSource } from '../authoring/read-source';
import { given, type SourceNode } from '../authoring/source-node';
import { createFaultReport, type Fault, type FaultReport } from '../faults';
import type { Condition, LocalizedText } from '../types';
import { neverTrue } from './never-true';
import { readComparisons } from './read-comparison';
import { reportUnknownFact, type ConditionUse } from './unknown-fact';

/** Comparisons in one condition. */
const MAX_COMPARISONS = 100;
/** `all`, `any` and `not` in one another. */
const MAX_NESTING = 10;

const GROUPS = ['all', 'any', 'not'];

const EXPECTED: LocalizedText = {
  en: 'a map such as { invoice.balance: { gte: "100.00" } } or { any: [ … ] }',
  zh: '映射，例如 { invoice.balance: { gte: "100.00" } } 或 { any: [ … ] }',
};

/**
 * Reads a condition by itself.
 * @param source YAML text, or an already parsed JSON value
 * @returns the condition, `null` exactly where there is an error among the faults
 * @example parseCondition({ 'customer.segment': 'smb' }, 'applies').condition // { fact: 'customer.segment', op: 'eq', value: 'smb' }
 */
export function parseCondition(
  source: unknown,
  use: ConditionUse,
): { readonly condition: Condition | null; readonly faults: readonly Fault[] } {
  const report = createFaultReport();
  const node = readSource(source, report);
  const condition = node && readCondition(node, use, { en: 'The condition', zh: '条件' }, report);
  return { condition: report.hasErrors() ? null : condition, faults: report.list() };
}

/**
 * Reads a condition inside a document and reports its faults, a condition that can never be true among them.
 * Several facts in one map must all hold, and so must several operators of one fact.
 * @param subject what faults call the condition: `The condition of step "call"`
 */
export function readCondition(
  node: SourceNode,
  use: ConditionUse,
  subject: LocalizedText,
  report: FaultReport,
): Condition | null {
  const faults = createFaultReport();
  const reader = { use, subject, report: faults, comparisons: 0 };
  const condition = readPart(node, reader, 0);
  if (condition !== null && reader.comparisons > MAX_COMPARISONS) {
    faults.error(node.place, 'too-many', {
      en: `${subject.en} has ${reader.comparisons} comparisons; expected at most ${MAX_COMPARISONS}`,
      zh: `${subject.zh}有 ${reader.comparisons} 个比较；最多 ${MAX_COMPARISONS} 个`,
    });
  }
  for (const fault of faults.list()) report.error(fault, fault.code, { en: fault.message, zh: fault.messageZh });
  if (condition === null || faults.hasErrors()) return null;
  const reason = neverTrue(condition);
  if (reason === null) return condition;
  report.error(node.place, 'never-true', {
    en: `${subject.en} can never be true: ${reason.en}; expected a condition that some invoice can meet`,
    zh: `${subject.zh}永远不成立：${reason.zh}；应为可能成立的条件`,
  });
  return null;
}

/** A part that cannot be read is reported and left out of the result, which is then not used. */
type Reader = {
  readonly use: ConditionUse;
  readonly subject: LocalizedText;
  readonly report: FaultReport;
  comparisons: number;
};

function readPart(node: SourceNode, reader: Reader, level: number): Condition | null {
  const { subject, report } = reader;
  if (node.kind !== 'map' || node.entries.length === 0) {
    return refusePart(node, reader, EXPECTED);
  }
  if (level > MAX_NESTING) {
    report.error(node.place, 'too-many', {
      en: `${subject.en} is nested more than ${MAX_NESTING} levels deep; expected fewer "all", "any" and "not" in one another`,
      zh: `${subject.zh}嵌套超过 ${MAX_NESTING} 层；请减少 all、any、not 的嵌套`,
    });
    return null;
  }
  const parts = node.entries.flatMap(({ key, keyPlace, value }): readonly Condition[] => {
    if (GROUPS.includes(key)) {
      const group = readGroup(key, value, reader, level);
      return group === null ? [] : [group];
    }
    if (reportUnknownFact(key, keyPlace, reader)) return [];
    const comparisons = readComparisons(key, value, subject, report);
    reader.comparisons += comparisons.length;
    return comparisons;
  });
  const [only, ...rest] = parts;
  return only === undefined || rest.length > 0 ? { all: parts } : only;
}

function readGroup(key: string, value: SourceNode, reader: Reader, level: number): Condition | null {
  if (key === 'not') {
    const inner = readPart(value, reader, level + 1);
    return inner && { not: inner };
  }
  if (value.kind !== 'list' || value.items.length === 0) {
    const expected = { en: `a list of conditions under "${key}"`, zh: ` "${key}" 下的条件列表` };
    return refusePart(value, reader, expected);
  }
  const parts = value.items.map((item) => readPart(item, reader, level + 1)).filter((part) => part !== null);
  return key === 'all' ? { all: parts } : { any: parts };
}

function refusePart(node: SourceNode, { subject, report }: Reader, expected: LocalizedText): null {
  const shown = given(node);
  report.error(node.place, 'bad-condition', {
    en: `${subject.en} holds ${shown.en}; expected ${expected.en}`,
    zh: `${subject.zh}含有 ${shown.zh}；应为${expected.zh}`,
  });
  return null;
}
