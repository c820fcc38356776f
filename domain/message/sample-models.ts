import { addDays } from '../calendar/civil-date';
import type { DueItem, Language } from '../types';
import { buildMessageModel, type MessageInput } from './build-message-model';
import type { MessageModel } from './message-model';

/**
 * What previews and checks of a template are rendered with: `full` has something everywhere (overdue, in instalments,
 * part paid, two currencies, credit, links), `due-today` and `before-due` are of one invoice, and in `before-due`
 * everything that can be missing is.
 */
export type SampleKind = 'full' | 'due-today' | 'before-due';
export const SAMPLE_KINDS: readonly SampleKind[] = ['full', 'due-today', 'before-due'];

const TODAY = '2026-03-20';

/** The sample of that kind, with names in the language. */
export function sampleModel(kind: SampleKind, language: Language): MessageModel {
  const zh = language === 'zh';
  const home = zh ? 'CNY' : 'USD';
  const items = itemsOf(kind, home);
  const lead = items[0];
  if (lead === undefined) throw new RangeError(`No sample ${kind}`);
  const input: MessageInput = {
    customer: { name: zh ? '杭州西子贸易有限公司' : 'Harbour & Sons Ltd', language },
    sender: {
      companyName: zh ? '上海晨光供应链有限公司' : 'Northwind Supply Co.',
      replyTo: 'billing@example.com',
      address: zh ? '上海市静安区示例路 1 号' : '1 Example Street, Springfield',
    },
    lead: { itemId: lead.id, step: 'reminder-1' },
    asOn: TODAY,
    items,
    coveredIds: new Set(kind === 'full' ? ['1', '2', '3'] : ['1']),
    heldIds: new Set(),
    credits: new Map([[home, 25_000n]]),
    instalmentCounts: new Map([['INV-1042', 3]]),
    paymentUrls: new Map([['1', 'https://pay.example.com/i/INV-1042']]),
    link: 'https://pay.example.com/c/8Qk2',
    unsubscribeUrl: 'https://pay.example.com/u/8Qk2',
  };
  if (kind !== 'before-due') return buildMessageModel(input);
  const bare = {
    credits: new Map<string, bigint>(),
    paymentUrls: new Map<string, string>(),
    link: null,
    unsubscribeUrl: null,
  };
  return buildMessageModel({ ...input, ...bare, sender: { ...input.sender, replyTo: null, address: null } });
}

function itemsOf(kind: SampleKind, home: string): DueItem[] {
  switch (kind) {
    case 'full':
      return [
        sampleItem('1', 'INV-1042', -12, home, 148_000n, 98_000n, 2),
        sampleItem('2', 'INV-1057', -5, home, 36_050n, 36_050n, null),
        sampleItem('3', 'INV-1061', -1, 'EUR', 1_250_000n, 1_250_000n, null),
        sampleItem('4', 'INV-0988', -41, home, 9_900n, 9_900n, null),
        sampleItem('5', 'INV-1080', 9, home, 420_000n, 420_000n, null),
      ];
    case 'due-today':
      return [sampleItem('1', 'INV-1042', 0, home, 148_000n, 148_000n, null)];
    case 'before-due':
      return [sampleItem('1', 'INV-1042', 3, home, 148_000n, 148_000n, null)];
  }
}

function sampleItem(
  id: string,
  invoiceNumber: string,
  dueInDays: number,
  currency: string,
  amountMinor: bigint,
  balanceMinor: bigint,
  instalment: number | null,
): DueItem {
  const dueOn = addDays(TODAY, dueInDays);
  const issuedOn = addDays(dueOn, -30);
  return { id, invoiceNumber, instalment, issuedOn, dueOn, currency, amountMinor, balanceMinor, arrivedAt: 0 };
}
