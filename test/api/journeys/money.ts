import { listOf, newCustomer, newInvoice, textOf, type Calls } from '../support/calls';

/** Registers tests about invoices, payments, credit notes and holds. */
export function moneyJourney(calls: Calls): void {
  describe('invoices, payments and holds', () => {
    test('an invoice in instalments is paid oldest first, and its payment taken back', async () => {
      const { id } = await newCustomer(calls, { externalId: 'M-1' });
      const customer = textOf(id);
      const given = {
        customer: 'ext:M-1',
        number: 'M-INV-1',
        issuedOn: '2026-03-01',
        currency: 'USD',
        items: [
          { dueOn: '2026-03-20', amount: '60.00' },
          { dueOn: '2026-04-20', amount: '40.00' },
        ],
      };
      const made = await calls.post('/v1/invoices', given, { role: 'integration' });
      expect(made.body).toMatchObject({
        amount: '100.00',
        balance: '100.00',
        items: [{ instalment: 1 }, { instalment: 2 }],
      });
      expect((await calls.post('/v1/invoices', given)).status).toBe(200);
      expect((await calls.post('/v1/invoices', { ...given, issuedOn: '2026-03-02' })).status).toBe(409);

      const paid = await calls.post('/v1/payments', {
        customer,
        externalId: 'M-PAY-1',
        receivedAt: '2026-03-09T10:00:00Z',
        currency: 'USD',
        amount: '70.00',
      });
      expect(paid.body).toMatchObject({
        unallocated: '0.00',
        allocations: [
          { invoice: { number: 'M-INV-1' }, instalment: 1, amount: '60.00' },
          { instalment: 2, amount: '10.00' },
        ],
      });
      expect((await calls.get('/v1/invoices/no:M-INV-1')).body).toMatchObject({ balance: '30.00', status: 'open' });
      const reversed = await calls.post('/v1/payments/ext:M-PAY-1/reverse', { reason: 'chargeback' });
      expect(reversed.body).toMatchObject({ unallocated: '0.00', allocations: [] });
      expect((await calls.get('/v1/payments/ext:M-PAY-1')).body['reversedAt']).toEqual(expect.any(String));
      expect((await calls.get(`/v1/payments?customer=${customer}&reversed=true`)).body['items']).toHaveLength(1);
      expect((await calls.get(`/v1/customers/${customer}/invoices?unpaidOnly=true`)).body['items']).toHaveLength(1);
    });

    test('what is not allocated stays as a credit, until it is put against invoices', async () => {
      const { id } = await newCustomer(calls, { externalId: 'M-2' });
      const customer = textOf(id);
      const payment = { customer, externalId: 'M-PAY-2', receivedOn: '2026-03-09', currency: 'USD', amount: '50.00' };
      expect((await calls.post('/v1/payments', { ...payment, allocations: [] })).body).toMatchObject({
        unallocated: '50.00',
      });
      const invoice = await newInvoice(calls, customer);
      expect((await calls.get(`/v1/customers/${customer}`)).body['balances']).toEqual([
        { currency: 'USD', open: '100.00', overdue: '0.00', credit: '50.00', openInvoices: 1 },
      ]);
      const allocated = await calls.post('/v1/payments/ext:M-PAY-2/allocate', {
        allocations: [{ invoice: textOf(invoice['id']), amount: '20.00' }],
      });
      expect(allocated.body).toMatchObject({ unallocated: '30.00' });
      const note = await calls.post('/v1/credit-notes', {
        customer,
        number: 'M-CN-1',
        issuedOn: '2026-03-09',
        currency: 'USD',
        amount: '80.00',
      });
      expect(note.body).toMatchObject({ unallocated: '0.00', allocations: [{ amount: '80.00' }] });
      expect((await calls.get('/v1/credit-notes/no:M-CN-1')).body).toEqual(note.body);
      expect((await calls.get(`/v1/credit-notes?customer=${customer}`)).body['items']).toHaveLength(1);
      expect((await calls.get(`/v1/invoices/${textOf(invoice['id'])}`)).body).toMatchObject({ status: 'paid' });
    });

    test('an invoice changes its due date and is voided', async () => {
      const { id } = await newCustomer(calls);
      const invoice = await newInvoice(calls, textOf(id));
      const address = `/v1/invoices/${textOf(invoice['id'])}`;
      const headers = { 'If-Match': `"${JSON.stringify(invoice['version'])}"` };
      const changed = await calls.patch(address, { dueOn: '2026-04-30', amount: '120.00' }, { headers });
      expect(changed.body).toMatchObject({ amount: '120.00', items: [{ dueOn: '2026-04-30' }] });
      expect((await calls.get('/v1/invoices?dueFrom=2026-04-30&dueTo=2026-04-30')).body['items']).toHaveLength(1);
      expect((await calls.post(`${address}/void`, { reason: 'duplicate' })).body).toMatchObject({
        status: 'void',
        balance: '0.00',
      });
    });

    test('holds stand on a customer, an invoice or a group, change and are lifted', async () => {
      const { body: group } = await calls.post('/v1/groups', { name: 'Held holding' });
      const groupId = textOf(group['id']);
      const { id } = await newCustomer(calls, { groupId });
      const invoice = await newInvoice(calls, textOf(id));
      const scopes = [{ customer: textOf(id) }, { invoice: textOf(invoice['id']) }, { groupId }];
      for (const scope of scopes)
        expect((await calls.post('/v1/holds', { ...scope, reason: 'dispute', untilOn: '2099-01-01' })).status).toBe(
          201,
        );
      const { body } = await calls.get(`/v1/customers/${textOf(id)}/holds?active=true`);
      const holds = listOf(body['items']);
      expect(holds.map(({ scope }) => scope).toSorted()).toEqual(['customer', 'group', 'invoice']);
      expect((await calls.get(`/v1/holds?groupId=${groupId}`)).body['items']).toHaveLength(1);

      const address = `/v1/holds/${textOf(holds[0]?.['id'])}`;
      const { headers } = await calls.get(address);
      const changed = await calls.patch(
        address,
        { untilOn: null, note: 'asked' },
        { headers: { 'If-Match': headers['etag']! } },
      );
      expect(changed.body).toMatchObject({ untilOn: null, note: 'asked' });
      expect((await calls.post(`${address}/lift`)).body).toMatchObject({ endReason: 'lifted' });
    });
  });
}
