import { readBusinessHours, readBusinessMinutes } from '../authoring/business-time';
import { readName, readPriority, readTitle } from '../authoring/common-fields';
import { openFields, readWhole, refuse, required, type Fields } from '../authoring/fields';
import { readKnown } from '../authoring/read-known';
import { readSource } from '../authoring/read-source';
import { quoted } from '../authoring/source-node';
import { readCondition } from '../condition/parse-condition';
import { createFaultReport, hasErrors, type Fault, type FaultReport } from '../faults';
import { ANY_NAMES, type KnownNames } from '../playbook/known-names';
import type { LocalizedText } from '../types';
import type { AssignmentEntry, AssignmentPolicy } from './assignment-policy';
import { readEntry } from './parse-entry';

const FIELDS = [
  'assignment',
  'title',
  'applies',
  'priority',
  'entries',
  'fallback',
  'acceptWithin',
  'businessHours',
  'tries',
  'escalate',
  'welcome',
];
const MAX_ENTRIES = 100;
const MAX_TRIES = 20;
const DEFAULT_TRIES = 3;

const SUBJECT: LocalizedText = { en: 'The assignment policy', zh: '分配规则' };

export type ParsedAssignmentPolicy = {
  /** `null` exactly where there is an error among the faults. */
  readonly value: AssignmentPolicy | null;
  /** By line and column. */
  readonly faults: readonly Fault[];
};

/**
 * Reads and validates an assignment policy. Left out, `applies` is everybody, `priority` 0, `businessHours` 09:00 to
 * 18:00, `tries` 3, and there is neither escalation nor welcome.
 * @param source YAML text, or an already parsed JSON value
 * @param known the templates and ladders that it may name; any where it is left out
 */
export function parseAssignmentPolicy(source: unknown, known: KnownNames = ANY_NAMES): ParsedAssignmentPolicy {
  const report = createFaultReport();
  const policy = readPolicy(source, known, report);
  const faults = report.list();
  return { value: hasErrors(faults) ? null : policy, faults };
}

function readPolicy(source: unknown, known: KnownNames, report: FaultReport): AssignmentPolicy | null {
  const root = readSource(source, report);
  if (root === null) return null;
  const meant = { en: 'a map with "assignment" and "entries"', zh: '含 assignment 和 entries 的映射' };
  const fields = openFields(root, SUBJECT, FIELDS, meant, report);
  if (fields === null) return null;

  const nameNode = required(fields, 'assignment', { en: 'its name', zh: '其名称' });
  const name = nameNode && readName(fields, 'assignment', nameNode);
  const titleNode = fields.get('title');
  const title = titleNode && readTitle(fields, 'title', titleNode);
  const appliesNode = fields.get('applies');
  const applies =
    appliesNode && readCondition(appliesNode, 'applies', { en: 'The "applies" condition', zh: 'applies 条件' }, report);
  const triesNode = fields.get('tries');
  const tries = triesNode && readWhole(fields, 'tries', triesNode, 1, MAX_TRIES);
  const rules = {
    priority: readPriority(fields),
    entries: readEntries(fields),
    acceptWithinMinutes: readBusinessMinutes(fields, 'acceptWithin'),
    businessHours: readBusinessHours(fields),
    tries: tries ?? DEFAULT_TRIES,
    escalate: readNameOrNone(fields, 'escalate', known.ladders),
    welcome: readNameOrNone(fields, 'welcome', emailTemplates(known)),
  };
  const queue = readFallback(fields);
  const { acceptWithinMinutes } = rules;
  if (name === null || queue === null || acceptWithinMinutes === null) return null;
  return { name, title: title ?? { en: name, zh: name }, applies, ...rules, acceptWithinMinutes, fallback: { queue } };
}

function readEntries(fields: Fields): readonly AssignmentEntry[] {
  const expected = { en: `a list of 1 to ${MAX_ENTRIES} entries`, zh: ` 1 到 ${MAX_ENTRIES} 项的列表` };
  const list = required(fields, 'entries', expected);
  if (list === null) return [];
  if (list.kind !== 'list' || list.items.length === 0 || list.items.length > MAX_ENTRIES) {
    refuse(fields, 'entries', list, expected, list.kind === 'list' ? 'bad-value' : 'wrong-type');
    return [];
  }
  const entries: AssignmentEntry[] = [];
  /** Set once an entry is for everybody and lets nothing pass on. */
  let last: AssignmentEntry | null = null;
  list.items.forEach((node, index) => {
    const entry = readEntry(node, index + 1, fields.report);
    if (entry === null) return;
    if (entries.some(({ id }) => id === entry.id)) {
      fields.report.error(node.place, 'duplicate', {
        en: `${SUBJECT.en} has two entries with the ID ${quoted(entry.id)}; expected each once`,
        zh: `${SUBJECT.zh}有两个 ID 为 ${quoted(entry.id)} 的条目；每个 ID 只能出现一次`,
      });
    }
    if (last !== null) {
      fields.report.warning(node.place, 'unreachable', {
        en: `Entry ${quoted(entry.id)} is never reached: entry ${quoted(last.id)} above it is for every customer and does not say "otherwise: next"`,
        zh: `条目 ${quoted(entry.id)} 永远不会用到：其上的条目 ${quoted(last.id)} 适用于所有客户，且未写 "otherwise: next"`,
      });
    }
    if (entry.when === null && entry.returning === null && entry.otherwise === 'queue') last ??= entry;
    entries.push(entry);
  });
  return entries;
}

/** `fallback: { queue }`: a policy that cannot say who looks after a customer whom nobody takes is none. */
function readFallback(fields: Fields): string | null {
  const meant = { en: 'a map such as { queue: new-customers }', zh: '映射，例如 { queue: new-customers }' };
  const node = required(fields, 'fallback', meant);
  const fallback =
    node && openFields(node, { en: 'The fallback', zh: '后备（fallback）' }, ['queue'], meant, fields.report);
  const queue = fallback && required(fallback, 'queue', { en: 'the name of a queue', zh: '队列名称' });
  return fallback && queue && readName(fallback, 'queue', queue);
}

/** A name of what is there; `none`, or nothing at all, is none. */
function readNameOrNone(fields: Fields, name: string, names: ReadonlySet<string> | null): string | null {
  const node = fields.get(name);
  if (node === null || (node.kind === 'text' && node.value === 'none')) return null;
  return readKnown(fields, name, names);
}

function emailTemplates({ templates }: KnownNames): ReadonlySet<string> | null {
  if (templates === null) return null;
  return new Set([...templates].filter(([, channels]) => channels.has('email')).map(([name]) => name));
}
