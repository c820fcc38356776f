import { readTimeOfDay, readTitle } from '../authoring/common-fields';
import { oneOf, openFields, readWord, readWordOr, readWords, refuse, required, type Fields } from '../authoring/fields';
import { reportForeignFields } from '../authoring/foreign-fields';
import { readKnown, readTemplate } from '../authoring/read-known';
import { readStepId, stepSubject } from '../authoring/read-step-id';
import type { SourceNode } from '../authoring/source-node';
import { readCondition } from '../condition/parse-condition';
import type { FaultReport, Place } from '../faults';
import type { ContactRole, LocalizedText, Step, StepAction, StepTime } from '../types';
import type { KnownNames } from './known-names';
import { parseStepTime } from './parse-step-time';
import type { PlacedStep } from './placed-step';

const ACTIONS: readonly StepAction[] = ['email', 'sms', 'task', 'hold-credit', 'escalate'];
const ROLES: readonly ContactRole[] = ['billing', 'manager', 'legal'];

const COMMON_FIELDS = ['id', 'at', 'do', 'sendAt', 'when'];
/** What each action takes besides. */
const FIELDS_OF: Readonly<Record<StepAction, readonly string[]>> = {
  email: ['template', 'to', 'cc'],
  sms: ['template', 'to', 'cc'],
  task: ['queue', 'title'],
  'hold-credit': [],
  escalate: ['ladder'],
};
const ALL_FIELDS = [...COMMON_FIELDS, 'template', 'to', 'cc', 'queue', 'title', 'ladder'];

/**
 * Reads one step of a playbook.
 * @param position counted from 1; names the step in faults where it has no ID
 * @returns `null` where something essential is wrong; the report then holds an error
 */
export function readStep(
  node: SourceNode,
  position: number,
  known: KnownNames,
  report: FaultReport,
): PlacedStep | null {
  const subject = stepSubject(node, position);
  const meant = {
    en: 'a map such as { id: reminder-1, at: due + 3d, do: email, template: reminder-1 }',
    zh: '映射，例如 { id: reminder-1, at: due + 3d, do: email, template: reminder-1 }',
  };
  const fields = openFields(node, subject, ALL_FIELDS, meant, report);
  if (fields === null) return null;
  const id = readStepId(fields);
  const at = readAt(fields);
  const action = readAction(fields);
  const sendAt = fields.get('sendAt');
  const when = fields.get('when');
  const common = {
    sendAt: sendAt && readTimeOfDay(fields, 'sendAt', sendAt, false),
    when: when && readCondition(when, 'when', conditionOf(subject), report),
  };
  if (action === null) return null;
  reportForeignFields(fields, { all: ALL_FIELDS, common: COMMON_FIELDS, own: FIELDS_OF[action] }, action);
  const own = readOwnFields(fields, action, known);
  if (id === null || at === null) return null;
  const placeOf = (name: string): Place => fields.get(name)?.place ?? node.place;
  return { step: { id, at, do: action, ...common, ...own }, idPlace: placeOf('id'), atPlace: placeOf('at') };
}

function conditionOf({ en, zh }: LocalizedText): LocalizedText {
  return { en: `The condition of ${en.replace('Step', 'step')}`, zh: `${zh}的条件` };
}

function readAt(fields: Fields): StepTime | null {
  const expected = { en: 'a time such as "due + 3d"', zh: '时间，例如 "due + 3d"' };
  const node = required(fields, 'at', expected);
  if (node === null) return null;
  if (node.kind !== 'text') return refuse(fields, 'at', node, expected);
  const time = parseStepTime(node.value);
  if ('anchor' in time) return time;
  const { code, gave, expected: accepted } = time;
  fields.report.error(node.place, code, {
    en: `${fields.subject.en} ${gave.en}; expected ${accepted.en}`,
    zh: `${fields.subject.zh}${gave.zh}；应为${accepted.zh}`,
  });
  return null;
}

function readAction(fields: Fields): StepAction | null {
  const node = required(fields, 'do', { en: oneOf(ACTIONS, 'or'), zh: ` ${ACTIONS.join('、')} 之一` });
  return node && readWord(fields, 'do', node, ACTIONS);
}

type OwnFields = Pick<Step, 'template' | 'to' | 'cc' | 'queue' | 'title' | 'ladder'>;

function readOwnFields(fields: Fields, action: StepAction, known: KnownNames): OwnFields {
  const none: OwnFields = { template: null, to: 'billing', cc: [], queue: null, title: null, ladder: null };
  switch (action) {
    case 'email':
    case 'sms':
      return { ...none, template: readTemplate(fields, action, known), ...readRecipients(fields) };
    case 'task': {
      const title = fields.get('title');
      return {
        ...none,
        queue: readKnown(fields, 'queue', known.queues),
        title: title && readTitle(fields, 'title', title),
      };
    }
    case 'escalate':
      return { ...none, ladder: readKnown(fields, 'ladder', known.ladders) };
    case 'hold-credit':
      return none;
  }
}

function readRecipients(fields: Fields): Pick<Step, 'to' | 'cc'> {
  const to = readWordOr(fields, 'to', ROLES, 'billing');
  const cc = readWords(fields, 'cc', ROLES);
  const node = fields.get('cc');
  if (node !== null && cc.includes(to)) {
    fields.report.error(node.place, 'duplicate', {
      en: `${fields.subject.en} lists "${to}" in cc, who is the recipient already; expected other roles`,
      zh: `${fields.subject.zh}的 cc 含有 "${to}"，它已是收件人；应为其他角色`,
    });
  }
  return { to, cc };
}
