import { oneOf, openFields, refuse, required, type Fields } from '../authoring/fields';
import type { SourceNode } from '../authoring/source-node';
import { writtenAmount } from '../authoring/written-amount';
import { ATTRIBUTE_PREFIX, attributeKey } from '../condition/facts';
import { CREDIT_FACTS } from './credit-facts';
import { readAmount } from '../authoring/read-amounts';
import type { LimitRule } from './scorecard';

const FIELDS = ['of', 'times', 'round', 'atLeast', 'atMost'];
const BASES = CREDIT_FACTS.filter(({ shape }) => shape === 'money').map(({ name }) => name);
/** Far above any real factor. */
const MAX_THOUSANDTHS = 1_000_000;

/** Reads the limit of a band: an amount, or a formula over a money fact or an attribute. */
export function readLimit(band: Fields, node: SourceNode, currency: string): LimitRule | null {
  if (node.kind !== 'map') {
    const minor = readAmount(band, 'limit', node, currency);
    return minor === null ? null : { kind: 'fixed', minor };
  }
  const subject = {
    en: `The limit of ${band.subject.en.replace(/^Band/, 'band')}`,
    zh: `${band.subject.zh.trim()}的额度`,
  };
  const meant = {
    en: 'an amount, or a map such as { of: purchases.averageMonthly, times: 2, atMost: "10000.00" }',
    zh: '金额，或映射，例如 { of: purchases.averageMonthly, times: 2, atMost: "10000.00" }',
  };
  const fields = openFields(node, subject, FIELDS, meant, band.report);
  if (fields === null) return null;
  const ofNode = required(fields, 'of', { en: oneOf(BASES, 'or'), zh: ` ${BASES.join('、')} 之一` });
  const of = ofNode && readBase(fields, ofNode);
  const timesNode = fields.get('times');
  const timesThousandths = timesNode === null ? 1000n : readTimes(fields, timesNode);
  const [roundMinor, atLeastMinor, atMostMinor] = ['round', 'atLeast', 'atMost'].map((name) => {
    const at = fields.get(name);
    return at === null ? null : (readAmount(fields, name, at, currency) ?? undefined);
  });
  if (of === null || timesThousandths === null) return null;
  if (roundMinor === undefined || atLeastMinor === undefined || atMostMinor === undefined) return null;
  if (atLeastMinor !== null && atMostMinor !== null && atLeastMinor > atMostMinor) {
    fields.report.error(node.place, 'bad-amount', {
      en: `${subject.en} is at least more than it is at most; expected atLeast up to atMost`,
      zh: `${subject.zh}的 atLeast 大于 atMost；atLeast 不应超过 atMost`,
    });
    return null;
  }
  return {
    kind: 'formula',
    of,
    timesThousandths,
    roundMinor: roundMinor === 0n ? null : roundMinor,
    atLeastMinor,
    atMostMinor,
  };
}

function readBase(fields: Fields, node: SourceNode): string | null {
  if (node.kind === 'text' && (BASES.includes(node.value) || attributeKey(node.value) !== null)) return node.value;
  return refuse(fields, 'of', node, {
    en: `${oneOf([...BASES, `${ATTRIBUTE_PREFIX}KEY`], 'or')}`,
    zh: ` ${[...BASES, `${ATTRIBUTE_PREFIX}KEY`].join('、')} 之一`,
  });
}

/** A factor with at most three decimals, as whole thousandths. */
function readTimes(fields: Fields, node: SourceNode): bigint | null {
  const text = writtenAmount(node);
  const thousandths = text !== null && (text.split('.')[1]?.length ?? 0) <= 3 ? Math.round(Number(text) * 1000) : null;
  if (thousandths !== null && thousandths >= 0 && thousandths <= MAX_THOUSANDTHS) return BigInt(thousandths);
  return refuse(fields, 'times', node, {
    en: 'a factor from 0 to 1000 with at most 3 decimals, such as 1.5',
    zh: ' 0 到 1000、最多 3 位小数的倍数，例如 1.5',
  });
}
