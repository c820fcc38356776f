import type { DecideInput, ScheduledItem } from '../../../domain/decide/input';
import type { Comparison, Condition, Instant, Playbook, Step, StepKind } from '../../../domain/types';
import { dateAt, DAY_MS } from './reference-clock';

export type Pair = {
  readonly item: ScheduledItem;
  readonly step: Step;
  readonly order: number;
  readonly nominalAt: Instant;
  readonly wanted: boolean;
};

export const KINDS: Readonly<Record<Step['do'], StepKind>> = {
  email: 'message',
  sms: 'message',
  task: 'task',
  'hold-credit': 'hold',
  escalate: 'escalation',
};

export function livePairs(input: DecideInput, { steps, minimumBalance }: Playbook): readonly Pair[] {
  const total = (currency: string) =>
    input.items.filter((item) => item.currency === currency).reduce((sum, item) => sum + item.balanceMinor, 0n);
  return input.items.flatMap((item) =>
    steps.flatMap((step, order) => {
      const nominalAt = item.nominals[order] ?? NaN;
      const since = input.stepsSince.get(step.id) ?? -Infinity;
      if (
        input.settled.get(item.id)?.some((pair) => pair.stepId === step.id) === true ||
        input.holds.some((hold) => hold.itemId === null || hold.itemId === item.id) ||
        total(item.currency) < (minimumBalance.get(item.currency) ?? 0n) ||
        (item.arrivedAt < since && nominalAt <= since)
      )
        return [];
      const fact = (name: string): number => {
        if (name === 'invoice.balance') return Number(item.balanceMinor) / 100;
        if (name === 'customer.balance') return Number(total(item.currency)) / 100;
        const nominalOn = dateAt(nominalAt, input.customer.zone);
        return (Date.parse(nominalOn) - Date.parse(item.dueOn)) / DAY_MS;
      };
      return [{ item, step, order, nominalAt, wanted: step.when === null || isTrue(step.when, fact) }];
    }),
  );
}

/** The tests compare numbers only. */
function isTrue(condition: Condition, fact: (name: string) => number): boolean {
  const { fact: name, op, value } = condition as Comparison;
  const difference = fact(name) - Number(value);
  return { gte: difference >= 0, lt: difference < 0, gt: difference > 0, lte: difference <= 0 }[op as string] ?? false;
}

/** When nothing kept an item from acting any more, but its steps' own time. */
export function inPlayFrom({ items, holdEnds, playbook }: DecideInput, item: ScheduledItem): Instant {
  const minimum = playbook?.minimumBalance.get(item.currency) ?? 0n;
  const known = (at: Instant) => items.filter((one) => one.currency === item.currency && one.arrivedAt <= at);
  const enough = items
    .map(({ arrivedAt }) => arrivedAt)
    .filter((at) => known(at).reduce((sum, { balanceMinor }) => sum + balanceMinor, 0n) >= minimum);
  const freed = holdEnds.filter(({ itemId }) => itemId === null || itemId === item.id).map(({ at }) => at);
  return Math.max(item.arrivedAt, Math.min(...enough), ...freed);
}

export function leadOf(pairs: readonly Pair[]): Pair {
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const [lead] = [...pairs].sort(
    (a, b) => b.order - a.order || text(a.item.dueOn, b.item.dueOn) || text(a.item.invoiceNumber, b.item.invoiceNumber),
  );
  if (lead === undefined) throw new Error('Nothing leads');
  return lead;
}

export function listed(pairs: readonly Pair[]): readonly string[] {
  const key = ({ item, order }: Pair) => [item.invoiceNumber, String(order).padStart(3, '0')].join('\u0000');
  return [...pairs].sort((a, b) => (key(a) < key(b) ? -1 : 1)).map(nameOf);
}

export function nameOf({ item, step }: Pair): string {
  return `${item.id}/${step.id}`;
}
