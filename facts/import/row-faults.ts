import { stringify } from 'csv-stringify/sync';
import type { RowFault } from '../../domain/import/read-row';
import { toStorable } from '../../domain/text/storable-text';
import type { ImportError } from '../../prisma/generated/client';
import type { Language } from '../../domain/types';
import type { DbOrTx } from '../write/transaction';

/** A cell longer than this is shown in part: a broken file may have one cell of a megabyte. */
const SHOWN_CHARACTERS = 500;

/** Keeps what is wrong with rows of a file. */
export async function saveRowFaults(db: DbOrTx, importId: string, faults: readonly RowFault[]): Promise<void> {
  if (faults.length === 0) return;
  await db.importError.createMany({
    data: faults.map(({ row, column, given, message }) => ({
      importId,
      row,
      column,
      given: given === null ? null : Array.from(toStorable(given)).slice(0, SHOWN_CHARACTERS).join(''),
      message: message.en,
      messageZh: message.zh,
    })),
  });
}

/** What is wrong with a row, in one language; rows that were kept in English only come in English. */
export function messageOf(
  { message, messageZh }: Pick<ImportError, 'message' | 'messageZh'>,
  language: Language,
): string {
  return language === 'zh' ? (messageZh ?? message) : message;
}

const PAGE_ROWS = 1_000;

/**
 * The bad rows of an import as a CSV file, in order, piece by piece. It opens in a spreadsheet: it begins with a byte
 * order mark, and a cell that a spreadsheet would take for a formula gets an apostrophe in front.
 * @param language of the messages; the header is the same in both
 */
export async function* rowFaultsCsv(db: DbOrTx, importId: string, language: Language): AsyncGenerator<string> {
  yield `\ufeff${line(['row', 'column', 'given', 'message'])}`;
  let after = { row: 0, id: 0n };
  for (;;) {
    const page = await db.importError.findMany({
      where: { importId, OR: [{ row: { gt: after.row } }, { row: after.row, id: { gt: after.id } }] },
      orderBy: [{ row: 'asc' }, { id: 'asc' }],
      take: PAGE_ROWS,
    });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page
      .map((fault) => line([String(fault.row), fault.column ?? '', fault.given ?? '', messageOf(fault, language)]))
      .join('');
    after = last;
  }
}

function line(cells: readonly string[]): string {
  return stringify([cells], { escape_formulas: true, record_delimiter: 'windows' });
}
