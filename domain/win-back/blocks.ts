import { formatAmount } from '../money/money';
import type { Instant, LocalizedText } from '../types';
import type { WinBackFacts, WinBackInput } from './win-back-facts';
import type { WinBackPolicy } from './win-back-policy';

/** Something that stands in the way of every touch, until the instant at which it ends by itself. */
export type Block = { readonly text: LocalizedText; readonly untilAt: Instant | null };

/** All that keeps a win-back from acting now: a pause, a dispute, an escalation, an overdue balance above the limit. */
export function blocksOf(input: Pick<WinBackInput, 'customer' | 'facts'>, policy: WinBackPolicy): readonly Block[] {
  const { customer, facts } = input;
  const blocks: Block[] = [];
  const add = (en: string, zh: string, untilAt: Instant | null = null) => blocks.push({ text: { en, zh }, untilAt });
  if (customer.engagement === 'paused') add('the customer is paused', '客户已暂停');
  if (facts.disputeIsOpen) add('a dispute is open', '有未解决的争议');
  for (const untilAt of facts.disputeHolds) add('a dispute holds touches', '因争议暂停触达', untilAt);
  if (facts.escalationIsOpen) add('an escalation is open', '有进行中的升级');
  for (const { currency, minor, limit } of overLimit(facts, policy)) {
    const [owed, most] = [formatAmount(minor, currency), formatAmount(limit, currency)];
    add(`${owed} ${currency} are overdue, more than ${most}`, `逾期 ${owed} ${currency}，超过 ${most}`);
  }
  return blocks;
}

/**
 * When the last of the blocks ends by itself; -Infinity where there is none.
 * @returns `null` where one of them does not
 */
export function blockedUntil(blocks: readonly Block[]): Instant | null {
  const ends = blocks.map(({ untilAt }) => untilAt);
  return ends.includes(null) ? null : Math.max(...ends.map((end) => end ?? -Infinity));
}

function overLimit({ overdue }: WinBackFacts, { overdueOver }: WinBackPolicy) {
  return [...overdue]
    .map(([currency, minor]) => ({ currency, minor, limit: overdueOver.get(currency) ?? 0n }))
    .filter(({ minor, limit }) => minor > limit);
}
