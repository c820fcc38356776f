import { Option, type Command } from 'commander';
import { testScorecard } from '../../domain/credit/compare-scorecards';
import { parseScorecard } from '../../domain/credit/parse-scorecard';
import { readFactRows, type FactRow } from '../../domain/credit/read-fact-rows';
import type { Scorecard } from '../../domain/credit/scorecard';
import { DomainError } from '../../domain/errors';
import { formatFault } from '../../domain/faults';
import type { Language } from '../../domain/types';
import { readTable } from '../../facts/import/read-table';
import { CliError } from '../cli-error';
import { readText } from '../offline/read-text';
import { printScorecardTest } from '../print-scorecard-test';
import { languageOption } from './portfolio-options';

type ScorecardOptions = {
  readonly scorecard: string;
  readonly csv: string;
  readonly against?: string;
  readonly json?: boolean;
  readonly language: Language;
};

/** More faults than this are counted, not listed: the first ones show the pattern. */
const LISTED_FAULTS = 50;

export function registerScorecard(program: Command): void {
  program
    .command('scorecard')
    .description('how customers of a file lie in the bands of a scorecard; needs no server')
    .requiredOption('--scorecard <file>', 'the scorecard to try')
    .requiredOption('--csv <file>', 'customers with facts as columns, UTF-8 or GB18030')
    .option('--against <file>', 'another scorecard: what would change')
    .addOption(new Option('--json', 'one JSON line per customer instead of counts'))
    .addOption(languageOption())
    .action(({ scorecard: file, csv, against, json, language }: ScorecardOptions) => {
      const scorecard = readScorecard('--scorecard', file, language);
      const other = against === undefined ? null : readScorecard('--against', against, language);
      const customers = readCustomers(csv, scorecard.currency, language);
      printScorecardTest(testScorecard(scorecard, other, customers), scorecard, { asLines: json === true, language });
    });
}

function readScorecard(option: string, file: string, language: Language): Scorecard {
  const { value, faults } = parseScorecard(readText(option, file));
  if (value !== null) return value;
  const errors = faults.filter(({ severity }) => severity === 'error');
  throw new CliError(errors.map((fault) => formatFault(fault, file, language)));
}

function readCustomers(file: string, currency: string, language: Language): readonly FactRow[] {
  const { rows, faults } = readFactRows(readRows(file, language), currency);
  if (faults.length === 0) return rows;
  // The header is line 1 of the file, and the first customer stands in line 2.
  const lines = faults.slice(0, LISTED_FAULTS).map(({ row, message }) => `${file}:${row + 1}: ${message[language]}`);
  const more = faults.length - lines.length;
  throw new CliError(more > 0 ? [...lines, `${file}: and ${more} more`] : lines);
}

function readRows(file: string, language: Language): ReturnType<typeof readTable> {
  try {
    return readTable(readText('--csv', file));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new CliError([`${file}: ${error.detail[language]}`]);
  }
}
