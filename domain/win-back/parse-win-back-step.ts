import { readName, readTimeOfDay, readTitle } from '../authoring/common-fields';
import { oneOf, openFields, readWord, required, type Fields } from '../authoring/fields';
import { reportForeignFields } from '../authoring/foreign-fields';
import { readAmounts } from '../authoring/read-amounts';
import { readKnown, readTemplate } from '../authoring/read-known';
import { readStepId, stepSubject } from '../authoring/read-step-id';
import type { SourceNode } from '../authoring/source-node';
import type { FaultReport, Place } from '../faults';
import type { KnownNames } from '../playbook/known-names';
import type { LocalizedText } from '../types';
import { readCivilDays } from './read-civil-days';
import type { WinBackStep, WinBackStepAction } from './win-back-policy';

const ACTIONS: readonly WinBackStepAction[] = ['email', 'sms', 'task'];
const COMMON_FIELDS = ['id', 'after', 'do', 'sendAt', 'cost', 'offer'];
const FIELDS_OF: Readonly<Record<WinBackStepAction, readonly string[]>> = {
  email: ['template'],
  sms: ['template'],
  task: ['queue', 'title'],
};
const ALL_FIELDS = [...COMMON_FIELDS, 'template', 'queue', 'title'];

/** What the episode itself does by these names. */
const RESERVED_IDS = ['start', 'end', 'reply'];

/** A step with the places that later checks report at. */
export type PlacedWinBackStep = { readonly step: WinBackStep; readonly place: Place; readonly idPlace: Place };

/** What steps may name. */
export type WinBackNames = {
  readonly known: KnownNames;
  /** Of this policy. */
  readonly offers: ReadonlySet<string>;
};

/**
 * Reads one step of a branch.
 * @param branch what faults call the branch
 * @param position counted from 1
 * @returns `null` where something essential is wrong; the report then holds an error
 */
export function readWinBackStep(
  node: SourceNode,
  branch: LocalizedText,
  position: number,
  names: WinBackNames,
  report: FaultReport,
): PlacedWinBackStep | null {
  const step = stepSubject(node, position);
  const subject = { en: `${step.en} of ${branch.en.replace('Branch', 'branch')}`, zh: `${branch.zh}的${step.zh}` };
  const meant = {
    en: 'a map such as { id: first-mail, after: 3d, do: email, template: win-back-silent }',
    zh: '映射，例如 { id: first-mail, after: 3d, do: email, template: win-back-silent }',
  };
  const fields = openFields(node, subject, ALL_FIELDS, meant, report);
  if (fields === null) return null;
  const id = readId(fields);
  const afterNode = required(fields, 'after', { en: 'days such as "3d"', zh: '天数，例如 "3d"' });
  const afterDays = afterNode && readCivilDays(fields, 'after', afterNode, 0);
  const action = readAction(fields);
  const sendAt = fields.get('sendAt');
  const common = {
    sendAt: sendAt && readTimeOfDay(fields, 'sendAt', sendAt, false),
    cost: readAmounts(fields, 'cost'),
    offer: fields.get('offer') && readKnown(fields, 'offer', names.offers),
  };
  if (action === null) return null;
  reportForeignFields(fields, { all: ALL_FIELDS, common: COMMON_FIELDS, own: FIELDS_OF[action] }, action);
  const own = readOwnFields(fields, action, names.known);
  if (id === null || afterDays === null) return null;
  return {
    step: { id, afterDays, do: action, ...common, ...own },
    place: node.place,
    idPlace: fields.get('id')?.place ?? node.place,
  };
}

function readId(fields: Fields): string | null {
  const id = readStepId(fields);
  const node = fields.get('id');
  if (id === null || node === null || !RESERVED_IDS.includes(id)) return id;
  fields.report.error(node.place, 'reserved', {
    en: `${fields.subject.en} has an ID that the win-back itself uses; expected another than ${oneOf(RESERVED_IDS, 'and')}`,
    zh: `${fields.subject.zh}的 ID 由挽回流程自身使用；请勿使用 ${RESERVED_IDS.join('、')}`,
  });
  return null;
}

function readAction(fields: Fields): WinBackStepAction | null {
  const node = required(fields, 'do', { en: oneOf(ACTIONS, 'or'), zh: ` ${ACTIONS.join('、')} 之一` });
  return node && readWord(fields, 'do', node, ACTIONS);
}

function readOwnFields(
  fields: Fields,
  action: WinBackStepAction,
  known: KnownNames,
): Pick<WinBackStep, 'template' | 'queue' | 'title'> {
  if (action !== 'task') return { template: readTemplate(fields, action, known), queue: null, title: null };
  const queue = required(fields, 'queue', { en: 'the name of a queue', zh: '队列名称' });
  const title = fields.get('title');
  return {
    template: null,
    queue: queue && readName(fields, 'queue', queue),
    title: title && readTitle(fields, 'title', title),
  };
}
