import type { Mapping } from './mapping';
import type { CsvRecord } from './read-row';

/** Gives each payment of a file an external ID, so that the same payment from the same file again is known. */
export interface PaymentIds {
  /** Of the record's payment; `null` where it has none. Every record is to be asked for, in order, bad ones too. */
  readonly idOf: (record: CsvRecord) => string | null;
}

/**
 * For the records of one file. A payment without an ID of its own is known as the first, second … of its invoice, whatever
 * else is in the file; a row that is mended later does not renumber the others.
 * @example createPaymentIds(mapping).idOf(record) // 'import:A-17:1'
 */
export function createPaymentIds({ invoice, payment }: Mapping): PaymentIds {
  const counts = new Map<string, number>();
  return {
    idOf: (record) => {
      const cell = (column: string): string => (record[column] ?? '').trim();
      if (payment === null || cell(payment.receivedOn) === '') return null;
      const given = payment.externalId === null ? '' : cell(payment.externalId);
      if (given !== '') return given;
      const number = cell(invoice.number);
      const count = (counts.get(number) ?? 0) + 1;
      counts.set(number, count);
      return `import:${number}:${count}`;
    },
  };
}
