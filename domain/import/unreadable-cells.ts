import { quoted } from '../authoring/source-node';
import type { CsvRecord, RowFault } from './read-row';

/** Control characters, halves of surrogate pairs, and the sign that stands for bytes which are no text in the file's encoding. */
const UNREADABLE = /[\p{Cc}\p{Surrogate}\ufffd]/u;

/** Faults for cells that no column of facts can hold: line breaks, other control characters, bytes of another encoding. */
export function unreadableCells(record: CsvRecord, row: number): readonly RowFault[] {
  return Object.entries(record)
    .filter(([, cell]) => UNREADABLE.test(cell.trim()))
    .map(([column, cell]) => ({
      row,
      column,
      given: cell,
      message: {
        en: `Column "${column}" holds ${quoted(cell)}; expected one line of text without control characters, in the encoding of the file`,
        zh: `列“${column}”的值为 ${quoted(cell)}；应为单行文本，不含控制字符，并使用文件的编码`,
      },
    }));
}
