import type { LocalizedText } from '../../domain/types';
import type { EntryData } from './entry-data';
import { changesOf, joined, NOTHING, partsOf, sentences } from './words';

/** A sentence or two about one kind of entry. */
export type Telling = (data: EntryData) => LocalizedText;

function contact(data: EntryData): LocalizedText {
  const address = `${data.text('address')} (${data.text('role')})`;
  return data.text('channel') === 'sms'
    ? { en: `phone number ${address}`, zh: `电话 ${address}` }
    : { en: `email address ${address}`, zh: `邮箱 ${address}` };
}

function aboutContact(en: string, zh: string): Telling {
  return (data) => {
    const it = contact(data);
    const code = data.has('code') ? ` (${data.text('code')})` : '';
    return sentences({ en: `${it.en} ${en}${code}`, zh: `${it.zh} ${zh}${code}` });
  };
}

/** What is known of an address that was added or changed to. */
function stays(data: EntryData): readonly LocalizedText[] {
  const known = data.inner('stays');
  const code = known.has('code') ? ` (${known.text('code')})` : '';
  const purposes = known.texts('withdrawn');
  const state = STAYS[known.text('state')];
  return [
    ...(state === undefined ? [] : [{ en: `${state.en}${code}`, zh: `${state.zh}${code}` }]),
    ...(purposes.length === 0
      ? []
      : [
          {
            en: `consent for ${purposes.join(', ')} stays withdrawn there`,
            zh: `该地址的 ${purposes.join('、')} 许可仍为撤回`,
          },
        ]),
  ];
}

const STAYS: Readonly<Record<string, LocalizedText>> = {
  opted_out: { en: 'that address has opted out', zh: '该地址已退订' },
  bounced: { en: 'that address takes no messages', zh: '该地址无法接收消息' },
};

function because(data: EntryData): LocalizedText {
  if (!data.has('reason')) return NOTHING;
  return { en: `reason: ${data.text('reason')}`, zh: `原因：${data.text('reason')}` };
}

function engagement(en: string, zh: string): Telling {
  return (data) => sentences({ en, zh }, because(data));
}

function money(data: EntryData): string {
  return `${data.text('amount')} ${data.text('currency')}`;
}

function unallocated(data: EntryData): LocalizedText {
  if (!/[1-9]/.test(data.text('unallocated'))) return NOTHING;
  return {
    en: `${data.text('unallocated')} is kept as a credit`,
    zh: `${data.text('unallocated')} 留作预收`,
  };
}

function credited(en: string, zh: string): Telling {
  return (data) =>
    sentences(
      { en: `${en.replace('%', money(data))}`, zh: zh.replace('%', money(data)) },
      joined(partsOf(data, 'allocations')),
      unallocated(data),
    );
}

function holdName(data: EntryData): LocalizedText {
  switch (data.text('scope')) {
    case 'invoice':
      return { en: `invoice ${data.text('invoice')}`, zh: `账单 ${data.text('invoice')} ` };
    case 'group':
      return { en: 'the group', zh: '客户组' };
    default:
      return { en: 'the customer', zh: '客户' };
  }
}

function aboutHold(en: string, zh: string): Telling {
  return (data) => {
    const it = holdName(data);
    const until = data.has('untilOn') ? data.text('untilOn') : data.local('untilAt');
    const end = until === '' ? NOTHING : { en: `until ${until}`, zh: `至 ${until}` };
    return sentences({ en: `${en} for ${it.en}`, zh: `${it.zh}${zh}` }, because(data), end, changesOf(data));
  };
}

function aboutTask(en: string, zh: string): Telling {
  return (data) => {
    const title = data.localized('title');
    const outcome = data.has('outcome')
      ? { en: `outcome: ${data.text('outcome')}`, zh: `结果：${data.text('outcome')}` }
      : NOTHING;
    const note = data.has('note') ? { en: `note: ${data.text('note')}`, zh: `备注：${data.text('note')}` } : NOTHING;
    return sentences({ en: `task "${title.en}" ${en}`, zh: `任务“${title.zh}”${zh}` }, outcome, note);
  };
}

/** How each kind of fact is told. */
export const FACT_SENTENCES: Readonly<Record<string, Telling>> = {
  'customer.created': (data) =>
    sentences({
      en: `customer ${data.text('externalId')} was created`,
      zh: `已创建客户 ${data.text('externalId')}`,
    }),
  'customer.changed': (data) => sentences({ en: 'the customer was changed', zh: '客户资料已修改' }, changesOf(data)),
  'customer.activated': engagement('the customer was activated: touches begin', '客户已激活，开始触达'),
  'customer.paused': engagement('the customer was paused: no touches', '客户已暂停，不做触达'),
  'customer.closed': engagement('the customer was closed', '客户已关闭'),
  'contact.added': (data) => {
    const it = contact(data);
    return sentences({ en: `${it.en} was added`, zh: `${it.zh} 已添加` }, ...stays(data));
  },
  'contact.changed': (data) => {
    const it = contact(data);
    return sentences({ en: `${it.en} was changed`, zh: `${it.zh} 已修改` }, changesOf(data), ...stays(data));
  },
  'contact.opted-in': aboutContact('opted in again', '已重新订阅'),
  'contact.opted-out': aboutContact('opted out', '已退订'),
  'contact.bounced': aboutContact('takes no messages', '无法接收消息'),
  'consent.changed': (data) => {
    const [it, purpose] = [contact(data), data.text('purpose')];
    const granted = data.text('to') === 'true';
    return sentences({
      en: `consent for ${purpose} by ${it.en} was ${granted ? 'given' : 'withdrawn'} (${data.text('source')})`,
      zh: `${it.zh} 的 ${purpose} 许可已${granted ? '授予' : '撤回'}（${data.text('source')}）`,
    });
  },
  'invoice.issued': (data) => {
    const [number, amount] = [data.text('number'), money(data)];
    const due = data.list('items').map((item) => item.text('dueOn'));
    return sentences({
      en: `invoice ${number} of ${amount} was issued, due ${due.join(', ')}`,
      zh: `账单 ${number} 已开具，金额 ${amount}，到期日 ${due.join('、')}`,
    });
  },
  'invoice.changed': (data) => {
    const number = data.text('number');
    return sentences({ en: `invoice ${number} was changed`, zh: `账单 ${number} 已修改` }, changesOf(data));
  },
  'invoice.voided': (data) => {
    const [number, owed] = [data.text('number'), `${data.text('balance')} ${data.text('currency')}`];
    return sentences(
      { en: `invoice ${number} was voided; ${owed} was owed on it`, zh: `账单 ${number} 已作废，原欠 ${owed}` },
      because(data),
    );
  },
  'payment.received': credited('a payment of % was received', '收到付款 %'),
  'payment.allocated': credited('a payment of % was allocated', '付款 % 已分配'),
  'credit-note.issued': credited('a credit note of % was issued', '已开具贷项 %'),
  'payment.reversed': (data) =>
    sentences(
      { en: `the payment of ${money(data)} was reversed`, zh: `付款 ${money(data)} 已冲销` },
      because(data),
      joined(partsOf(data, 'reopened')),
    ),
  'hold.placed': aboutHold('a hold was placed', '已暂停触达'),
  'hold.changed': aboutHold('the hold was changed', '的暂停已修改'),
  'hold.lifted': aboutHold('the hold was lifted', '的暂停已解除'),
  'hold.expired': aboutHold('the hold ended by itself', '的暂停已到期'),
  'task.claimed': aboutTask('was claimed', '已领取'),
  'task.released': aboutTask('was put back', '已退回'),
  'task.completed': aboutTask('was completed', '已完成'),
  'task.cancelled': aboutTask('was cancelled', '已取消'),
};
