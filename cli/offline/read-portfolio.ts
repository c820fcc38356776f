import { Readable } from 'node:stream';
import { DomainError } from '../../domain/errors';
import { collectFacts, type ImportedCustomer } from '../../domain/import/collect-facts';
import type { InvoiceMapping } from '../../domain/import/mapping';
import type { InvoiceRow, RowFault } from '../../domain/import/read-row';
import type { Language } from '../../domain/types';
import { inspectCsv } from '../../facts/import/csv-source';
import { readRows } from '../../facts/import/read-rows';
import { CliError } from '../cli-error';
import { readBytes } from './read-text';

/** More faults than this are counted, not listed: the first ones show the pattern. */
const LISTED_FAULTS = 50;

/**
 * The customers of a CSV file in order of first appearance, with their invoices and payments, read as an import reads them.
 * @throws CliError with every row fault; a file with one is not played at all
 */
export async function readPortfolio(
  file: string,
  mapping: InvoiceMapping,
  language: Language,
): Promise<readonly ImportedCustomer[]> {
  const rows: InvoiceRow[] = [];
  const faults: RowFault[] = [];
  // Read once: the file may be a pipe.
  const bytes = readBytes('--csv', file);
  const source = () => Readable.from([bytes]);
  try {
    for await (const { ready, faults: found } of readRows(source, await inspectCsv(source, 'auto'), mapping)) {
      if (ready === null) faults.push(...found);
      else if (ready.facts.invoice !== null) rows.push(ready.facts);
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new CliError([`${file}: ${error.detail[language]}`]);
  }
  if (faults.length > 0) throw new CliError(faultLines(file, faults, language));
  return collectFacts(rows).customers;
}

function faultLines(file: string, faults: readonly RowFault[], language: Language): readonly string[] {
  const sorted = [...faults].sort((a, b) => a.row - b.row);
  const listed = sorted.slice(0, LISTED_FAULTS).map((fault) => `${file}:${fault.row}: ${fault.message[language]}`);
  const more = sorted.length - listed.length;
  return more > 0 ? [...listed, `${file}: and ${more} more`] : listed;
}
