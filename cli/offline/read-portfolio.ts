import { parse } from 'csv-parse/sync';
import { collectFacts, type ImportedCustomer } from '../../domain/import/collect-facts';
import { columnsOf, type Mapping } from '../../domain/import/mapping';
import { readRow, type CsvRecord, type RowFacts, type RowFault } from '../../domain/import/read-row';
import type { Language } from '../../domain/types';
import { CliError } from '../cli-error';
import { readText } from './read-text';

/** More faults than this are counted, not listed: the first ones show the pattern. */
const LISTED_FAULTS = 50;

/**
 * The customers of a CSV file in order of first appearance, with their invoices and payments.
 * @throws CliError with every row fault; a file with one is not played at all
 */
export function readPortfolio(file: string, mapping: Mapping, language: Language): readonly ImportedCustomer[] {
  const { header, records } = parseRecords(file);
  const missing = columnsOf(mapping).filter((column) => !header.includes(column));
  if (missing.length > 0) {
    const columns = header.map((column) => `"${column}"`).join(', ');
    throw new CliError(
      missing.map((column) => `${file}: the mapping names the column "${column}"; the file has ${columns}`),
    );
  }
  const rows: RowFacts[] = [];
  const faults: RowFault[] = [];
  records.forEach((record, index) => {
    const read = readRow(mapping, record, index + 2);
    if (read.ok) rows.push(read.facts);
    else faults.push(...read.faults);
  });
  const collected = collectFacts(rows);
  faults.push(...collected.faults);
  if (faults.length > 0) throw new CliError(faultLines(file, faults, language));
  return collected.customers;
}

function parseRecords(file: string): { readonly header: readonly string[]; readonly records: readonly CsvRecord[] } {
  let header: readonly string[] = [];
  try {
    const records = parse(readText('--csv', file), {
      bom: true,
      skip_empty_lines: true,
      columns: (names: string[]) => {
        header = names.map((name) => name.trim());
        return [...header];
      },
    }) as unknown as CsvRecord[];
    return { header, records };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw error instanceof CliError
      ? error
      : new CliError([`${file}: ${why}; expected comma-separated values with a header`]);
  }
}

function faultLines(file: string, faults: readonly RowFault[], language: Language): readonly string[] {
  const sorted = [...faults].sort((a, b) => a.row - b.row);
  const listed = sorted.slice(0, LISTED_FAULTS).map((fault) => `${file}:${fault.row}: ${fault.message[language]}`);
  const more = sorted.length - listed.length;
  return more > 0 ? [...listed, `${file}: and ${more} more`] : listed;
}
