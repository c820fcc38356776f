import { collectFacts } from '../../../domain/import/collect-facts';
import type { InvoiceRow } from '../../../domain/import/read-row';

function row(
  at: number,
  customer: string,
  number: string,
  change: { amountMinor?: bigint; paidOn?: string } = {},
): InvoiceRow {
  const { amountMinor = 100n, paidOn } = change;
  return {
    row: at,
    customer: {
      externalId: customer,
      name: `${customer} in row ${at}`,
      email: null,
      phone: null,
      segment: null,
      country: null,
      zone: 'UTC',
      language: 'en',
      attributes: {},
    },
    invoice: {
      number,
      issuedOn: '2024-02-01',
      dueOn: '2024-03-02',
      currency: 'USD',
      amountMinor,
      paymentUrl: null,
      attributes: {},
    },
    payment: paidOn === undefined ? null : { receivedOn: paidOn, amountMinor: 1n, externalId: null },
  };
}

describe('the rows of a file', () => {
  it('give customers and their invoices in the order of first appearance, with several payments of one invoice', () => {
    const { customers, faults } = collectFacts([
      row(2, 'B', 'B-2', { paidOn: '2024-03-05' }),
      row(3, 'A', 'A-1'),
      row(4, 'B', 'B-1'),
      row(5, 'B', 'B-2', { paidOn: '2024-03-04' }),
    ]);
    expect(faults).toEqual([]);
    expect(
      customers.map(({ externalId, name, invoices }) => [externalId, name, invoices.map(({ number }) => number)]),
    ).toEqual([
      ['B', 'B in row 2', ['B-2', 'B-1']],
      ['A', 'A in row 3', ['A-1']],
    ]);
    expect(customers[0]!.invoices[0]!.payments.map(({ receivedOn }) => receivedOn)).toEqual([
      '2024-03-05',
      '2024-03-04',
    ]);
  });

  it('that contradict an earlier row are left out, payment and all', () => {
    const { customers, faults } = collectFacts([
      row(2, 'A', 'A-1'),
      row(3, 'A', 'A-1', { amountMinor: 101n, paidOn: '2024-03-05' }),
      row(4, 'B', 'A-1'),
    ]);
    expect(customers).toHaveLength(1);
    expect(customers[0]!.invoices[0]!.payments).toEqual([]);
    expect(faults.map(({ row: at, message }) => [at, message.en])).toEqual([
      [3, 'Invoice A-1 has amountMinor "101" here and "100" in row 2; expected the same in every row of an invoice'],
      [4, 'Invoice A-1 has customer "B" here and "A" in row 2; expected the same in every row of an invoice'],
    ]);
  });
});
