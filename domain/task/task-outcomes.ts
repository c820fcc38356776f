import { didYouMean } from '../authoring/did-you-mean';
import { notAccepted } from '../errors';
import type { LocalizedText } from '../types';

export type TaskKind =
  | 'playbook'
  | 'exhausted'
  | 'fix-contact'
  | 'escalation'
  | 'unknown-message'
  | 'accept-assignment'
  | 'credit-decision'
  | 'win-back';

/** A way in which a task can end, and what follows from it. */
export type TaskOutcome = {
  readonly code: string;
  readonly title: LocalizedText;
  /** What the code does besides closing the task. */
  readonly effect: LocalizedText;
};

const NOTHING: LocalizedText = { en: 'Nothing else', zh: '无其他影响' };

function outcome(code: string, en: string, zh: string, effect: LocalizedText = NOTHING): TaskOutcome {
  return { code, title: { en, zh }, effect };
}

const REACHED = outcome('reached', 'Reached and talked to', '已联系上并沟通');
const NO_ANSWER = outcome('no-answer', 'Nobody answered', '无人应答');
const DONE = outcome('done', 'Done', '已完成');
const WRONG_NUMBER = outcome('wrong-number', 'The number or address is wrong', '号码或地址有误', {
  en: 'The contact point is not used any more: `contactPointId`, or the only one by SMS',
  zh: '该联系方式不再使用：contactPointId，或唯一的短信号码',
});

/** What comes of talking to somebody about open invoices. */
const COLLECTION: readonly TaskOutcome[] = [
  REACHED,
  outcome('promised', 'Payment was promised', '承诺付款', {
    en: 'With `promisedOn`, a hold "promise" on the invoices of the task through that day',
    zh: '给出 promisedOn 时，任务所列账单以 promise 暂停触达，直到该日结束',
  }),
  outcome('disputed', 'The claim is disputed', '对账单有争议', {
    en: 'A hold "dispute" on the invoices of the task until it is lifted',
    zh: '任务所列账单以 dispute 暂停触达，直到解除',
  }),
  outcome('paid', 'Says that it is paid', '称已付款'),
  WRONG_NUMBER,
  NO_ANSWER,
  DONE,
];

/** The codes with which each kind of task can be closed. */
const TASK_OUTCOMES: Readonly<Record<TaskKind, readonly TaskOutcome[]>> = {
  playbook: COLLECTION,
  exhausted: COLLECTION,
  'fix-contact': [DONE, outcome('not-found', 'No contact point was found', '未找到联系方式')],
  escalation: [
    outcome('acknowledged', 'Taken on', '已确认接手', {
      en: 'The escalation is acknowledged: the climb stops, and a task to resolve it is made',
      zh: '确认升级：停止升级，并生成解决任务',
    }),
    outcome('resolved', 'Resolved', '已解决', { en: 'The escalation is resolved', zh: '升级已解决' }),
  ],
  'unknown-message': [
    outcome('arrived', 'The message arrived', '消息已送达'),
    outcome('not-arrived', 'The message did not arrive', '消息未送达'),
    DONE,
  ],
  'accept-assignment': [
    outcome('accepted', 'Accepted', '已接受', { en: 'The assignment is accepted', zh: '接受分配' }),
    outcome('declined', 'Declined', '已拒绝', {
      en: 'The assignment is declined: the next candidate is offered the customer',
      zh: '拒绝分配：改派给下一位候选人',
    }),
  ],
  'credit-decision': [
    outcome('approved', 'Approved', '批准', { en: 'The referred review is approved', zh: '批准转交的信用评审' }),
    outcome('declined', 'Declined', '拒绝', { en: 'The referred review is declined', zh: '拒绝转交的信用评审' }),
  ],
  'win-back': [
    REACHED,
    outcome('interested', 'Is interested', '有意向'),
    outcome('not-interested', 'Is not interested', '无意向'),
    NO_ANSWER,
    WRONG_NUMBER,
  ],
};

export const TASK_KINDS = Object.keys(TASK_OUTCOMES) as readonly TaskKind[];

/** A kind that is not known takes `done` alone: its tasks come from another release, and must be closable. */
export function outcomesOf(kind: string): readonly TaskOutcome[] {
  const known = TASK_KINDS.find((one) => one === kind);
  return known === undefined ? [DONE] : TASK_OUTCOMES[known];
}

/**
 * Refuses a code that the kind of task does not know.
 * @throws DomainError `validation-failed` that lists the codes
 */
export function checkOutcome(kind: string, code: string): void {
  const codes = outcomesOf(kind).map((known) => known.code);
  if (codes.includes(code)) return;
  const near = didYouMean(code, codes);
  throw notAccepted('/outcome', {
    en: `Given "${code}"; a task of the kind "${kind}" ends with ${codes.join(', ')}${near === null ? '' : `; did you mean "${near}"?`}`,
    zh: `给定 "${code}"；"${kind}" 类任务的结果应为 ${codes.join('、')} 之一${near === null ? '' : `；是否想写 "${near}"？`}`,
  });
}
