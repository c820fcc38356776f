import { readName, readPriority, readTitle } from '../authoring/common-fields';
import { openFields, readWordOr, refuse, required, type Fields } from '../authoring/fields';
import { readSource } from '../authoring/read-source';
import type { SourceNode } from '../authoring/source-node';
import { readCondition } from '../condition/parse-condition';
import { createFaultReport, hasErrors, type Fault, type FaultReport } from '../faults';
import type { ContactPolicy, LocalizedText } from '../types';
import { readCap, readDays } from './parse-cap';
import { readWindow } from './parse-window';

const FIELDS = ['policy', 'title', 'applies', 'priority', 'windows', 'closedDays', 'minimumGap', 'caps'];
const RESERVED = ['preset'];
const CLOSED_DAYS: readonly ContactPolicy['closedDays'][] = ['none', 'calendar'];
const MAX_ENTRIES = 50;

const SUBJECT: LocalizedText = { en: 'The contact policy', zh: '联系规则' };

export type ParsedPolicy = {
  /** `null` exactly where there is an error among the faults. */
  readonly policy: ContactPolicy | null;
  /** By line and column. */
  readonly faults: readonly Fault[];
};

/**
 * Reads and validates a contact policy. Left out, `applies` is everybody, `priority` 0, `closedDays` "none", there are
 * no windows, gap or caps, and the title is the name.
 * @param source YAML text, or an already parsed JSON value
 * @example parsePolicy({ policy: 'calm', minimumGap: '3d' }).policy?.minimumGapDays // 3
 */
export function parsePolicy(source: unknown): ParsedPolicy {
  const report = createFaultReport();
  const policy = readPolicy(source, report);
  const faults = report.list();
  return { policy: hasErrors(faults) ? null : policy, faults };
}

function readPolicy(source: unknown, report: FaultReport): ContactPolicy | null {
  const root = readSource(source, report);
  if (root === null) return null;
  const fields = openFields(
    root,
    SUBJECT,
    FIELDS,
    { en: 'a map with "policy"', zh: '含 policy 的映射' },
    report,
    RESERVED,
  );
  if (fields === null) return null;
  reportPreset(fields);

  const nameNode = required(fields, 'policy', { en: 'its name', zh: '其名称' });
  const name = nameNode && readName(fields, 'policy', nameNode);
  const titleNode = fields.get('title');
  const title = titleNode && readTitle(fields, 'title', titleNode);
  const appliesNode = fields.get('applies');
  const applies =
    appliesNode && readCondition(appliesNode, 'applies', { en: 'The "applies" condition', zh: 'applies 条件' }, report);
  const gapNode = fields.get('minimumGap');
  const gap = gapNode && readDays(fields, 'minimumGap', gapNode, 0);
  const rules = {
    priority: readPriority(fields),
    windows: readEach(fields, 'windows', readWindow),
    closedDays: readWordOr(fields, 'closedDays', CLOSED_DAYS, 'none'),
    minimumGapDays: gap ?? 0,
    caps: readEach(fields, 'caps', readCap),
  };
  return name === null ? null : { name, title: title ?? { en: name, zh: name }, applies, ...rules };
}

function reportPreset(fields: Fields): void {
  const node = fields.get('preset');
  if (node === null) return;
  fields.report.error(node.place, 'reserved', {
    en: 'The contact policy has a preset; presets are reserved for later, expected windows, gap and caps written out',
    zh: '联系规则使用了 preset；该字段保留供以后使用，请直接写出 windows、minimumGap 和 caps',
  });
}

/** The entries of a list that could be read. */
function readEach<Entry>(
  fields: Fields,
  name: string,
  read: (node: SourceNode, position: number, report: FaultReport) => Entry | null,
): readonly Entry[] {
  const list = fields.get(name);
  if (list === null) return [];
  if (list.kind !== 'list' || list.items.length > MAX_ENTRIES) {
    refuse(
      fields,
      name,
      list,
      { en: `a list of at most ${MAX_ENTRIES} entries`, zh: `最多 ${MAX_ENTRIES} 项的列表` },
      list.kind === 'list' ? 'too-many' : 'wrong-type',
    );
    return [];
  }
  return list.items.map((node, index) => read(node, index + 1, fields.report)).filter((entry) => entry !== null);
}
