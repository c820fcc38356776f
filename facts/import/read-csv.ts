import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import * as iconv from 'iconv-lite';
import { didYouMean } from '../../domain/authoring/did-you-mean';
import { quoted } from '../../domain/authoring/source-node';
import { DomainError, type ErrorItem } from '../../domain/errors';
import type { CsvRecord, RowFault } from '../../domain/import/read-row';
import type { CsvForm, CsvSource } from './csv-source';

export type CsvRow = {
  /** As a spreadsheet counts: the header is 1. */
  readonly row: number;
  /** The cells of the columns asked for. */
  readonly record: CsvRecord;
  /** Set where the row has another number of cells than the header. */
  readonly fault: RowFault | null;
};

/** One record of this size is a quote that was never closed. */
const MAX_RECORD_CHARACTERS = 1_000_000;

/**
 * Reads a CSV file record by record, in bounded memory. Blank lines are passed over.
 * @param form as `inspectCsv` found it
 * @param columns headers of the columns that are needed; each must be there once
 * @throws DomainError `file-not-readable` with the place
 */
export async function* readCsv(source: CsvSource, form: CsvForm, columns: readonly string[]): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter: form.delimiter,
    relax_column_count: true,
    max_record_size: MAX_RECORD_CHARACTERS,
  });
  // A failure of the file destroys the parser, and with it ends the loop below; an end of the loop closes the file.
  pipeline(source(), iconv.decodeStream(form.encoding), parser, () => undefined);
  let header: Header | null = null;
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row += 1;
      if (cells.every((cell) => cell.trim() === '')) continue;
      if (header === null) header = readHeader(cells, columns);
      else yield { row, record: header.recordOf(cells), fault: widthFault(cells, header.width, row) };
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error, row + 1) : error;
  }
  if (header === null) {
    throw new DomainError('file-not-readable', {
      en: 'The file has only blank lines; expected a header line and one record per line',
      zh: '文件只有空行；应有表头行，且每行一条记录',
    });
  }
}

type Header = { readonly width: number; readonly recordOf: (cells: readonly string[]) => CsvRecord };

function readHeader(cells: readonly string[], columns: readonly string[]): Header {
  const names = cells.map((cell) => cell.trim());
  const errors: ErrorItem[] = [];
  const places = columns.map((column) => {
    const index = names.indexOf(column.trim());
    if (index === -1) errors.push(missing(column, names));
    else if (names.includes(column.trim(), index + 1)) errors.push(twice(column));
    return [column, index] as const;
  });
  const [first] = errors;
  if (first !== undefined) throw new DomainError('file-not-readable', first.detail, errors);
  return {
    width: cells.length,
    recordOf: (row) => Object.fromEntries(places.map(([column, index]) => [column, row[index] ?? ''])),
  };
}

function missing(column: string, names: readonly string[]): ErrorItem {
  const meant = didYouMean(column, names);
  const shown = names.slice(0, 30).map(quoted);
  const hint = meant === null ? { en: '', zh: '' } : { en: `; did you mean "${meant}"?`, zh: `；是否应为“${meant}”？` };
  return {
    pointer: '',
    detail: {
      en: `The header has no column "${column}"${hint.en} It has ${shown.join(', ')}`,
      zh: `表头没有列“${column}”${hint.zh} 表头有：${shown.join('、')}`,
    },
  };
}

function twice(column: string): ErrorItem {
  return {
    pointer: '',
    detail: {
      en: `The header has the column "${column}" twice; expected it once`,
      zh: `表头中列“${column}”出现两次；只能出现一次`,
    },
  };
}

function widthFault(cells: readonly string[], width: number, row: number): RowFault | null {
  const empty = cells.slice(width).every((cell) => cell.trim() === '');
  if (cells.length === width || (cells.length > width && empty)) return null;
  return {
    row,
    column: null,
    given: String(cells.length),
    message: {
      en: `The row has ${cells.length} cells; expected ${width}, as many as the header. A cell with a delimiter in it needs quotes`,
      zh: `该行有 ${cells.length} 个单元格；应与表头一致，为 ${width} 个。含分隔符的单元格须加引号`,
    },
  };
}

function unreadable(error: CsvError, row: number): DomainError {
  const line = Number((error as { lines?: unknown }).lines ?? row);
  return new DomainError('file-not-readable', {
    en: `The file cannot be read at line ${line}: ${reasonOf(error).en}`,
    zh: `文件第 ${line} 行无法读取：${reasonOf(error).zh}`,
  });
}

function reasonOf(error: CsvError): { readonly en: string; readonly zh: string } {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return { en: 'a quote is not closed', zh: '引号没有闭合' };
    case 'INVALID_OPENING_QUOTE':
      return {
        en: 'a quote stands inside a cell without quotes; expected the whole cell in quotes and the quote doubled',
        zh: '未加引号的单元格中出现引号；应为整个单元格加引号，并将其中的引号写两次',
      };
    case 'CSV_INVALID_CLOSING_QUOTE':
      return {
        en: 'text follows the closing quote of a cell; expected a delimiter, or the quote doubled',
        zh: '单元格的结束引号后还有文字；应为分隔符，或将引号写两次',
      };
    default:
      return { en: error.message, zh: error.message };
  }
}
