import { attributeKey } from '../condition/facts';
import { customerFact } from '../decide/pair-facts';
import { formatAmount } from '../money/money';
import type { CustomerFacts, LocalizedText } from '../types';
import type { PaymentHistory, PaymentRisk } from './payment-history';

/** Everything that a scorecard looks at for one customer. Money is in the scorecard's currency. */
export type CreditFacts = {
  readonly customer: Omit<CustomerFacts, 'id'>;
  /** Days since the first invoice, the first order or, where there is neither, since the customer was entered. */
  readonly tenureDays: number;
  readonly payments: PaymentHistory & {
    readonly risk: PaymentRisk | null;
    readonly brokenPromises: number;
  };
  /** Of the last 365 days: the orders, or the invoices where there are no orders. */
  readonly purchases: { readonly count: number; readonly totalMinor: bigint };
  /** What is owed and not yet paid, and the overdue part of it. */
  readonly exposure: { readonly balanceMinor: bigint; readonly overdueMinor: bigint };
};

type FactShape = 'decimal' | 'whole' | 'money' | 'text';

/** A fact that a factor can look at. */
export type CreditFact = {
  readonly name: string;
  readonly shape: FactShape;
  readonly title: LocalizedText;
  /** The least and the greatest value there is; `null` = no bound. */
  readonly least: number | null;
  readonly greatest: number | null;
  /** The only texts there are; `null` = any. */
  readonly values: readonly string[] | null;
};

const open = { least: null, greatest: null, values: null } as const;
const counted = { least: 0, greatest: null, values: null } as const;

/** Every fact of a scorecard, besides the customer's attributes. */
export const CREDIT_FACTS: readonly CreditFact[] = [
  {
    ...open,
    name: 'payments.lateShare',
    shape: 'decimal',
    title: { en: 'share of late payments', zh: '逾期付款占比' },
    least: 0,
    greatest: 1,
  },
  { ...open, name: 'payments.meanDaysLate', shape: 'decimal', title: { en: 'mean days late', zh: '平均逾期天数' } },
  { ...counted, name: 'payments.invoicesSettled', shape: 'whole', title: { en: 'settled invoices', zh: '已结账单数' } },
  { ...counted, name: 'payments.brokenPromises', shape: 'whole', title: { en: 'broken promises', zh: '违约承诺次数' } },
  {
    ...open,
    name: 'payments.risk',
    shape: 'text',
    title: { en: 'payment risk', zh: '付款风险' },
    values: ['low', 'medium', 'high'],
  },
  { ...counted, name: 'customer.tenureDays', shape: 'whole', title: { en: 'days as a customer', zh: '合作天数' } },
  { ...open, name: 'customer.segment', shape: 'text', title: { en: 'segment', zh: '客群' } },
  { ...open, name: 'customer.country', shape: 'text', title: { en: 'country', zh: '国家' } },
  { ...counted, name: 'purchases.count', shape: 'whole', title: { en: 'purchases in a year', zh: '一年内购买次数' } },
  { ...counted, name: 'purchases.total', shape: 'money', title: { en: 'bought in a year', zh: '一年内购买额' } },
  {
    ...counted,
    name: 'purchases.averageMonthly',
    shape: 'money',
    title: { en: 'average monthly purchases', zh: '月均购买额' },
  },
  { ...counted, name: 'exposure.balance', shape: 'money', title: { en: 'open balance', zh: '未结余额' } },
  { ...counted, name: 'exposure.overdue', shape: 'money', title: { en: 'overdue balance', zh: '逾期余额' } },
];

const BY_NAME: ReadonlyMap<string, CreditFact> = new Map(CREDIT_FACTS.map((fact) => [fact.name, fact]));

/** The fact of this name; for an attribute one of the given shape; `null` for what is neither. */
export function creditFact(name: string, shapeOfAttribute: 'decimal' | 'text'): CreditFact | null {
  const key = attributeKey(name);
  if (key === null) return BY_NAME.get(name) ?? null;
  return { ...open, name, shape: shapeOfAttribute, title: { en: `attribute "${key}"`, zh: `属性 "${key}"` } };
}

/** A fact's value; `null` = not known. Money is in minor units. */
export type CreditValue = number | bigint | string | boolean | null;

/** The value of a fact by its name; `null` where it is not known or there is no such fact. */
export function creditValue(facts: CreditFacts, name: string): CreditValue {
  const { payments, purchases, exposure } = facts;
  switch (name) {
    case 'payments.lateShare':
      return payments.lateShare;
    case 'payments.meanDaysLate':
      return payments.meanDaysLate;
    case 'payments.invoicesSettled':
      return payments.invoicesSettled;
    case 'payments.brokenPromises':
      return payments.brokenPromises;
    case 'payments.risk':
      return payments.risk;
    case 'customer.tenureDays':
      return facts.tenureDays;
    case 'purchases.count':
      return purchases.count;
    case 'purchases.total':
      return purchases.totalMinor;
    case 'purchases.averageMonthly':
      return averageMonthlyMinor(facts);
    case 'exposure.balance':
      return exposure.balanceMinor;
    case 'exposure.overdue':
      return exposure.overdueMinor;
    default: {
      const value = customerFact(facts.customer, name);
      return value === null || value.type === 'money' ? null : value.value;
    }
  }
}

/** A value as people read it: money with its currency, decimals with four places at most. */
export function showCreditValue(value: CreditValue, currency: string): string {
  if (typeof value === 'bigint') return `${formatAmount(value, currency)} ${currency}`;
  return typeof value === 'number' ? String(Math.round(value * 10_000) / 10_000) : String(value);
}

const DAYS_PER_MONTH = 365 / 12;

/** Of a customer of three months, a third of what it has bought; of one of a year or more, a twelfth. */
function averageMonthlyMinor({ purchases, tenureDays }: CreditFacts): bigint {
  const months = Math.min(12, Math.max(1, Math.ceil(tenureDays / DAYS_PER_MONTH)));
  return purchases.totalMinor / BigInt(months);
}
