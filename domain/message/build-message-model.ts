import { daysBetween } from '../calendar/civil-date';
import type { CivilDate, DueItem, Language } from '../types';
import { cleanText } from './clean-text';
import type { MessageItem, MessageModel, MessageTotal, Sender } from './message-model';

export type MessageInput = {
  readonly customer: { readonly name: string; readonly language: Language };
  readonly sender: Sender;
  readonly lead: { readonly itemId: string; readonly step: string };
  /** The customer's civil date, in the customer's zone. */
  readonly asOn: CivilDate;
  /** All due items of the customer; those without a balance are left out. */
  readonly items: readonly DueItem[];
  /** IDs of the items that the touch covers. */
  readonly coveredIds: ReadonlySet<string>;
  /** IDs of the items that are held or disputed. */
  readonly heldIds: ReadonlySet<string>;
  /** Unallocated credit in minor units, by currency. */
  readonly credits: ReadonlyMap<string, bigint>;
  /** How many instalments an invoice has, by invoice number; needed only where there are several. */
  readonly instalmentCounts: ReadonlyMap<string, number>;
  /** Payment links, by item ID. */
  readonly paymentUrls: ReadonlyMap<string, string>;
  readonly link: string | null;
  readonly unsubscribeUrl: string | null;
};

/**
 * What a message says, from the facts. A message about an overdue item lists the overdue ones it covers; a covered item
 * that is not overdue yet is then listed with the others that are not, so that it is never counted as overdue. In the
 * same way a message about an item due today or later lists the covered ones that are as far.
 * @throws RangeError where the lead is not an open item, or is held.
 */
export function buildMessageModel(input: MessageInput): MessageModel {
  const open = input.items
    .filter((item) => item.balanceMinor > 0n && !input.heldIds.has(item.id))
    .map((item) => ({ covered: input.coveredIds.has(item.id), id: item.id, shown: messageItem(item, input) }))
    .sort((a, b) => byDueDate(a.shown, b.shown));
  const lead = open.find((item) => item.id === input.lead.itemId);
  if (lead === undefined) throw new RangeError(`The lead ${input.lead.itemId} is not an open item, or is held`);

  const about = stageOf(lead.shown);
  const isSubject = (item: (typeof open)[number]): boolean =>
    item === lead || (item.covered && stageOf(item.shown) === about);
  const items = open.filter(isSubject).map((item) => item.shown);
  const others = open.filter((item) => !isSubject(item)).map((item) => item.shown);
  const otherOverdue = others.filter((item) => item.daysPastDue > 0);
  const asked = [...items, ...otherOverdue].sort(byDueDate);

  return {
    customer: { name: cleanText(input.customer.name), language: input.customer.language },
    sender: cleanSender(input.sender),
    lead: { step: input.lead.step, item: lead.shown },
    asOn: input.asOn,
    items,
    otherOverdue,
    notYetDue: others.filter((item) => item.daysPastDue <= 0),
    count: asked.length,
    overdueCount: asked.filter((item) => item.daysPastDue > 0).length,
    totals: totalsOf(asked, input.credits),
    oldest: asked[0] ?? lead.shown,
    link: webAddress(input.link),
    unsubscribeUrl: webAddress(input.unsubscribeUrl),
  };
}

function messageItem(item: DueItem, input: MessageInput): MessageItem {
  const number = cleanText(item.invoiceNumber);
  const count = input.instalmentCounts.get(item.invoiceNumber);
  const instalment =
    item.instalment === null ? null : count === undefined ? String(item.instalment) : `${item.instalment}/${count}`;
  const daysPastDue = daysBetween(item.dueOn, input.asOn);
  return {
    number,
    instalment,
    label: instalment === null ? number : `${number} (${instalment})`,
    amount: { minor: item.amountMinor, currency: item.currency },
    balance: { minor: item.balanceMinor, currency: item.currency },
    issuedOn: item.issuedOn,
    dueOn: item.dueOn,
    daysPastDue,
    daysOverdue: Math.max(daysPastDue, 0),
    paymentUrl: webAddress(input.paymentUrls.get(item.id) ?? null),
  };
}

function stageOf(item: MessageItem): 'upcoming' | 'today' | 'overdue' {
  if (item.daysPastDue < 0) return 'upcoming';
  return item.daysPastDue === 0 ? 'today' : 'overdue';
}

function totalsOf(asked: readonly MessageItem[], credits: ReadonlyMap<string, bigint>): MessageTotal[] {
  const currencies = [...new Set(asked.map((item) => item.balance.currency))].sort();
  return currencies.map((currency) => {
    const own = asked.filter((item) => item.balance.currency === currency);
    const due = sumOf(own);
    const credit = credits.get(currency) ?? 0n;
    return {
      currency,
      due: { minor: due, currency },
      overdue: { minor: sumOf(own.filter((item) => item.daysPastDue > 0)), currency },
      credit: { minor: credit, currency },
      payable: { minor: due > credit ? due - credit : 0n, currency },
    };
  });
}

function sumOf(items: readonly MessageItem[]): bigint {
  return items.reduce((sum, item) => sum + item.balance.minor, 0n);
}

function byDueDate(a: MessageItem, b: MessageItem): number {
  const [left, right] = a.dueOn === b.dueOn ? [a.label, b.label] : [a.dueOn, b.dueOn];
  return left < right ? -1 : left > right ? 1 : 0;
}

function cleanSender(sender: Sender): Sender {
  return {
    companyName: cleanText(sender.companyName),
    replyTo: sender.replyTo,
    address: sender.address === null ? null : cleanText(sender.address),
  };
}

/** Links come from settings and imported data; only a web address may become one, never `javascript:`. */
function webAddress(url: string | null): string | null {
  return url !== null && /^https?:\/\/[^\s"<>]+$/i.test(url) ? url : null;
}
