import { DomainError, notAccepted } from '../../domain/errors';
import { formatAmount } from '../../domain/money/money';

/** A due item that money can be put against. */
export type AllocationTarget = {
  readonly itemId: string;
  readonly invoiceId: string;
  readonly invoice: string;
  readonly instalment: number | null;
  readonly balanceMinor: bigint;
};

/** What the caller wants of one invoice. */
export type WantedAllocation = {
  /** The invoice's due items in the order in which they fall due; of one instalment only, where one was named. */
  readonly targets: readonly AllocationTarget[];
  /** `null` = as much as is owed and there. */
  readonly amountMinor: bigint | null;
};

export type PlannedAllocation = { readonly target: AllocationTarget; readonly amountMinor: bigint };

/**
 * Puts money against due items in the order given until one of the two is used up.
 * @returns parts above zero; what is left over stays unallocated
 */
export function spread(amountMinor: bigint, targets: readonly AllocationTarget[]): readonly PlannedAllocation[] {
  const planned: PlannedAllocation[] = [];
  let leftMinor = amountMinor;
  for (const target of targets) {
    const partMinor = leftMinor < target.balanceMinor ? leftMinor : target.balanceMinor;
    if (partMinor <= 0n) continue;
    planned.push({ target, amountMinor: partMinor });
    leftMinor -= partMinor;
  }
  return planned;
}

/**
 * Puts money where the caller wants it.
 * @param availableMinor of the payment or credit note
 * @param path JSON pointer of the list of allocations
 * @throws DomainError `validation-failed`, or `over-allocation` where an amount is more than is owed or there
 */
export function planWanted(
  availableMinor: bigint,
  currency: string,
  wanted: readonly WantedAllocation[],
  path: string,
): readonly PlannedAllocation[] {
  const owed = new Map(wanted.flatMap(({ targets }) => targets).map((target) => [target.itemId, target.balanceMinor]));
  let leftMinor = availableMinor;
  return wanted.flatMap(({ targets, amountMinor }, index) => {
    const pointer = `${path}/${index}/amount`;
    const open = targets.map((target) => ({ ...target, balanceMinor: owed.get(target.itemId) ?? 0n }));
    const owedMinor = open.reduce((sum, { balanceMinor }) => sum + balanceMinor, 0n);
    const takenMinor = amountMinor ?? (owedMinor < leftMinor ? owedMinor : leftMinor);
    const amount = formatAmount(takenMinor, currency);
    if (takenMinor <= 0n && amountMinor !== null) {
      throw notAccepted(pointer, {
        en: `Given ${amount}; expected an amount above zero`,
        zh: `给定 ${amount}；应为大于零的金额`,
      });
    }
    if (takenMinor > owedMinor) {
      const name = targets[0]?.invoice ?? '';
      throw overAllocation(pointer, {
        en: `Given ${amount} ${currency} for invoice "${name}", of which ${formatAmount(owedMinor, currency)} is owed`,
        zh: `为账单 "${name}" 分配 ${amount} ${currency}，但只欠 ${formatAmount(owedMinor, currency)}`,
      });
    }
    if (takenMinor > leftMinor) {
      throw overAllocation(pointer, {
        en: `Given ${amount} ${currency}, and only ${formatAmount(leftMinor, currency)} is left to allocate`,
        zh: `分配 ${amount} ${currency}，但只剩 ${formatAmount(leftMinor, currency)} 可分配`,
      });
    }
    leftMinor -= takenMinor;
    const parts = spread(takenMinor, open);
    for (const part of parts) owed.set(part.target.itemId, part.target.balanceMinor - part.amountMinor);
    return parts;
  });
}

function overAllocation(pointer: string, detail: { readonly en: string; readonly zh: string }): DomainError {
  return new DomainError('over-allocation', detail, [{ pointer, detail }]);
}
