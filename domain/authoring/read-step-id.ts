import type { LocalizedText } from '../types';
import { refuse, required, type Fields } from './fields';
import { quoted, type SourceNode } from './source-node';

const ID: LocalizedText = {
  en: 'an ID of at most 60 lower-case letters, digits and hyphens that starts with a letter, such as "reminder-1"',
  zh: '以字母开头的 ID，最多 60 个小写字母、数字和连字符，例如 "reminder-1"',
};

/** What faults call a step: by its ID, else by its place, counted from 1. */
export function stepSubject(node: SourceNode, position: number): LocalizedText {
  const id = node.kind === 'map' ? node.entries.find(({ key }) => key === 'id')?.value : undefined;
  if (id?.kind === 'text') return { en: `Step ${quoted(id.value)}`, zh: `步骤 ${quoted(id.value)} ` };
  return { en: `Step ${position}`, zh: `第 ${position} 个步骤` };
}

/** The field `id` of a step or of what holds steps. */
export function readStepId(fields: Fields): string | null {
  const node = required(fields, 'id', ID);
  if (node === null) return null;
  const fits = node.kind === 'text' && /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(node.value) && node.value.length <= 60;
  return fits ? node.value : refuse(fields, 'id', node, ID);
}
