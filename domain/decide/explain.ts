import { assertNever } from '../assert-never';
import { formatInstant } from '../calendar/zone';
import type { Decision, IdleReason, LocalizedText, Move, PlannedTouch } from '../types';

/** What a rule of the contact policy did to a message, in words; times are shown in `zone`. */
export function explainMove(move: Move, zone: string): LocalizedText {
  const from = formatInstant(move.from, zone);
  const to = formatInstant(move.to, zone);
  switch (move.rule) {
    case 'window':
      return {
        en: `${from} is outside the contact window; the next one opens ${to}`,
        zh: `${from} 不在可联系时段内；下一时段自 ${to} 开始`,
      };
    case 'closed-day':
      return {
        en: `${move.on} is a closed day; the next open day's time is ${to}`,
        zh: `${move.on} 为非工作日；顺延至 ${to}`,
      };
    case 'gap': {
      const last = formatInstant(move.lastAt, zone);
      return {
        en: `the last message was at ${last}; with a minimum gap of ${move.days}d the next is at ${to}`,
        zh: `上一条消息发于 ${last}；最小间隔 ${move.days} 天，顺延至 ${to}`,
      };
    }
    case 'cap':
      return {
        en: `at ${from} the cap of ${move.count} in ${move.perDays}d is reached; there is room at ${to}`,
        zh: `${from} 时已达 ${move.perDays} 天 ${move.count} 条的上限；${to} 起可再发送`,
      };
    default:
      return assertNever(move);
  }
}

const IDLE: Readonly<Record<IdleReason, LocalizedText>> = {
  exhausted: {
    en: 'every step is settled and money is still owed',
    zh: '所有步骤均已执行，仍有欠款',
  },
  held: { en: 'a hold stops all touches', zh: '暂停中，不做任何触达' },
  'below-minimum': { en: 'the open total is under the minimum', zh: '未结总额低于最低金额' },
  'no-contact': {
    en: 'no usable contact point; a task to mend it was made',
    zh: '没有可用的联系方式；已生成修正任务',
  },
  'no-window': {
    en: 'the contact policy has no opening for this message',
    zh: '联系规则中没有可发送此消息的时段',
  },
  'no-playbook': { en: 'no published playbook applies', zh: '没有适用的已发布催收策略' },
  paused: {
    en: 'the customer is paused; activate it to begin',
    zh: '客户处于暂停状态；激活后开始',
  },
};

/** Why the next touch is what and when it is, or why there is none, one sentence a line. */
export function explainDecision(decision: Decision, zone: string): readonly LocalizedText[] {
  switch (decision.status) {
    case 'closed':
      return [{ en: 'no invoice is open', zh: '没有未结账单' }];
    case 'idle':
      return [IDLE[decision.reason]];
    case 'planned':
      return explainTouch(decision, zone);
    default:
      return assertNever(decision);
  }
}

function explainTouch(
  { action, lead, covers, superseded, reason }: PlannedTouch,
  zone: string,
): readonly LocalizedText[] {
  const nominal = formatInstant(reason.nominalAt, zone);
  const lines: LocalizedText[] =
    lead === null
      ? [{ en: `a hold ends at ${nominal}`, zh: `暂停于 ${nominal} 结束` }]
      : [
          {
            en: `step "${lead.step}" of invoice ${lead.invoice} falls on ${nominal}`,
            zh: `账单 ${lead.invoice} 的步骤“${lead.step}”定于 ${nominal}`,
          },
        ];
  if (action === 'fix-contact') lines.push({ en: 'no contact point is usable', zh: '没有可用的联系方式' });
  if (covers.length > 1) lines.push({ en: `it covers ${covers.length} steps`, zh: `合并 ${covers.length} 个步骤` });
  if (superseded.length > 0)
    lines.push({ en: `it supersedes ${superseded.length} passed steps`, zh: `取代 ${superseded.length} 个已过步骤` });
  if (reason.insteadOf !== null)
    lines.push({
      en: `sent by ${action} because no ${reason.insteadOf} contact point is usable`,
      zh: `因没有可用的 ${reason.insteadOf} 联系方式，改用 ${action}`,
    });
  for (const { explanation } of covers) if (explanation !== null) lines.push(explanation);
  return [...lines, ...reason.moves.map((move) => explainMove(move, zone))];
}
