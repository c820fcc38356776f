import type { LocalizedText } from '../../domain/types';
import type { EntryData } from './entry-data';
import type { Telling } from './fact-sentences';
import { NOTHING, sentences } from './words';

function name(data: EntryData, field = 'staff'): string {
  return data.inner(field).text('name');
}

function because(data: EntryData): LocalizedText {
  return data.localized('because');
}

function reason(data: EntryData): LocalizedText {
  if (!data.has('reason')) return NOTHING;
  return { en: `reason: ${data.text('reason')}`, zh: `原因：${data.text('reason')}` };
}

/** What interactions are called. */
const INTERACTIONS: Readonly<Record<string, LocalizedText>> = {
  reply: { en: 'the customer replied', zh: '客户已回复' },
  complaint: { en: 'the customer complained', zh: '客户投诉' },
  'first-contact': { en: 'a first contact was made', zh: '已进行首次联系' },
  promise: { en: 'the customer promised to pay', zh: '客户承诺付款' },
  'promise-broken': { en: 'a promise to pay was broken', zh: '付款承诺未兑现' },
  dispute: { en: 'the customer disputes', zh: '客户提出争议' },
  'dispute-settled': { en: 'the dispute was settled', zh: '争议已解决' },
};

/** How assignments and interactions are told. */
export const ASSIGNMENT_SENTENCES: Readonly<Record<string, Telling>> = {
  'assignment.offered': (data) =>
    sentences(
      {
        en: `the customer was offered to ${name(data)} (try ${data.text('number')}), to be accepted by ${data.local('dueAt')}`,
        zh: `客户已分配给 ${name(data)}（第 ${data.text('number')} 次），须在 ${data.local('dueAt')} 前接受`,
      },
      because(data),
    ),
  'assignment.accepted': (data) => {
    const byContact = data.text('by') === 'first-contact';
    return sentences({
      en: `${name(data)} accepted the customer${byContact ? ' by a first contact' : ''}`,
      zh: `${name(data)} ${byContact ? '通过首次联系接受了客户' : '已接受客户'}`,
    });
  },
  'assignment.declined': (data) =>
    sentences({ en: `${name(data)} declined the customer`, zh: `${name(data)} 拒绝了客户` }, reason(data)),
  'assignment.expired': (data) =>
    sentences({ en: `${name(data)} did not accept the customer in time`, zh: `${name(data)} 未在期限内接受客户` }),
  'assignment.withdrawn': (data) =>
    sentences({ en: `the offer to ${name(data)} was taken back`, zh: `已撤回对 ${name(data)} 的分配` }),
  'assignment.queued': (data) =>
    sentences(
      { en: `the customer lies in the queue "${data.text('queue')}"`, zh: `客户进入队列“${data.text('queue')}”` },
      because(data),
    ),
  'assignment.by-hand': (data) => {
    const from = data.has('from') ? name(data, 'from') : '';
    return sentences(
      {
        en: `the customer was given to ${name(data)} by hand${from === '' ? '' : `; before, ${from} looked after it`}`,
        zh: `客户由人工指定给 ${name(data)}${from === '' ? '' : `，此前由 ${from} 负责`}`,
      },
      reason(data),
    );
  },
  'assignment.handed-over': (data) =>
    sentences(
      data.has('staff')
        ? {
            en: `${name(data, 'from')} handed the customer over to ${name(data)}`,
            zh: `${name(data, 'from')} 将客户移交给 ${name(data)}`,
          }
        : {
            en: `${name(data, 'from')} handed the customer over; it lies in the queue "${data.text('queue')}"`,
            zh: `${name(data, 'from')} 已移交客户，客户进入队列“${data.text('queue')}”`,
          },
      because(data),
    ),
  'interaction.recorded': (data) => {
    const what = INTERACTIONS[data.text('interaction')] ?? {
      en: data.text('interaction'),
      zh: data.text('interaction'),
    };
    const who = data.has('staff') ? { en: `with ${name(data)}`, zh: `经办人：${name(data)}` } : NOTHING;
    const note = data.has('note') ? { en: `note: ${data.text('note')}`, zh: `备注：${data.text('note')}` } : NOTHING;
    return sentences(what, who, note);
  },
};
