import { didYouMean } from '../authoring/did-you-mean';
import { readName, readTimeOfDay, readTitle } from '../authoring/common-fields';
import { oneOf, openFields, readWord, readWordOr, readWords, refuse, required, type Fields } from '../authoring/fields';
import { quoted, type SourceNode } from '../authoring/source-node';
import { readCondition } from '../condition/parse-condition';
import type { FaultReport, Place } from '../faults';
import type { Channel, ContactRole, LocalizedText, Step, StepAction, StepTime } from '../types';
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

const ID: LocalizedText = {
  en: 'an ID of at most 60 lower-case letters, digits and hyphens that starts with a letter, such as "reminder-1"',
  zh: '以字母开头的 ID，最多 60 个小写字母、数字和连字符，例如 "reminder-1"',
};

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
  const subject = subjectOf(node, position);
  const meant = {
    en: 'a map such as { id: reminder-1, at: due + 3d, do: email, template: reminder-1 }',
    zh: '映射，例如 { id: reminder-1, at: due + 3d, do: email, template: reminder-1 }',
  };
  const fields = openFields(node, subject, ALL_FIELDS, meant, report);
  if (fields === null) return null;
  const id = readId(fields);
  const at = readAt(fields);
  const action = readAction(fields);
  const sendAt = fields.get('sendAt');
  const when = fields.get('when');
  const common = {
    sendAt: sendAt && readTimeOfDay(fields, 'sendAt', sendAt, false),
    when: when && readCondition(when, 'when', conditionOf(subject), report),
  };
  if (action === null) return null;
  reportForeignFields(fields, action);
  const own = readOwnFields(fields, action, known);
  if (id === null || at === null) return null;
  const placeOf = (name: string): Place => fields.get(name)?.place ?? node.place;
  return { step: { id, at, do: action, ...common, ...own }, idPlace: placeOf('id'), atPlace: placeOf('at') };
}

function subjectOf(node: SourceNode, position: number): LocalizedText {
  const id = node.kind === 'map' ? node.entries.find(({ key }) => key === 'id')?.value : undefined;
  if (id?.kind === 'text') return { en: `Step ${quoted(id.value)}`, zh: `步骤 ${quoted(id.value)} ` };
  return { en: `Step ${position}`, zh: `第 ${position} 个步骤` };
}

function conditionOf({ en, zh }: LocalizedText): LocalizedText {
  return { en: `The condition of ${en.replace('Step', 'step')}`, zh: `${zh}的条件` };
}

function readId(fields: Fields): string | null {
  const node = required(fields, 'id', ID);
  if (node === null) return null;
  const fits = node.kind === 'text' && /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(node.value) && node.value.length <= 60;
  return fits ? node.value : refuse(fields, 'id', node, ID);
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

function reportForeignFields(fields: Fields, action: StepAction): void {
  const own = FIELDS_OF[action];
  for (const name of ALL_FIELDS) {
    const node = fields.get(name);
    if (node === null || COMMON_FIELDS.includes(name) || own.includes(name)) continue;
    const takes =
      own.length === 0 ? { en: 'none besides', zh: '无其他字段' } : { en: own.join(', '), zh: own.join('、') };
    fields.report.error(node.place, 'misplaced-field', {
      en: `${fields.subject.en} has ${name}, which does not belong to "do: ${action}"; expected ${takes.en}`,
      zh: `${fields.subject.zh}的 ${name} 不属于 "do: ${action}"；可用字段：${takes.zh}`,
    });
  }
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

function readTemplate(fields: Fields, channel: Channel, known: KnownNames): string | null {
  const names = known.templates && new Set(known.templates.keys());
  const name = readKnown(fields, 'template', names);
  const channels = name === null ? undefined : known.templates?.get(name);
  const node = fields.get('template');
  if (channels === undefined || node === null || channels.has(channel)) return name;
  const has = Array.from(channels).join(', ');
  fields.report.error(node.place, 'template-channel', {
    en: `${fields.subject.en} sends an ${channel === 'sms' ? 'SMS' : 'email'} by the template ${quoted(name ?? '')}, which is written for ${has} only; expected a template for ${channel}`,
    zh: `${fields.subject.zh}以 ${channel} 发送，但模板 ${quoted(name ?? '')} 只有 ${has} 版本；应为含 ${channel} 版本的模板`,
  });
  return null;
}

/** A required name that must be among those that exist. */
function readKnown(fields: Fields, name: string, names: ReadonlySet<string> | null): string | null {
  const expected = { en: `the name of a ${name}`, zh: ` ${name} 的名称` };
  const node = required(fields, name, expected);
  const value = node && readName(fields, name, node);
  if (node === null || value === null || names === null || names.has(value)) return value;
  const near = didYouMean(value, names);
  const some = Array.from(names).toSorted().slice(0, 20);
  fields.report.error(node.place, 'unknown-name', {
    en: `${fields.subject.en} names the unknown ${name} ${quoted(value)}; ${near === null ? `expected ${some.length === 0 ? `a ${name} that exists; there is none` : oneOf(some, 'or')}` : `did you mean "${near}"?`}`,
    zh: `${fields.subject.zh}引用了不存在的 ${name} ${quoted(value)}；${near === null ? `应为 ${some.length === 0 ? '已有的名称（目前没有）' : some.join('、')}` : `是否想写 "${near}"？`}`,
  });
  return null;
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
