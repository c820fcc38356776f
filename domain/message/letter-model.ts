import type { CivilDate, Language } from '../types';
import type { Sender } from './message-model';

/** What a customer is offered, in the customer's language. */
export type LetterOffer = {
  readonly title: string;
  readonly detail: string | null;
  /** To be named with the order. */
  readonly code: string | null;
  /** The last day on which it can be taken. */
  readonly untilOn: CivilDate | null;
};

/** Everything that a template of purpose `service` or `marketing` may use, and nothing else. */
export type LetterModel = {
  readonly customer: { readonly name: string; readonly language: Language };
  readonly sender: Sender;
  /** Who looks after the customer; `null` while nobody does. */
  readonly owner: { readonly name: string; readonly email: string } | null;
  /** The customer's civil date at which the message was written. */
  readonly asOn: CivilDate;
  readonly offer: LetterOffer | null;
  /** The customer's page. */
  readonly link: string | null;
  readonly unsubscribeUrl: string | null;
};

/** What previews and checks are rendered with; in `bare` everything that can be missing is. */
export function sampleLetter(kind: 'full' | 'bare', language: Language): LetterModel {
  const zh = language === 'zh';
  const customer = { name: zh ? '杭州西子贸易有限公司' : 'Harbour & Sons Ltd', language };
  const companyName = zh ? '上海晨光供应链有限公司' : 'Northwind Supply Co.';
  const base = { customer, asOn: '2026-03-20' };
  if (kind === 'bare') {
    const sender = { companyName, replyTo: null, address: null };
    return { ...base, sender, owner: null, offer: null, link: null, unsubscribeUrl: null };
  }
  return {
    ...base,
    sender: {
      companyName,
      replyTo: 'hello@example.com',
      address: zh ? '上海市静安区示例路 1 号' : '1 Example Street, Springfield',
    },
    owner: { name: zh ? '李娜' : 'Dana Reyes', email: 'dana@example.com' },
    offer: {
      title: zh ? '九折优惠' : '10 % off your next order',
      detail: zh ? '适用于全部商品' : 'On everything we sell',
      code: 'BACK10',
      untilOn: '2026-04-19',
    },
    link: 'https://pay.example.com/c/8Qk2',
    unsubscribeUrl: 'https://pay.example.com/u/8Qk2',
  };
}
