import { readDate } from './date-format';
import type { Mapping, PaymentMapping } from './mapping';
import { readAmount } from './read-amount';
import type { CsvRecord } from './read-row';

/** Gives each payment of a file an external ID, so that the same payment from the same file again is known. */
export interface PaymentIds {
  /** Of the record's payment; `null` where it has none. Every record is to be asked for, in order, bad ones too. */
  readonly idOf: (record: CsvRecord) => string | null;
}

/**
 * For the records of one file. A payment without an ID of its own is known as the first, second … of its invoice, whatever
 * else is in the file; a row that is mended later does not renumber the others. In files of payments alone, of which more
 * will come, it is the first, second … of its invoice, day and amount.
 * @example createPaymentIds(mapping).idOf(record) // 'import:A-17:1'
 */
export function createPaymentIds(mapping: Mapping): PaymentIds {
  const counts = new Map<string, number>();
  return {
    idOf: (record) => {
      const cell = (column: string): string => (record[column] ?? '').trim();
      const { payment } = mapping;
      if (payment === null || cell(payment.receivedOn) === '') return null;
      const given = payment.externalId === null ? '' : cell(payment.externalId);
      if (given !== '') return given;
      const subject = mapping.invoice === null ? dayAndAmount(mapping, cell) : cell(mapping.invoice.number);
      const count = (counts.get(subject) ?? 0) + 1;
      counts.set(subject, count);
      return `import:${subject}:${count}`;
    },
  };
}

/** However they are written, as far as they can be read. */
function dayAndAmount(mapping: PaymentMapping, cell: (column: string) => string): string {
  const { payment, dateFormat, amountFormat } = mapping;
  const currency = (payment.currency === null ? '' : cell(payment.currency)) || mapping.currency || '';
  const [on, amount] = [cell(payment.receivedOn), cell(payment.amount)];
  const minor = readAmount(amount, currency, amountFormat);
  return [cell(payment.invoice), readDate(dateFormat, on) ?? on, minor ?? amount].join(':');
}
