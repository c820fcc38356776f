import { openFields, readWhole, readWord, readWordOr, refuse, required, type Fields } from '../authoring/fields';
import { quoted, type SourceNode } from '../authoring/source-node';
import { readCondition } from '../condition/parse-condition';
import type { FaultReport } from '../faults';
import type { LocalizedText } from '../types';
import type { AssignmentCaps, AssignmentEntry, AssignmentStrategy, StaffCriteria, Wanted } from './assignment-policy';

const FIELDS = ['id', 'when', 'returning', 'staff', 'strategy', 'prefer', 'caps', 'load', 'otherwise'];
const STAFF_FIELDS = ['teams', 'roles', 'skills', 'regions', 'languages', 'minimumSeniority'];
const STRATEGIES: readonly AssignmentStrategy[] = ['round-robin', 'least-loaded', 'weighted', 'best-skill'];
const MAX_LOAD = 1_000;
const MAX_CAP = 1_000_000;
const MAX_SENIORITY = 100;
const MAX_WORDS = 200;

const ANYBODY: StaffCriteria = {
  teams: [],
  roles: [],
  skills: [],
  regions: [],
  languages: [],
  minimumSeniority: 0,
};

const ID: LocalizedText = {
  en: 'an ID of at most 60 lower-case letters, digits and hyphens such as "key-accounts"',
  zh: 'ID，最多 60 个小写字母、数字和连字符，例如 "key-accounts"',
};

/**
 * Reads one entry of an assignment policy.
 * @param position counted from 1; names the entry in faults where it has no ID
 * @returns `null` where it has no ID or no strategy; the report then holds an error
 */
export function readEntry(node: SourceNode, position: number, report: FaultReport): AssignmentEntry | null {
  const subject = subjectOf(node, position);
  const meant = {
    en: 'a map such as { id: everybody, strategy: round-robin }',
    zh: '映射，例如 { id: everybody, strategy: round-robin }',
  };
  const fields = openFields(node, subject, FIELDS, meant, report);
  if (fields === null) return null;
  const id = readId(fields);
  const whenNode = fields.get('when');
  const when =
    whenNode &&
    readCondition(
      whenNode,
      'applies',
      { en: `The condition of ${subject.en.replace('Entry', 'entry')}`, zh: `${subject.zh}的条件` },
      report,
    );
  const strategyNode = required(fields, 'strategy', {
    en: 'a strategy such as "round-robin"',
    zh: '策略，例如 "round-robin"',
  });
  const strategy = strategyNode && readWord(fields, 'strategy', strategyNode, STRATEGIES);
  const loadNode = fields.get('load');
  const rest = {
    when,
    returning: readReturning(fields),
    staff: readStaff(fields),
    prefer: readPrefer(fields, strategy),
    caps: readCaps(fields),
    load: (loadNode && readWhole(fields, 'load', loadNode, 1, MAX_LOAD)) ?? 1,
    otherwise: readWordOr(fields, 'otherwise', ['queue', 'next'] as const, 'queue'),
  };
  return id === null || strategy === null ? null : { id, strategy, ...rest };
}

function subjectOf(node: SourceNode, position: number): LocalizedText {
  const id = node.kind === 'map' ? node.entries.find(({ key }) => key === 'id')?.value : undefined;
  if (id?.kind === 'text') return { en: `Entry ${quoted(id.value)}`, zh: `条目 ${quoted(id.value)} ` };
  return { en: `Entry ${position}`, zh: `第 ${position} 个条目` };
}

function readId(fields: Fields): string | null {
  const node = required(fields, 'id', ID);
  if (node === null) return null;
  const fits = node.kind === 'text' && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(node.value) && node.value.length <= 60;
  return fits ? node.value : refuse(fields, 'id', node, ID);
}

function readReturning(fields: Fields): boolean | null {
  const node = fields.get('returning');
  if (node === null || (node.kind === 'text' && node.value === 'any')) return null;
  if (node.kind === 'boolean') return node.value;
  return refuse(fields, 'returning', node, { en: 'true, false or "any"', zh: ' true、false 或 "any"' });
}

function readStaff(fields: Fields): StaffCriteria {
  const node = fields.get('staff');
  if (node === null) return ANYBODY;
  const meant = {
    en: 'a map such as { roles: [account-manager], regions: customer }',
    zh: '映射，例如 { roles: [account-manager], regions: customer }',
  };
  const subject = {
    en: `The staff of ${fields.subject.en.replace('Entry', 'entry')}`,
    zh: `${fields.subject.zh}的人员`,
  };
  const staff = openFields(node, subject, STAFF_FIELDS, meant, fields.report);
  if (staff === null) return ANYBODY;
  const seniority = staff.get('minimumSeniority');
  return {
    teams: readList(staff, 'teams'),
    roles: readList(staff, 'roles'),
    skills: readWanted(staff, 'skills'),
    regions: readWanted(staff, 'regions'),
    languages: readWanted(staff, 'languages'),
    minimumSeniority: (seniority && readWhole(staff, 'minimumSeniority', seniority, 0, MAX_SENIORITY)) ?? 0,
  };
}

/** `prefer` belongs to `best-skill`, which would choose by load alone without it. */
function readPrefer(fields: Fields, strategy: AssignmentStrategy | null): Wanted {
  const expected = {
    en: 'a list of skills such as [export, medical], or "customer"',
    zh: '技能列表，例如 [export, medical]，或 "customer"',
  };
  if (strategy === 'best-skill') required(fields, 'prefer', expected);
  const node = fields.get('prefer');
  if (node !== null && strategy !== null && strategy !== 'best-skill') {
    fields.report.error(node.place, 'misplaced-field', {
      en: `${fields.subject.en} has prefer, which belongs to "strategy: best-skill" only; expected none with "${strategy}"`,
      zh: `${fields.subject.zh}的 prefer 只用于 "strategy: best-skill"；"${strategy}" 不应有此字段`,
    });
  }
  return readWanted(fields, 'prefer');
}

function readCaps(fields: Fields): AssignmentCaps {
  const none = { customers: null, newPerDay: null };
  const node = fields.get('caps');
  if (node === null) return none;
  const meant = {
    en: 'a map such as { customers: 80, newPerDay: 5 }',
    zh: '映射，例如 { customers: 80, newPerDay: 5 }',
  };
  const subject = {
    en: `The caps of ${fields.subject.en.replace('Entry', 'entry')}`,
    zh: `${fields.subject.zh}的上限`,
  };
  const caps = openFields(node, subject, ['customers', 'newPerDay'], meant, fields.report);
  if (caps === null) return none;
  const [customers, newPerDay] = [caps.get('customers'), caps.get('newPerDay')];
  return {
    customers: customers && readWhole(caps, 'customers', customers, 1, MAX_CAP),
    newPerDay: newPerDay && readWhole(caps, 'newPerDay', newPerDay, 1, MAX_CAP),
  };
}

function readWanted(fields: Fields, name: string): Wanted {
  const node = fields.get(name);
  return node?.kind === 'text' && node.value === 'customer' ? 'customer' : readList(fields, name, ', or "customer"');
}

/** Different words; empty where the field is left out. */
function readList(fields: Fields, name: string, or = ''): readonly string[] {
  const node = fields.get(name);
  if (node === null) return [];
  const expected = {
    en: `a list of 1 to ${MAX_WORDS} different words${or}`,
    zh: `由 1 到 ${MAX_WORDS} 个不同的词组成的列表${or === '' ? '' : '，或 "customer"'}`,
  };
  if (node.kind !== 'list' || node.items.length === 0 || node.items.length > MAX_WORDS) {
    refuse(fields, name, node, expected, node.kind === 'list' ? 'bad-value' : 'wrong-type');
    return [];
  }
  const words: string[] = [];
  for (const item of node.items) {
    const word = item.kind === 'text' ? item.value.trim() : '';
    if (word === '' || word.length > 100 || words.includes(word)) refuse(fields, name, item, expected);
    else words.push(word);
  }
  return words;
}
