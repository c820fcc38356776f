import { createAgreement } from '../../domain/import/agreement';
import { columnsOf, type Mapping } from '../../domain/import/mapping';
import { createPaymentIds } from '../../domain/import/payment-ids';
import { readRow, type RowFacts, type RowFault } from '../../domain/import/read-row';
import { unreadableCells } from '../../domain/import/unreadable-cells';
import type { CsvForm, CsvSource } from './csv-source';
import { readCsv, type CsvRow } from './read-csv';

/** A row that can be taken, with the external ID of its payment. */
export type ReadyRow = { readonly facts: RowFacts; readonly paymentId: string | null };

/** What one record of the file is: facts, or faults. */
export type ReadRecord =
  | { readonly row: number; readonly ready: ReadyRow; readonly faults: null }
  | { readonly row: number; readonly ready: null; readonly faults: readonly RowFault[] };

/**
 * Reads the records of a file by a mapping, as a stream. A row that contradicts an earlier one is a fault like any other.
 * @throws DomainError `file-not-readable`
 */
export async function* readRows(source: CsvSource, form: CsvForm, mapping: Mapping): AsyncGenerator<ReadRecord> {
  const agreement = createAgreement();
  const paymentIds = createPaymentIds(mapping);
  const payments = new Map<string, number>();
  for await (const csvRow of readCsv(source, form, columnsOf(mapping))) {
    const { row, record } = csvRow;
    const paymentId = paymentIds.idOf(record);
    const read = readFacts(mapping, csvRow);
    if (!read.ok) {
      yield { row, ready: null, faults: read.faults };
      continue;
    }
    const { facts } = read;
    const contradiction = facts.invoice === null ? null : agreement.contradictionOf(facts);
    const before = paymentId === null ? undefined : payments.get(paymentId);
    if (contradiction !== null) {
      yield {
        row,
        ready: null,
        faults: [{ row, column: null, given: facts.invoice?.number ?? null, message: contradiction }],
      };
    } else if (paymentId !== null && before !== undefined) {
      yield { row, ready: null, faults: [twice(mapping, row, paymentId, before)] };
    } else {
      if (paymentId !== null) payments.set(paymentId, row);
      yield { row, ready: { facts, paymentId }, faults: null };
    }
  }
}

function readFacts(mapping: Mapping, { row, record, fault }: CsvRow): ReturnType<typeof readRow> {
  if (fault !== null) return { ok: false, faults: [fault] };
  const unreadable = unreadableCells(record, row);
  return unreadable.length > 0 ? { ok: false, faults: unreadable } : readRow(mapping, record, row);
}

function twice(mapping: Mapping, row: number, paymentId: string, before: number): RowFault {
  return {
    row,
    column: mapping.payment?.externalId ?? null,
    given: paymentId,
    message: {
      en: `Payment "${paymentId}" stands in row ${before} already; expected an ID of its own for each payment`,
      zh: `付款“${paymentId}”已出现在第 ${before} 行；每笔付款应有各自的 ID`,
    },
  };
}
