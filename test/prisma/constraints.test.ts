import { useTestDatabase } from '../support/test-database';

const database = useTestDatabase();
const on = (day: string): Date => new Date(`${day}T00:00:00Z`);

async function makeCustomer(): Promise<string> {
  const customer = await database.prisma.customer.create({
    data: { externalId: crypto.randomUUID(), name: 'Northwind', zone: 'America/New_York' },
  });
  return customer.id;
}

async function makeDueItem(customerId: string, amountMinor = 10_000n, currency = 'USD'): Promise<string> {
  const invoice = await database.prisma.invoice.create({
    data: {
      customerId,
      number: crypto.randomUUID(),
      issuedOn: on('2024-03-01'),
      currency,
      amountMinor,
      arrivedAt: on('2024-03-01'),
      dueItems: { create: { dueOn: on('2024-03-31'), amountMinor } },
    },
    include: { dueItems: true },
  });
  return invoice.dueItems[0]!.id;
}

async function makePayment(customerId: string, amountMinor = 10_000n, currency = 'USD'): Promise<string> {
  const payment = await database.prisma.payment.create({
    data: { customerId, currency, amountMinor, effectiveAt: on('2024-03-15') },
  });
  return payment.id;
}

const allocate = (dueItemId: string, paymentId: string, amountMinor: bigint): Promise<{ id: string }> =>
  database.prisma.allocation.create({ data: { dueItemId, paymentId, amountMinor } });

describe('allocations', () => {
  it('keep the settled and allocated sums when made and when deleted', async () => {
    const customer = await makeCustomer();
    const [dueItem, payment] = [await makeDueItem(customer), await makePayment(customer)];
    const { id } = await allocate(dueItem, payment, 4_000n);
    await allocate(dueItem, payment, 1_000n);
    expect((await database.prisma.dueItem.findUniqueOrThrow({ where: { id: dueItem } })).settledMinor).toBe(5_000n);
    expect((await database.prisma.payment.findUniqueOrThrow({ where: { id: payment } })).allocatedMinor).toBe(5_000n);

    await database.prisma.allocation.delete({ where: { id } });
    expect((await database.prisma.dueItem.findUniqueOrThrow({ where: { id: dueItem } })).settledMinor).toBe(1_000n);
    expect((await database.prisma.payment.findUniqueOrThrow({ where: { id: payment } })).allocatedMinor).toBe(1_000n);
  });

  it('are refused above the due item', async () => {
    const customer = await makeCustomer();
    const [dueItem, payment] = [await makeDueItem(customer), await makePayment(customer, 50_000n)];
    await expect(allocate(dueItem, payment, 10_001n)).rejects.toThrow('due_item_settled_within_amount');
  });

  it('are refused above the payment', async () => {
    const customer = await makeCustomer();
    const [dueItem, payment] = [await makeDueItem(customer), await makePayment(customer, 500n)];
    await expect(allocate(dueItem, payment, 501n)).rejects.toThrow('payment_allocated_within_amount');
  });

  it('never exceed the due item when many are made at once', async () => {
    const customer = await makeCustomer();
    const [dueItem, payment] = [await makeDueItem(customer), await makePayment(customer, 90_000n)];
    const made = await Promise.allSettled(Array.from({ length: 8 }, () => allocate(dueItem, payment, 3_000n)));
    expect(made.filter((one) => one.status === 'fulfilled')).toHaveLength(3);
    expect((await database.prisma.dueItem.findUniqueOrThrow({ where: { id: dueItem } })).settledMinor).toBe(9_000n);
  });

  it('are refused across customers', async () => {
    const [dueItem, payment] = [await makeDueItem(await makeCustomer()), await makePayment(await makeCustomer())];
    await expect(allocate(dueItem, payment, 100n)).rejects.toThrow('allocation_same_customer');
  });

  it('are refused across currencies', async () => {
    const customer = await makeCustomer();
    const [dueItem, payment] = [await makeDueItem(customer), await makePayment(customer, 10_000n, 'CNY')];
    await expect(allocate(dueItem, payment, 100n)).rejects.toThrow('allocation_same_currency');
  });

  it('are refused without a source', async () => {
    const dueItemId = await makeDueItem(await makeCustomer());
    const made = database.prisma.allocation.create({ data: { dueItemId, amountMinor: 1n } });
    await expect(made).rejects.toThrow('allocation_one_source');
  });
});

describe('invoices', () => {
  it('are refused when their due items do not add up', async () => {
    const customerId = await makeCustomer();
    const made = database.prisma.invoice.create({
      data: {
        customerId,
        number: crypto.randomUUID(),
        issuedOn: on('2024-03-01'),
        currency: 'USD',
        amountMinor: 10_000n,
        arrivedAt: on('2024-03-01'),
        dueItems: { create: { dueOn: on('2024-03-31'), amountMinor: 9_999n } },
      },
    });
    await expect(made).rejects.toThrow('invoice_due_items_add_up');
  });

  it('may be changed together with their due items in one transaction', async () => {
    const id = await makeDueItem(await makeCustomer());
    const { invoiceId } = await database.prisma.dueItem.findUniqueOrThrow({ where: { id } });
    await database.prisma.$transaction([
      database.prisma.invoice.update({ where: { id: invoiceId }, data: { amountMinor: 12_000n } }),
      database.prisma.dueItem.update({ where: { id }, data: { amountMinor: 12_000n } }),
    ]);
    expect((await database.prisma.dueItem.findUniqueOrThrow({ where: { id } })).amountMinor).toBe(12_000n);
  });

  it('have one due item unless they are in instalments', async () => {
    const id = await makeDueItem(await makeCustomer());
    const { invoiceId } = await database.prisma.dueItem.findUniqueOrThrow({ where: { id } });
    const second = database.prisma.dueItem.create({ data: { invoiceId, dueOn: on('2024-04-30'), amountMinor: 1n } });
    await expect(second).rejects.toThrow('due_item_one_without_instalments');
  });
});

describe('holds', () => {
  it('are refused without a subject', async () => {
    const made = database.prisma.hold.create({
      data: { reason: 'dispute', fromAt: on('2024-03-01'), placedBy: 'staff:1' },
    });
    await expect(made).rejects.toThrow('hold_one_subject');
  });
});

describe('documents', () => {
  it('have one published version', async () => {
    const version = (number: number) => ({
      number,
      source: '',
      parsed: {},
      status: 'published' as const,
      publishedAt: on('2024-03-01'),
      createdBy: 'staff:1',
    });
    const document = await database.prisma.document.create({
      data: { kind: 'playbook', name: 'one-published', versions: { create: version(1) } },
    });
    const second = database.prisma.documentVersion.create({ data: { documentId: document.id, ...version(2) } });
    await expect(second).rejects.toThrow('document_version_one_published');
  });
});

describe('touches', () => {
  it('are claimed one at a time per customer and episode', async () => {
    const customerId = await makeCustomer();
    const touch = {
      customerId,
      episode: 'collections' as const,
      action: 'email',
      at: on('2024-03-01'),
      reason: {},
      workflowId: 'w',
      runId: 'r',
    };
    await database.prisma.touch.create({ data: touch });
    await expect(database.prisma.touch.create({ data: touch })).rejects.toThrow('touch_one_claimed');
  });
});

describe('the timeline', () => {
  it('refuses to be changed or shortened', async () => {
    const customerId = await makeCustomer();
    const event = await database.prisma.timelineEvent.create({
      data: { customerId, at: on('2024-03-01'), kind: 'invoice.issued', actor: 'workflow' },
    });
    const where = { id: event.id };
    await expect(database.prisma.timelineEvent.update({ where, data: { kind: 'x' } })).rejects.toThrow('append_only');
    await expect(database.prisma.timelineEvent.delete({ where })).rejects.toThrow('append_only');
  });
});

describe('settings', () => {
  it('are one row, which is there from the start', async () => {
    expect(await database.prisma.settings.count()).toBe(1);
    await expect(database.prisma.settings.create({ data: { id: 2 } })).rejects.toThrow('settings_one_row');
  });
});
