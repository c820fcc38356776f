import { readName } from '../authoring/common-fields';
import { openFields, readWhole, readWord, required, type Fields } from '../authoring/fields';
import { quoted, type SourceNode } from '../authoring/source-node';
import type { FaultReport } from '../faults';
import { readDays } from '../policy/parse-cap';
import type { LocalizedText } from '../types';
import { readLimit } from './parse-limit';
import { MOST_POINTS } from './parse-bin';
import type { Band, Factor, LimitRule, Proposal } from './scorecard';

const FIELDS = ['id', 'from', 'decision', 'limit', 'termsDays', 'reviewEvery'];
const DECISIONS: readonly Proposal[] = ['approve', 'refer', 'decline'];
const MAX_SCORE = 50 * MOST_POINTS;
const MAX_TERMS_DAYS = 365;
const NO_LIMIT: LimitRule = { kind: 'fixed', minor: 0n };

/**
 * Reads one band of a scorecard. A band that declines has no limit and no terms where it does not say otherwise.
 * @param position counted from 1
 */
export function readBand(node: SourceNode, position: number, currency: string, report: FaultReport): Band | null {
  const fields = openFields(
    node,
    subjectOf(node, position),
    FIELDS,
    {
      en: 'a map such as { id: A, from: 80, decision: approve, limit: "5000.00", termsDays: 30, reviewEvery: 180d }',
      zh: '映射，例如 { id: A, from: 80, decision: approve, limit: "5000.00", termsDays: 30, reviewEvery: 180d }',
    },
    report,
  );
  if (fields === null) return null;
  const idNode = required(fields, 'id', { en: 'a name of its own', zh: '其名称' });
  const id = idNode && readName(fields, 'id', idNode);
  const fromNode = required(fields, 'from', { en: 'its least score', zh: '其最低评分' });
  const from = fromNode && readWhole(fields, 'from', fromNode, -MAX_SCORE, MAX_SCORE);
  const decisionNode = required(fields, 'decision', {
    en: 'approve, refer or decline',
    zh: ' approve、refer 或 decline',
  });
  const decision = decisionNode && readWord(fields, 'decision', decisionNode, DECISIONS);
  const everyNode = required(fields, 'reviewEvery', { en: 'whole days such as "90d"', zh: '整天数，例如 "90d"' });
  const reviewEveryDays = everyNode && readDays(fields, 'reviewEvery', everyNode, 1);
  const declines = decision === 'decline';
  const limit = readOr(
    fields,
    'limit',
    declines ? NO_LIMIT : null,
    { en: 'an amount or a formula', zh: '金额或公式' },
    (at) => readLimit(fields, at, currency),
  );
  const termsDays = readOr(fields, 'termsDays', declines ? 0 : null, { en: 'days to pay', zh: '账期天数' }, (at) =>
    readWhole(fields, 'termsDays', at, 0, MAX_TERMS_DAYS),
  );
  if (id === null || from === null || decision === null || reviewEveryDays === null) return null;
  return limit === null || termsDays === null ? null : { id, from, decision, limit, termsDays, reviewEveryDays };
}

function subjectOf(node: SourceNode, position: number): LocalizedText {
  const entry = node.kind === 'map' ? node.entries.find(({ key }) => key === 'id') : undefined;
  const id = entry?.value.kind === 'text' ? quoted(entry.value.value) : String(position);
  return { en: `Band ${id}`, zh: `等级 ${id} ` };
}

/** @param fallback `null` where the field must be there */
function readOr<Value>(
  fields: Fields,
  name: string,
  fallback: Value | null,
  expected: LocalizedText,
  read: (node: SourceNode) => Value | null,
): Value | null {
  const node = fallback === null ? required(fields, name, expected) : fields.get(name);
  return node === null ? fallback : read(node);
}

/**
 * Reports bands that do not stand from the highest score to the lowest, scores without a band, and bands that no score
 * reaches.
 */
export function reportBandOrder(bands: readonly Band[], factors: readonly Factor[], fields: Fields): void {
  const place = fields.get('bands')?.place ?? fields.place;
  for (const [index, band] of bands.entries()) {
    const above = bands[index - 1];
    if (above === undefined || band.from < above.from) continue;
    fields.report.error(place, 'out-of-order', {
      en: `Band ${quoted(band.id)} begins at ${band.from}, under band ${quoted(above.id)} from ${above.from}; expected bands from the highest score to the lowest, each lower than the one above`,
      zh: `等级 ${quoted(band.id)} 从 ${band.from} 分起，却排在从 ${above.from} 分起的等级 ${quoted(above.id)} 之后；应按分数从高到低排列且互不相同`,
    });
    return;
  }
  const [least, greatest] = scoreRange(factors);
  const lowest = bands.at(-1);
  if (lowest !== undefined && lowest.from > least) {
    fields.report.error(place, 'gap', {
      en: `The lowest band ${quoted(lowest.id)} begins at ${lowest.from}; scores go down to ${least}, expected a band for each`,
      zh: `最低等级 ${quoted(lowest.id)} 从 ${lowest.from} 分起；评分最低可达 ${least}，每个评分都应有等级`,
    });
  }
  for (const [index, band] of bands.entries()) {
    const isReached = band.from <= greatest && (bands[index - 1]?.from ?? Infinity) > least;
    if (isReached) continue;
    fields.report.warning(place, 'unreachable', {
      en: `No score reaches band ${quoted(band.id)}: scores go from ${least} to ${greatest}`,
      zh: `没有评分能达到等级 ${quoted(band.id)}：评分范围为 ${least} 到 ${greatest}`,
    });
  }
}

/** The least and the greatest score that the bins can give. */
function scoreRange(factors: readonly Factor[]): readonly [number, number] {
  const points = factors.map(({ bins, missing }) => [missing, ...bins.map((bin) => bin.points)]);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return [sum(points.map((each) => Math.min(...each))), sum(points.map((each) => Math.max(...each)))];
}
