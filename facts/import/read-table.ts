import { parse } from 'csv-parse/sync';
import { DomainError } from '../../domain/errors';

/**
 * The rows of a small CSV file by the names in its header line, as texts; commas, semicolons or tabs between cells.
 * @throws DomainError `file-not-readable`
 */
export function readTable(text: string): readonly Readonly<Record<string, string>>[] {
  try {
    return parse(text, {
      columns: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      delimiter: [',', ';', '\t'],
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new DomainError('file-not-readable', {
      en: `The CSV cannot be read: ${why}`,
      zh: `无法读取 CSV：${why}`,
    });
  }
}
