import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { DomainError } from '../../domain/errors';
import { collectFacts, type ImportedCustomer } from '../../domain/import/collect-facts';
import type { Mapping } from '../../domain/import/mapping';
import type { RowFacts, RowFault } from '../../domain/import/read-row';
import type { Language } from '../../domain/types';
import { inspectCsv } from '../../facts/import/csv-source';
import { readRows } from '../../facts/import/read-rows';
import { CliError } from '../cli-error';

/** More faults than this are counted, not listed: the first ones show the pattern. */
const LISTED_FAULTS = 50;

/**
 * The customers of a CSV file in order of first appearance, with their invoices and payments, read as an import reads them.
 * @throws CliError with every row fault; a file with one is not played at all
 */
export async function readPortfolio(
  file: string,
  mapping: Mapping,
  language: Language,
): Promise<readonly ImportedCustomer[]> {
  const rows: RowFacts[] = [];
  const faults: RowFault[] = [];
  try {
    // Read once: the file may be a pipe.
    const bytes = readFileSync(file);
    const source = () => Readable.from([bytes]);
    for await (const { ready, faults: found } of readRows(source, await inspectCsv(source, 'auto'), mapping)) {
      if (ready === null) faults.push(...found);
      else rows.push(ready.facts);
    }
  } catch (error) {
    throw asCliError(error, file, language);
  }
  if (faults.length > 0) throw new CliError(faultLines(file, faults, language));
  return collectFacts(rows).customers;
}

function asCliError(error: unknown, file: string, language: Language): unknown {
  if (error instanceof DomainError) return new CliError([`${file}: ${error.detail[language]}`]);
  const isOfFile = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return isOfFile
    ? new CliError([`--csv "${file}" cannot be read (${error.message}); expected the path of a file`])
    : error;
}

function faultLines(file: string, faults: readonly RowFault[], language: Language): readonly string[] {
  const sorted = [...faults].sort((a, b) => a.row - b.row);
  const listed = sorted.slice(0, LISTED_FAULTS).map((fault) => `${file}:${fault.row}: ${fault.message[language]}`);
  const more = sorted.length - listed.length;
  return more > 0 ? [...listed, `${file}: and ${more} more`] : listed;
}
