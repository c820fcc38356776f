import { cleanText, shorten } from './clean-text';
import { liquidEngine } from './liquid-engine';
import type { MessageItem } from './message-model';
import { smsEncoding, smsSize, type SmsEncoding } from './sms-segments';
import type { TemplateModel } from './template-model';
import type { TemplateSource } from './template-source';

export type RenderedSms = { readonly body: string; readonly encoding: SmsEncoding; readonly segments: number };

/** More segments than these are cut off: operators filter longer texts, and nobody reads them. */
export const SMS_SEGMENT_LIMIT = 4;
// What names and numbers are shortened to before they go into an SMS.
const NAME_LIMIT = 40;
const LABEL_LIMIT = 30;
// List lengths that are tried in turn, until the text fits.
const LIST_LENGTHS = [Infinity, 5, 3, 1];

/**
 * The text of an SMS and what it is billed as. Long names are shortened; where the text is still too long, its lists
 * are; where that is not enough, the text is cut, and a link at its end stays whole.
 * @throws Error as `renderEmail` does.
 */
export function renderSms(template: TemplateSource, model: TemplateModel): RenderedSms {
  if (template.channel !== 'sms' || template.sms === null) {
    throw new TypeError(`Template "${template.name}" has no SMS text`);
  }
  const engine = liquidEngine(template.language, 'text');
  let body = '';
  for (const length of LIST_LENGTHS) {
    body = cleanText(String(engine.parseAndRenderSync(template.sms, shortModel(model, length))));
    if (smsSize(body).segments <= SMS_SEGMENT_LIMIT) break;
  }
  body = cutToFit(body, model.link);
  const { encoding, segments } = smsSize(body);
  return { body, encoding, segments };
}

function shortModel(model: TemplateModel, length: number): TemplateModel {
  const customer = { ...model.customer, name: shorten(model.customer.name, NAME_LIMIT, '...') };
  const sender = { ...model.sender, companyName: shorten(model.sender.companyName, NAME_LIMIT, '...') };
  if (!('items' in model)) return { ...model, customer, sender };
  const items = (list: readonly MessageItem[]): MessageItem[] => list.slice(0, length).map(shortItem);
  return {
    ...model,
    customer,
    sender,
    lead: { ...model.lead, item: shortItem(model.lead.item) },
    items: items(model.items),
    otherOverdue: items(model.otherOverdue),
    notYetDue: items(model.notYetDue),
    oldest: shortItem(model.oldest),
  };
}

function shortItem(item: MessageItem): MessageItem {
  return {
    ...item,
    number: shorten(item.number, LABEL_LIMIT, '...'),
    label: shorten(item.label, LABEL_LIMIT, '...'),
  };
}

function cutToFit(body: string, link: string | null): string {
  if (smsSize(body).segments <= SMS_SEGMENT_LIMIT) return body;
  const tail = link !== null && body.endsWith(link) ? ` ${link}` : '';
  const text = body.slice(0, body.length - tail.length);
  const mark = smsEncoding(body) === 'GSM-7' ? '...' : '…';
  // The longest beginning that fits; a longer one never takes fewer segments.
  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (smsSize(`${shorten(text, middle, mark)}${tail}`).segments <= SMS_SEGMENT_LIMIT) fits = middle;
    else tooLong = middle;
  }
  return `${shorten(text, fits, mark)}${tail}`;
}
