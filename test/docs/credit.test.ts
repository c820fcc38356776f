import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CREDIT_FACTS } from '../../domain/credit/credit-facts';
import { evaluateScorecard } from '../../domain/credit/evaluate-scorecard';
import { parseScorecard } from '../../domain/credit/parse-scorecard';
import { readFactRows } from '../../domain/credit/read-fact-rows';
import { projectRoot } from '../../prisma/project-root';
import { blocksOf, pairsOf } from './blocks';

const GUIDE = 'docs/operators/credit.md';
const blocks = blocksOf(GUIDE);
const [shown] = blocks.filter(({ mark, language }) => mark === '' && language === 'yaml');

describe('docs/operators/credit.md', () => {
  it('shows a scorecard without a fault', () => {
    expect(parseScorecard(shown!.text).faults).toEqual([]);
  });

  it('shows a fault as it is told', () => {
    const [[source, fault]] = pairsOf(GUIDE, 'fault: scorecard') as [readonly [string, string]];
    expect(parseScorecard(source).faults.map(({ message }) => message)).toEqual([fault]);
  });

  it('lists every fact, and no other', () => {
    const text = readFileSync(path.join(projectRoot, GUIDE), 'utf8');
    const listed = [...text.matchAll(/^\| `((?:payments|customer|purchases|exposure)\.\w+)` +\|/gm)].map(
      ([, name]) => name,
    );
    expect(listed).toEqual(CREDIT_FACTS.map(({ name }) => name));
  });

  it('shows a file that its scorecard reads', () => {
    const [csv] = blocks.filter(({ mark }) => mark === 'facts');
    const rows = parse<Record<string, string>>(csv!.text, { columns: true });
    const read = readFactRows(rows, 'USD');
    expect(read.faults).toEqual([]);
    const { value } = parseScorecard(shown!.text);
    const bands = read.rows.map(({ factsFor }) => evaluateScorecard(value!, factsFor('USD')).band);
    expect(bands).toEqual(['A', 'C']);
  });
});
