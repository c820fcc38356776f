import type { LocalizedText } from '../../domain/types';
import type { EntryData } from './entry-data';

/** What a touch does, as it is called in sentences. */
const ACTIONS: Readonly<Record<string, LocalizedText>> = {
  email: { en: 'Email', zh: '邮件' },
  sms: { en: 'SMS', zh: '短信' },
  task: { en: 'Task', zh: '任务' },
  'hold-credit': { en: 'Credit hold', zh: '信用冻结' },
  escalate: { en: 'Escalation', zh: '升级' },
  skip: { en: 'Skip', zh: '跳过' },
  'fix-contact': { en: 'Task to mend the contact points', zh: '修正联系方式任务' },
  'end-hold': { en: 'End of a hold', zh: '暂停结束' },
  sendEmail: { en: 'Email to the customer', zh: '发送给客户的邮件' },
  sendSms: { en: 'SMS to the customer', zh: '发送给客户的短信' },
  startWinBack: { en: 'Start of the win-back', zh: '挽回开始' },
  createOwnerTask: { en: 'Task for the owner', zh: '负责人任务' },
  skipStep: { en: 'Step skipped', zh: '跳过步骤' },
  endWinBack: { en: 'End of the measuring', zh: '观察期结束' },
  notifyStaff: { en: 'Notice to staff', zh: '员工通知' },
  offerAssignment: { en: 'Offer to a member of staff', zh: '向员工派发' },
  evaluateCredit: { en: 'Scoring', zh: '信用评分' },
  expireReferral: { en: 'End of the time to decide', zh: '决定期限已过' },
  placeHold: { en: 'Hold while it is open', zh: '处理期间暂停触达' },
  escalateToLevel: { en: 'Next level of the ladder', zh: '升级到下一级' },
  exhaustLadder: { en: 'End of the ladder', zh: '升级链到顶' },
};

export function actionName(action: string): LocalizedText {
  return ACTIONS[action] ?? { en: action, zh: action };
}

/** Who did it, by name where that is a member of staff. */
export function whoDid(data: EntryData): string {
  return data.text(data.has('byName') ? 'byName' : 'by');
}

/** `reminder-1 of invoice INV-7`. */
export function pairName(pair: EntryData): LocalizedText {
  const [step, invoice] = [pair.text('step'), pair.text('invoice')];
  return { en: `"${step}" of invoice ${invoice}`, zh: `账单 ${invoice} 的步骤“${step}”` };
}

export function joined(texts: readonly LocalizedText[]): LocalizedText {
  return { en: texts.map(({ en }) => en).join(', '), zh: texts.map(({ zh }) => zh).join('、') };
}

/** Sentences one after the other, each ending as sentences do. */
export function sentences(...texts: readonly LocalizedText[]): LocalizedText {
  const said = texts.filter(({ en }) => en !== '');
  return {
    en: said.map(({ en }) => `${en.charAt(0).toUpperCase()}${en.slice(1)}.`).join(' '),
    zh: said.map(({ zh }) => `${zh}。`).join(''),
  };
}

export const NOTHING: LocalizedText = { en: '', zh: '' };

/** `zone Asia/Shanghai → Europe/Berlin`, field by field. */
export function changesOf(data: EntryData): LocalizedText {
  const each = data.fields('changes').map(([field, change]) => {
    const text = `${field} ${change.shown('from')} → ${change.shown('to')}`;
    return { en: text, zh: text };
  });
  return joined(each);
}

/** `100.00 USD on invoice INV-7, of which 20.00 is left`, part by part. */
export function partsOf(data: EntryData, field: string): readonly LocalizedText[] {
  return data.list(field).map((part) => {
    const instalment = part.has('instalment') ? part.text('instalment') : null;
    const number = part.text('invoice');
    const [amount, balance] = [part.text('amount'), part.text('balance')];
    return {
      en: `${amount} on invoice ${number}${instalment === null ? '' : ` (instalment ${instalment})`}, now owed ${balance}`,
      zh: `账单 ${number}${instalment === null ? '' : `（第 ${instalment} 期）`} ${amount}，尚欠 ${balance}`,
    };
  });
}
