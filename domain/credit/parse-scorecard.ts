import { readName, readPriority, readTitle } from '../authoring/common-fields';
import { didYouMean } from '../authoring/did-you-mean';
import { openFields, refuse, required, type Fields } from '../authoring/fields';
import { readSource } from '../authoring/read-source';
import { quoted, type SourceNode } from '../authoring/source-node';
import { readCondition } from '../condition/parse-condition';
import { createFaultReport, hasErrors, type Fault, type FaultReport } from '../faults';
import { isCurrency } from '../money/money';
import type { LocalizedText } from '../types';
import { readAmounts } from '../authoring/read-amounts';
import { readBand, reportBandOrder } from './parse-band';
import { readFactor } from './parse-factor';
import { readReferral, readReviewOn } from './parse-referral';
import type { Band, Factor, Scorecard } from './scorecard';

const FIELDS = [
  'scorecard',
  'title',
  'applies',
  'priority',
  'currency',
  'factors',
  'bands',
  'autoApproveUpTo',
  'refer',
  'reviewOn',
];
const MAX_FACTORS = 50;
const MAX_BANDS = 20;
const COMMON_CURRENCIES = ['CNY', 'USD', 'EUR', 'GBP', 'JPY', 'HKD'];

const SUBJECT: LocalizedText = { en: 'The scorecard', zh: '评分卡' };

export type ParsedScorecard = {
  /** `null` exactly where there is an error among the faults. */
  readonly value: Scorecard | null;
  /** By line and column. */
  readonly faults: readonly Fault[];
};

/**
 * Reads and validates a scorecard. Bins that leave values without points, bands that leave scores without a band, and
 * whatever can never be reached are faults: a scorecard without faults answers for every customer.
 * @param source YAML text, or an already parsed JSON value
 */
export function parseScorecard(source: unknown): ParsedScorecard {
  const report = createFaultReport();
  const value = readScorecard(source, report);
  const faults = report.list();
  return { value: hasErrors(faults) ? null : value, faults };
}

function readScorecard(source: unknown, report: FaultReport): Scorecard | null {
  const root = readSource(source, report);
  if (root === null) return null;
  const fields = openFields(root, SUBJECT, FIELDS, { en: 'a map with "scorecard"', zh: '含 scorecard 的映射' }, report);
  if (fields === null) return null;

  const nameNode = required(fields, 'scorecard', { en: 'its name', zh: '其名称' });
  const name = nameNode && readName(fields, 'scorecard', nameNode);
  const titleNode = fields.get('title');
  const title = titleNode && readTitle(fields, 'title', titleNode);
  const appliesNode = fields.get('applies');
  const applies =
    appliesNode && readCondition(appliesNode, 'applies', { en: 'The "applies" condition', zh: 'applies 条件' }, report);
  const currency = readCurrency(fields);
  if (currency === null) return null;

  const factors = readList(fields, 'factors', MAX_FACTORS, (node, position) =>
    readFactor(node, position, currency, report),
  );
  reportTwice(fields, 'factors', factors);
  const bands = readList(fields, 'bands', MAX_BANDS, (node, position) => readBand(node, position, currency, report));
  reportTwice(fields, 'bands', bands);
  const autoApproveUpTo = fields.get('autoApproveUpTo') && readAmounts(fields, 'autoApproveUpTo');
  const referNode = fields.get('refer');
  const refer = referNode && readReferral(referNode, report);
  const scorecard = {
    priority: readPriority(fields),
    currency,
    factors,
    bands,
    autoApproveUpTo,
    refer,
    reviewOn: readReviewOn(fields),
  };
  if (name === null || report.hasErrors()) return null;
  reportBandOrder(bands, factors, fields);
  reportReferral(fields, scorecard);
  return { name, title: title ?? { en: name, zh: name }, applies, ...scorecard };
}

function readCurrency(fields: Fields): string | null {
  const expected = { en: 'an ISO 4217 code such as "CNY" or "USD"', zh: ' ISO 4217 货币代码，例如 "CNY"、"USD"' };
  const node = required(fields, 'currency', expected);
  if (node === null) return null;
  if (node.kind === 'text' && isCurrency(node.value)) return node.value;
  const near = node.kind === 'text' ? didYouMean(node.value, COMMON_CURRENCIES) : null;
  return refuse(fields, 'currency', node, {
    en: `${expected.en}${near === null ? '' : `; did you mean "${near}"?`}`,
    zh: `${expected.zh}${near === null ? '' : `；是否想写 "${near}"？`}`,
  });
}

/** The entries of a list that must be there and could be read. */
function readList<Entry>(
  fields: Fields,
  name: string,
  most: number,
  read: (node: SourceNode, position: number) => Entry | null,
): readonly Entry[] {
  const expected = { en: `a list of 1 to ${most} entries`, zh: ` 1 到 ${most} 项的列表` };
  const list = required(fields, name, expected);
  if (list === null) return [];
  if (list.kind !== 'list' || list.items.length === 0 || list.items.length > most) {
    refuse(fields, name, list, expected, list.kind === 'list' ? 'bad-value' : 'wrong-type');
    return [];
  }
  return list.items.map((node, index) => read(node, index + 1)).filter((entry) => entry !== null);
}

function reportTwice(fields: Fields, name: string, entries: readonly (Factor | Band)[]): void {
  const seen = new Set<string>();
  for (const { id } of entries) {
    if (seen.has(id)) {
      fields.report.error(fields.get(name)?.place ?? fields.place, 'duplicate', {
        en: `${SUBJECT.en} has two entries ${quoted(id)} in ${name}; expected each id once`,
        zh: `${SUBJECT.zh}的 ${name} 有两项 ${quoted(id)}；每个 id 只能出现一次`,
      });
    }
    seen.add(id);
  }
}

/** A scorecard that can refer says to whom; amounts in other currencies have no effect. */
function reportReferral(
  fields: Fields,
  { bands, autoApproveUpTo, refer, currency }: Pick<Scorecard, 'bands' | 'autoApproveUpTo' | 'refer' | 'currency'>,
): void {
  const refers = autoApproveUpTo !== null || bands.some(({ decision }) => decision === 'refer');
  if (refers && refer === null) {
    fields.report.error(fields.place, 'missing-field', {
      en: `${SUBJECT.en} can refer and has no "refer"; expected a map such as { role: credit-manager, queue: credit, decideWithin: 8h }`,
      zh: `${SUBJECT.zh}可能转人工审批但缺少 "refer"；应为映射，例如 { role: credit-manager, queue: credit, decideWithin: 8h }`,
    });
  }
  if (autoApproveUpTo !== null && !autoApproveUpTo.has(currency)) {
    fields.report.warning(fields.get('autoApproveUpTo')?.place ?? fields.place, 'other-currency', {
      en: `${SUBJECT.en} has no autoApproveUpTo in its currency ${currency}, so every approval with a limit is referred`,
      zh: `${SUBJECT.zh}的 autoApproveUpTo 未列出其币种 ${currency}，因此凡有额度的批准都须人工审批`,
    });
  }
}
