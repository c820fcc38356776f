import type { LocalizedText } from '../../domain/types';
import type { EntryData } from './entry-data';
import type { Telling } from './fact-sentences';
import { NOTHING, sentences, whoDid } from './words';

function terms(data: EntryData): LocalizedText {
  const [limit, days] = [`${data.text('limit')} ${data.text('currency')}`, data.text('termsDays')];
  return { en: `a limit of ${limit} and ${days} days to pay`, zh: `额度 ${limit}、账期 ${days} 天` };
}

function note(data: EntryData): LocalizedText {
  return data.has('note') ? { en: `note: ${data.text('note')}`, zh: `备注：${data.text('note')}` } : NOTHING;
}

const PROPOSALS: Readonly<Record<string, LocalizedText>> = {
  approve: { en: 'approve', zh: '批准' },
  decline: { en: 'decline', zh: '拒绝' },
  refer: { en: 'refer to a person', zh: '转人工审批' },
};

function scored(data: EntryData): LocalizedText {
  const proposal = PROPOSALS[data.text('proposal')] ?? NOTHING;
  const [score, band] = [data.text('score'), data.text('band')];
  return { en: `score ${score}, band ${band}: ${proposal.en}`, zh: `评分 ${score}，等级 ${band}：${proposal.zh}` };
}

function changed(en: string, zh: string): Telling {
  return (data) => {
    const to = terms(data.inner('to'));
    const before = data.has('from') ? terms(data.inner('from')) : NOTHING;
    const was = before.en === '' ? NOTHING : { en: `before: ${before.en}`, zh: `此前：${before.zh}` };
    const next = data.local('reviewAt');
    return sentences(
      { en: `${en}: ${to.en}`, zh: `${zh}：${to.zh}` },
      was,
      { en: `reason: ${data.text('reason')}`, zh: `原因：${data.text('reason')}` },
      next === '' ? NOTHING : { en: `next review ${next}`, zh: `下次评审 ${next}` },
    );
  };
}

/** Sentences about credit reviews, terms and orders, by kind of entry. */
export const CREDIT_SENTENCES: Readonly<Record<string, Telling>> = {
  'order.placed': (data) => {
    const [order, amount] = [data.text('externalId'), `${data.text('amount')} ${data.text('currency')}`];
    return sentences({ en: `order ${order} of ${amount} was placed`, zh: `已下订单 ${order}，金额 ${amount}` });
  },
  'credit-review.evaluated': (data) =>
    sentences(
      { en: `credit was scored: ${scored(data).en}`, zh: `信用评分完成，${scored(data).zh}` },
      ...data.list('factors').map((factor) => factor.localized('reason')),
      ...data.list('reasons').map((reason) => reason.asLocalized()),
    ),
  'credit-review.referred': (data) => {
    const [role, until] = [data.text('role'), data.local('dueAt')];
    return sentences({
      en: `the credit review waits for a decision by the role ${role} until ${until}`,
      zh: `信用评审等待角色 ${role} 在 ${until} 前决定`,
    });
  },
  'credit-review.overdue': (data) => {
    const held = data.has('held') ? terms(data.inner('held')) : NOTHING;
    return sentences(
      { en: 'nobody decided the credit review in time; it was escalated', zh: '信用评审未按时决定，已升级处理' },
      held.en === '' ? NOTHING : { en: `until somebody does: ${held.en}`, zh: `在决定之前：${held.zh}` },
    );
  },
  'credit-review.decided': (data) => {
    const approved = data.text('decision') === 'approved';
    const by = whoDid(data);
    return sentences(
      {
        en: `the credit review was ${approved ? 'approved' : 'declined'} by ${by}`,
        zh: `信用评审已由 ${by} ${approved ? '批准' : '拒绝'}`,
      },
      note(data),
    );
  },
  'credit.terms-changed': changed('credit terms were set', '已设定信用条件'),
  'credit.terms-confirmed': changed('credit terms stay as they are', '信用条件保持不变'),
};
