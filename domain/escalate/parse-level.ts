import { readBusinessMinutes } from '../authoring/business-time';
import { readName } from '../authoring/common-fields';
import { openFields, readWord, readWords, refuse, required, type Fields } from '../authoring/fields';
import { quoted, type SourceNode } from '../authoring/source-node';
import type { FaultReport, Place } from '../faults';
import type { LocalizedText } from '../types';
import { LADDER_DEFAULTS, targetName, type LadderLevel, type LadderMeans, type LadderTarget } from './ladder';

const FIELDS = ['id', 'notify', 'by', 'wait'];
const MEANS: readonly LadderMeans[] = ['email', 'task'];
const PEOPLE = ['owner', 'owner-manager', 'team-lead'] as const;
const MAX_TARGETS = 10;

const ID: LocalizedText = {
  en: 'an ID of at most 40 lower-case letters, digits and hyphens that starts with a letter, such as "manager"',
  zh: '以字母开头的 ID，最多 40 个小写字母、数字和连字符，例如 "manager"',
};
const WHOM: LocalizedText = {
  en: '"owner", "owner-manager", "team-lead", { role: NAME }, or a list of these',
  zh: ' owner、owner-manager、team-lead、{ role: 名称 }，或由它们组成的列表',
};

export type PlacedLevel = { readonly level: LadderLevel; readonly idPlace: Place };

/**
 * Reads one level of a ladder.
 * @param position counted from 1; names the level in faults where it has no ID
 * @returns `null` where something essential is wrong; the report then holds an error
 */
export function readLevel(node: SourceNode, position: number, report: FaultReport): PlacedLevel | null {
  const subject = subjectOf(node, position);
  const meant = {
    en: 'a map such as { id: manager, notify: owner-manager, wait: 4h }',
    zh: '映射，例如 { id: manager, notify: owner-manager, wait: 4h }',
  };
  const fields = openFields(node, subject, FIELDS, meant, report);
  if (fields === null) return null;
  const id = readId(fields);
  const notify = readNotify(fields);
  const by = readWords(fields, 'by', MEANS);
  const waitMinutes = readBusinessMinutes(fields, 'wait');
  if (id === null || notify.length === 0 || waitMinutes === null) return null;
  const level = { id, notify, by: by.length === 0 ? LADDER_DEFAULTS.by : by, waitMinutes };
  return { level, idPlace: fields.get('id')?.place ?? node.place };
}

function subjectOf(node: SourceNode, position: number): LocalizedText {
  const id = node.kind === 'map' ? node.entries.find(({ key }) => key === 'id')?.value : undefined;
  if (id?.kind === 'text') return { en: `Level ${quoted(id.value)}`, zh: `级别 ${quoted(id.value)} ` };
  return { en: `Level ${position}`, zh: `第 ${position} 级` };
}

function readId(fields: Fields): string | null {
  const node = required(fields, 'id', ID);
  if (node === null) return null;
  const fits = node.kind === 'text' && /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(node.value) && node.value.length <= 40;
  return fits ? node.value : refuse(fields, 'id', node, ID);
}

function readNotify(fields: Fields): readonly LadderTarget[] {
  const node = required(fields, 'notify', WHOM);
  if (node === null) return [];
  if (node.kind !== 'list') {
    const target = readTarget(fields, node);
    return target === null ? [] : [target];
  }
  if (node.items.length === 0 || node.items.length > MAX_TARGETS) {
    refuse(fields, 'notify', node, WHOM, 'bad-value');
    return [];
  }
  const targets: LadderTarget[] = [];
  for (const item of node.items) {
    const target = readTarget(fields, item);
    if (target === null) continue;
    if (targets.some((one) => targetName(one) === targetName(target))) reportTwice(fields, target, item.place);
    targets.push(target);
  }
  return targets;
}

function readTarget(fields: Fields, node: SourceNode): LadderTarget | null {
  if (node.kind === 'text') return readWord(fields, 'notify', node, PEOPLE);
  if (node.kind !== 'map') return refuse(fields, 'notify', node, WHOM);
  const subject = { en: `${fields.subject.en}, notify,`, zh: `${fields.subject.zh}的 notify ` };
  const inner = openFields(node, subject, ['role'], WHOM, fields.report);
  const roleNode = inner && required(inner, 'role', { en: 'the name of a role', zh: '角色名称' });
  const role = inner && roleNode && readName(inner, 'role', roleNode);
  return role === null ? null : { role };
}

function reportTwice(fields: Fields, target: LadderTarget, place: Place): void {
  const name = quoted(targetName(target));
  fields.report.error(place, 'duplicate', {
    en: `${fields.subject.en} lists ${name} twice in notify; expected each once`,
    zh: `${fields.subject.zh}的 notify 重复列出 ${name}；每项只能出现一次`,
  });
}
