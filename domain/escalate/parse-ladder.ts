import { readBusinessHours, readBusinessMinutes } from '../authoring/business-time';
import { readName, readTitle } from '../authoring/common-fields';
import { openFields, refuse, required, type Fields } from '../authoring/fields';
import { readSource } from '../authoring/read-source';
import { quoted } from '../authoring/source-node';
import { createFaultReport, hasErrors, type Fault, type FaultReport } from '../faults';
import type { LocalizedText } from '../types';
import { LADDER_DEFAULTS, type Ladder, type LadderLevel } from './ladder';
import { readLevel, type PlacedLevel } from './parse-level';

const FIELDS = ['ladder', 'title', 'businessHours', 'levels', 'resolveWithin', 'holdWhileOpen'];
const MAX_LEVELS = 20;
const SUBJECT: LocalizedText = { en: 'The ladder', zh: '升级链' };

export type ParsedLadder = {
  /** `null` exactly where there is an error among the faults. */
  readonly value: Ladder | null;
  /** By line and column. */
  readonly faults: readonly Fault[];
};

/**
 * Reads and validates a ladder. Left out, `businessHours` are 09:00 to 18:00, `resolveWithin` is 16h, `holdWhileOpen`
 * false, a level is told by email and task, and the title is the name.
 * @param source YAML text, or an already parsed JSON value
 * @example parseLadder('ladder: one\nlevels: [{ id: first, notify: owner, wait: 4h }]').value?.levels.length // 1
 */
export function parseLadder(source: unknown): ParsedLadder {
  const report = createFaultReport();
  const value = readLadder(source, report);
  const faults = report.list();
  return { value: hasErrors(faults) ? null : value, faults };
}

function readLadder(source: unknown, report: FaultReport): Ladder | null {
  const root = readSource(source, report);
  if (root === null) return null;
  const meant = { en: 'a map with "ladder" and "levels"', zh: '含 ladder 和 levels 的映射' };
  const fields = openFields(root, SUBJECT, FIELDS, meant, report);
  if (fields === null) return null;
  const nameNode = required(fields, 'ladder', { en: 'its name', zh: '其名称' });
  const name = nameNode && readName(fields, 'ladder', nameNode);
  const titleNode = fields.get('title');
  const title = titleNode && readTitle(fields, 'title', titleNode);
  const resolve = fields.get('resolveWithin') === null ? null : readBusinessMinutes(fields, 'resolveWithin');
  const rules = {
    businessHours: readBusinessHours(fields),
    levels: readLevels(fields),
    resolveWithinMinutes: resolve ?? LADDER_DEFAULTS.resolveWithinMinutes,
    holdWhileOpen: readHold(fields),
  };
  return name === null ? null : { name, title: title ?? { en: name, zh: name }, ...rules };
}

function readHold(fields: Fields): boolean {
  const node = fields.get('holdWhileOpen');
  if (node === null) return false;
  if (node.kind === 'boolean') return node.value;
  refuse(fields, 'holdWhileOpen', node, { en: 'true or false', zh: ' true 或 false' });
  return false;
}

function readLevels(fields: Fields): readonly LadderLevel[] {
  const expected = { en: `a list of 1 to ${MAX_LEVELS} levels`, zh: ` 1 到 ${MAX_LEVELS} 个级别的列表` };
  const list = required(fields, 'levels', expected);
  if (list === null) return [];
  if (list.kind !== 'list' || list.items.length === 0 || list.items.length > MAX_LEVELS) {
    refuse(fields, 'levels', list, expected, list.kind === 'list' ? 'level-count' : 'wrong-type');
    return [];
  }
  const placed = list.items.map((node, index) => readLevel(node, index + 1, fields.report));
  const levels = placed.filter((level) => level !== null);
  reportSameIds(levels, fields.report);
  return levels.map(({ level }) => level);
}

function reportSameIds(levels: readonly PlacedLevel[], report: FaultReport): void {
  const first = new Map<string, number>();
  levels.forEach(({ level, idPlace }, index) => {
    const earlier = first.get(level.id);
    if (earlier === undefined) {
      first.set(level.id, index + 1);
      return;
    }
    report.error(idPlace, 'duplicate-level', {
      en: `Level ${index + 1} has the ID ${quoted(level.id)} of level ${earlier}; expected an ID of its own`,
      zh: `第 ${index + 1} 级的 ID ${quoted(level.id)} 与第 ${earlier} 级相同；每级的 ID 不得重复`,
    });
  });
}
