import { readName } from '../authoring/common-fields';
import { didYouMean } from '../authoring/did-you-mean';
import { openFields, readWhole, refuse, required, type Fields } from '../authoring/fields';
import { quoted, type SourceNode } from '../authoring/source-node';
import { ATTRIBUTE_PREFIX, attributeKey } from '../condition/facts';
import type { FaultReport } from '../faults';
import type { LocalizedText } from '../types';
import { reportCoverage } from './bin-coverage';
import { CREDIT_FACTS, creditFact, type CreditFact } from './credit-facts';
import { MOST_POINTS, readBin, type PlacedBin } from './parse-bin';
import type { Factor } from './scorecard';

const FIELDS = ['id', 'fact', 'bins', 'missing'];
const MAX_BINS = 50;

/**
 * Reads one factor of a scorecard.
 * @param position counted from 1
 * @param currency of its amounts
 */
export function readFactor(node: SourceNode, position: number, currency: string, report: FaultReport): Factor | null {
  const fields = openFields(
    node,
    subjectOf(node, position),
    FIELDS,
    {
      en: 'a map such as { id: late, fact: payments.lateShare, bins: [ … ] }',
      zh: '映射，例如 { id: late, fact: payments.lateShare, bins: [ … ] }',
    },
    report,
  );
  if (fields === null) return null;
  const idNode = required(fields, 'id', { en: 'a name of its own', zh: '其名称' });
  const id = idNode && readName(fields, 'id', idNode);
  const missingNode = fields.get('missing');
  const missing = missingNode === null ? 0 : readWhole(fields, 'missing', missingNode, -MOST_POINTS, MOST_POINTS);
  const factNode = required(fields, 'fact', {
    en: 'a fact such as payments.lateShare',
    zh: '事实，例如 payments.lateShare',
  });
  const fact = factNode && readFact(fields, factNode);
  if (id === null || missing === null || fact === null) return null;
  const bins = readBins(fields, fact, currency);
  if (bins === null) return null;
  reportCoverage(fields, fact, bins, currency);
  return { id, fact: fact.name, bins: bins.map(({ bin }) => bin), missing };
}

function subjectOf(node: SourceNode, position: number): LocalizedText {
  const entry = node.kind === 'map' ? node.entries.find(({ key }) => key === 'id') : undefined;
  const id = entry?.value.kind === 'text' ? quoted(entry.value.value) : String(position);
  return { en: `Factor ${id}`, zh: `因素 ${id} ` };
}

/** An attribute has the shape of what its bins compare it with. */
function readFact(fields: Fields, node: SourceNode): CreditFact | null {
  if (node.kind === 'text') {
    const fact = creditFact(node.value, comparesTexts(fields.get('bins')) ? 'text' : 'decimal');
    if (fact !== null) return fact;
  }
  const names = CREDIT_FACTS.map(({ name }) => name);
  const near = node.kind === 'text' ? nearestFact(node.value, names) : null;
  return refuse(fields, 'fact', node, {
    en:
      near === null ? `one of ${names.join(', ')} or ${ATTRIBUTE_PREFIX}KEY` : `a known fact; did you mean "${near}"?`,
    zh: near === null ? ` ${names.join('、')} 或 ${ATTRIBUTE_PREFIX}KEY 之一` : `已知的事实；是否想写 "${near}"？`,
  });
}

function nearestFact(name: string, names: readonly string[]): string | null {
  const attribute = /^(?:customer\.)?attributes?\.(.+)$/.exec(name)?.[1];
  if (attribute !== undefined && attributeKey(`${ATTRIBUTE_PREFIX}${attribute}`) !== null)
    return ATTRIBUTE_PREFIX + attribute;
  return names.find((candidate) => candidate.endsWith(`.${name}`)) ?? didYouMean(name, names);
}

function comparesTexts(bins: SourceNode | null): boolean {
  if (bins?.kind !== 'list') return false;
  return bins.items.some((bin) => bin.kind === 'map' && bin.entries.some(({ key }) => key === 'in'));
}

function readBins(fields: Fields, fact: CreditFact, currency: string): readonly PlacedBin[] | null {
  const expected = {
    en: `a list of 1 to ${MAX_BINS} bins such as { lte: 0.2, points: 30 }`,
    zh: ` 1 到 ${MAX_BINS} 个分箱的列表，例如 { lte: 0.2, points: 30 }`,
  };
  const list = required(fields, 'bins', expected);
  if (list === null) return null;
  if (list.kind !== 'list' || list.items.length === 0 || list.items.length > MAX_BINS) {
    return refuse(fields, 'bins', list, expected, list.kind === 'list' ? 'bad-value' : 'wrong-type');
  }
  const bins = list.items.map((node, index) => readBin(node, index + 1, { fields, fact, currency }));
  return bins.every((bin) => bin !== null) ? bins : null;
}
