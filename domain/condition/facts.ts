import type { LocalizedText } from '../types';

export type FactType = 'money' | 'number' | 'text' | 'boolean';

/** A fact that conditions may compare. */
export type ConditionFact = {
  readonly name: string;
  readonly type: FactType;
  /** A fact of the due item the step is for, or of its customer. */
  readonly scope: 'invoice' | 'customer';
  /** Stands in explanations: `balance 42.10 CNY is under 100.00`. */
  readonly title: LocalizedText;
  /** Whether it may be unknown for some. */
  readonly optional: boolean;
  /** The least value that occurs; `null` = no bound. Money is always over 0 where a step is judged. */
  readonly minimum: number | null;
  /** The only texts that occur; `null` = any. */
  readonly values: readonly string[] | null;
};

/** Prefix of the open-ended facts: `customer.attributes.region`, of whatever type the attribute has. */
export const ATTRIBUTE_PREFIX = 'customer.attributes.';

const base = { optional: false, minimum: null, values: null } as const;

/**
 * Every fact that conditions may compare, besides the customer's attributes. `when` may use all of them, `applies`
 * those that say what the customer is: segment, country, language, zone and attributes.
 *
 * `invoice` means the due item: the instalment where an invoice has several. `customer.balance` is the total of the
 * customer's open invoices in this invoice's currency. `invoice.daysPastDue` is negative before the due date.
 */
export const CONDITION_FACTS: readonly ConditionFact[] = [
  { ...base, name: 'invoice.balance', type: 'money', scope: 'invoice', title: { en: 'balance', zh: '余额' } },
  { ...base, name: 'invoice.amount', type: 'money', scope: 'invoice', title: { en: 'amount', zh: '金额' } },
  { ...base, name: 'invoice.currency', type: 'text', scope: 'invoice', title: { en: 'currency', zh: '币种' } },
  {
    ...base,
    name: 'invoice.daysPastDue',
    type: 'number',
    scope: 'invoice',
    title: { en: 'days past due', zh: '逾期天数' },
  },
  {
    ...base,
    name: 'invoice.instalment',
    type: 'number',
    scope: 'invoice',
    title: { en: 'instalment', zh: '分期期次' },
    optional: true,
    minimum: 1,
  },
  {
    ...base,
    name: 'customer.balance',
    type: 'money',
    scope: 'customer',
    title: { en: 'total balance', zh: '客户总余额' },
  },
  {
    ...base,
    name: 'customer.segment',
    type: 'text',
    scope: 'customer',
    title: { en: 'segment', zh: '客群' },
    optional: true,
  },
  {
    ...base,
    name: 'customer.country',
    type: 'text',
    scope: 'customer',
    title: { en: 'country', zh: '国家' },
    optional: true,
  },
  {
    ...base,
    name: 'customer.language',
    type: 'text',
    scope: 'customer',
    title: { en: 'language', zh: '语言' },
    values: ['en', 'zh'],
  },
  { ...base, name: 'customer.zone', type: 'text', scope: 'customer', title: { en: 'zone', zh: '时区' } },
  {
    ...base,
    name: 'customer.openInvoices',
    type: 'number',
    scope: 'customer',
    title: { en: 'number of open invoices', zh: '未结账单数' },
    minimum: 0,
  },
];

const FACTS_BY_NAME: ReadonlyMap<string, ConditionFact> = new Map(CONDITION_FACTS.map((fact) => [fact.name, fact]));

/** The documented fact of this name; `null` for attributes and for unknown names. */
export function conditionFact(name: string): ConditionFact | null {
  return FACTS_BY_NAME.get(name) ?? null;
}

/** The key of an attribute fact, or `null` where the name is none. */
export function attributeKey(name: string): string | null {
  const key = name.startsWith(ATTRIBUTE_PREFIX) ? name.slice(ATTRIBUTE_PREFIX.length) : '';
  return key.trim() === '' || key.length > 100 ? null : key;
}

/** What explanations call a fact. */
export function factTitle(name: string): LocalizedText {
  const key = attributeKey(name);
  if (key !== null) return { en: `attribute "${key}"`, zh: `属性 "${key}"` };
  return conditionFact(name)?.title ?? { en: name, zh: name };
}

/** A fact's value for one due item and customer; `null` = not known. */
export type FactValue =
  | { readonly type: 'money'; readonly minor: bigint; readonly currency: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | null;

/** Reads facts by their names; `null` for one that is not known, attributes that are not set included. */
export type FactReader = (fact: string) => FactValue;
