import { didYouMean } from '../authoring/did-you-mean';
import type { SourceNode } from '../authoring/source-node';
import { MAX_PLACES, writtenAmount } from '../authoring/written-amount';
import { isZone } from '../calendar/zone';
import { isCurrency } from '../money/money';
import type { ConditionValue, LocalizedText } from '../types';
import { conditionFact, type FactType } from './facts';

const MAX_NUMBER = 1_000_000_000_000;
const MAX_TEXT = 200;

type Read = { readonly value: ConditionValue } | { readonly expected: LocalizedText };

/**
 * One value that a fact is compared with, in the type of the fact, or what is accepted instead. An attribute takes
 * texts, whole numbers and booleans.
 */
export function readConditionValue(fact: string, node: SourceNode): Read {
  const type = conditionFact(fact)?.type ?? typeOfValue(node);
  switch (type) {
    case 'money': {
      const amount = writtenAmount(node);
      return amount === null ? { expected: AMOUNT } : { value: amount };
    }
    case 'number':
      return node.kind === 'number' && Number.isInteger(node.value) && Math.abs(node.value) <= MAX_NUMBER
        ? { value: node.value === 0 ? 0 : node.value }
        : { expected: WHOLE_NUMBER };
    case 'boolean':
      return node.kind === 'boolean'
        ? { value: node.value }
        : { expected: { en: 'true or false', zh: ' true 或 false' } };
    case 'text':
      return node.kind === 'text' && node.value.trim() !== '' && node.value.length <= MAX_TEXT
        ? readText(fact, node.value)
        : { expected: TEXT };
  }
}

/** The type of an attribute is that of the value it is compared with; for a list, of its first value. */
export function typeOfValue(node: SourceNode): FactType {
  if (node.kind === 'list') return node.items[0] === undefined ? 'text' : typeOfValue(node.items[0]);
  return node.kind === 'number' || node.kind === 'boolean' ? node.kind : 'text';
}

function readText(fact: string, text: string): Read {
  const values = conditionFact(fact)?.values;
  if (values && !values.includes(text)) {
    const near = didYouMean(text, values);
    return {
      expected: {
        en: `${values.map((value) => `"${value}"`).join(' or ')}${near === null ? '' : `; did you mean "${near}"?`}`,
        zh: ` ${values.join(' 或 ')}${near === null ? '' : `；是否想写 "${near}"？`}`,
      },
    };
  }
  if (fact === 'invoice.currency' && !isCurrency(text)) {
    return {
      expected: { en: 'an ISO 4217 currency such as "CNY" or "USD"', zh: ' ISO 4217 货币代码，例如 "CNY"、"USD"' },
    };
  }
  if (fact === 'customer.zone' && !isZone(text)) {
    return { expected: { en: 'an IANA time zone such as "Asia/Shanghai"', zh: ' IANA 时区，例如 "Asia/Shanghai"' } };
  }
  return { value: text };
}

const AMOUNT: LocalizedText = {
  en: `an amount such as "100.00": digits in quotes, with at most ${MAX_PLACES} decimals, without separators or currency`,
  zh: `金额，例如 "100.00"：加引号的数字，最多 ${MAX_PLACES} 位小数，不含千位分隔符和币种`,
};
const WHOLE_NUMBER: LocalizedText = {
  en: 'a whole number without quotes, such as 30',
  zh: '不加引号的整数，例如 30',
};
const TEXT: LocalizedText = {
  en: `a text in quotes, of at most ${MAX_TEXT} characters`,
  zh: `加引号的文本，最多 ${MAX_TEXT} 个字符`,
};
