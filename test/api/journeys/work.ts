import { eventually } from '../../workflows/support/eventually';
import type { ApiWorld } from '../support/api-world';
import { listOf, newCustomer, newInvoice, textOf, type Calls } from '../support/calls';
import { upload } from '../support/upload';

const MAPPING = `dateFormat: yyyy-MM-dd
currency: USD
zone: America/New_York
customer: { externalId: customer, email: email }
invoice: { number: invoice, issuedOn: issued, dueOn: due, amount: amount }
`;
const CSV = `customer,email,invoice,issued,due,amount
I-1,i1@example.com,IMP-1,2026-01-05,2026-02-05,10.00
I-2,i2@example.com,IMP-2,2026-01-05,2026-02-05,20.00
I-3,i3@example.com,IMP-3,2026-01-05,soon,30.00
`;

/** Registers tests about what the engine leaves: plans, timelines, touches, messages and tasks; and imports and clocks. */
export function workJourney(calls: Calls, world: () => ApiWorld): void {
  describe('what is done', () => {
    test('a customer’s plan says why then, its timeline says what was, and its message can be read', async () => {
      const { id } = await newCustomer(calls, { externalId: 'W-1', zone: 'UTC', country: null });
      const customer = textOf(id);
      expect((await calls.get(`/v1/customers/${customer}/plan`)).body).toMatchObject({ status: 'none', next: null });
      const today = new Date(world().now).toISOString().slice(0, 10);
      await newInvoice(calls, customer, { number: 'W-INV-1', issuedOn: '2026-01-01', dueOn: today });
      await eventually(async () => {
        const { body } = await calls.get(`/v1/customers/${customer}/plan`);
        expect(body).toMatchObject({ upToDate: true, workflowId: `customer/${customer}/collections` });
        expect(listOf(body['because']).length).toBeGreaterThan(0);
      });
      await eventually(async () => {
        const { body } = await calls.get(`/v1/customers/${customer}/timeline?kind=touch.,message.sent`);
        expect(listOf(body['items']).map(({ kind }) => kind)).toContain('message.sent');
      });
      const { body } = await calls.get(`/v1/customers/${customer}/timeline?sort=id`);
      expect(
        listOf(body['items'])
          .map(({ kind }) => textOf(kind))
          .slice(0, 2),
      ).toEqual(['customer.created', 'invoice.issued']);
      expect(listOf(body['items'])[1]).toMatchObject({
        text: {
          en: `Invoice W-INV-1 of 100.00 USD was issued, due ${today}.`,
          zh: `账单 W-INV-1 已开具，金额 100.00 USD，到期日 ${today}。`,
        },
      });
      const filtered = await calls.get(`/v1/customers/${customer}/timeline?kind=invoice.&invoice=no:W-INV-1`);
      expect(listOf(filtered.body['items'])).toHaveLength(1);
    });

    test('a paused customer’s plan says that it is paused, whatever has come before or comes in', async () => {
      const { id } = await newCustomer(calls, { externalId: 'W-1P', zone: 'UTC', country: null });
      const customer = textOf(id);
      const plan = async () => (await calls.get(`/v1/customers/${customer}/plan`)).body;
      const paid = { number: 'W-INV-1P', issuedOn: '2026-01-01', dueOn: '2026-12-01' };
      await newInvoice(calls, customer, paid);
      await eventually(async () => expect(await plan()).toMatchObject({ upToDate: true, status: 'planned' }));
      const reason = 'test';
      await calls.post('/v1/invoices/no:W-INV-1P/void', { reason });
      await eventually(async () => expect(await plan()).toMatchObject({ upToDate: true, status: 'closed' }));
      await calls.post(`/v1/customers/${customer}/pause`, { reason });
      await newInvoice(calls, customer, { ...paid, number: 'W-INV-2P' });
      expect(await plan()).toMatchObject({ upToDate: true, status: 'idle', idle: 'paused', next: null });
    });

    test('touches, messages and tasks are listed and read, and a task is worked off', async () => {
      const { prisma, now } = world();
      const customer = await newCustomer(calls, { externalId: 'W-2' });
      const customerId = textOf(customer['id']);
      const { body: detail } = await calls.get(`/v1/customers/${customerId}`);
      const contactPointId = textOf(detail['contactPoints']?.['0']?.['id']);
      const touch = await prisma.touch.create({
        data: {
          customerId,
          episode: 'collections',
          action: 'email',
          status: 'done',
          at: new Date(now),
          reason: { nominalAt: now, moves: [], insteadOf: null },
          workflowId: 'w',
          runId: 'r',
        },
      });
      const message = await prisma.message.create({
        data: {
          touchId: touch.id,
          customerId,
          contactPointId,
          channel: 'email',
          purpose: 'collections',
          address: 'billing@example.com',
          template: 'reminder-1',
          templateVersion: 1,
          language: 'en',
          state: 'sent',
          attemptToken: 't',
          at: new Date(now),
          sentAt: new Date(now),
          bodyText: 'Dear customer',
          events: { create: [{ kind: 'sent', at: new Date(now) }] },
        },
      });
      const task = await prisma.task.create({
        data: {
          customerId,
          kind: 'playbook',
          queue: 'collectors',
          titleEn: 'Call',
          titleZh: '致电',
          createdAt: new Date(now),
        },
      });
      expect((await calls.get(`/v1/touches?customer=${customerId}`)).body['items']).toHaveLength(1);
      expect((await calls.get('/v1/messages?state=sent,delivered&customer=ext:W-2')).body['items']).toHaveLength(1);
      expect((await calls.get(`/v1/customers/${customerId}/messages?channel=email`)).body['items']).toHaveLength(1);
      expect((await calls.get(`/v1/messages/${message.id}`)).body).toMatchObject({
        bodyText: 'Dear customer',
        events: [{ kind: 'sent' }],
      });

      const { body: staff } = await calls.post('/v1/staff', { name: 'Bo Li', email: 'bo@example.com' });
      const address = `/v1/tasks/${task.id}`;
      expect((await calls.get('/v1/tasks?queue=collectors&unowned=true')).body['items']).toHaveLength(1);
      expect((await calls.post(`${address}/claim`, { staffId: textOf(staff['id']) })).body).toMatchObject({
        owner: { name: 'Bo Li' },
      });
      expect((await calls.post(`${address}/release`)).body).toMatchObject({ status: 'open', owner: null });
      expect((await calls.post(`${address}/complete`, { outcome: 'promised' })).body).toMatchObject({ status: 'done' });
      expect((await calls.post(`${address}/cancel`)).status).toBe(409);
      const other = await prisma.task.create({
        data: { customerId, kind: 'playbook', queue: 'q', titleEn: 'Call', titleZh: '致电', createdAt: new Date(now) },
      });
      expect((await calls.post(`/v1/tasks/${other.id}/cancel`, { note: 'not needed' })).body).toMatchObject({
        status: 'cancelled',
      });
      expect((await calls.get(address)).body).toMatchObject({ outcome: 'promised' });
    });

    test('an import is checked, corrected by its errors, previewed and activated', async () => {
      const made = await upload(world(), { mapping: MAPPING, mode: 'skip-bad-rows' }, CSV);
      const address = `/v1/imports/${textOf(made['id'])}`;
      await eventually(async () => {
        expect((await calls.get(address)).body).toMatchObject({ status: 'done', rowsBad: 1, customersCreated: 2 });
      });
      expect((await calls.get(`${address}/errors`)).body).toMatchObject({ items: [{ row: 4, given: 'soon' }] });
      const csv = await calls.get(`${address}/errors.csv`);
      expect(csv.headers['content-disposition']).toContain('attachment');
      expect(csv.text).toContain('soon');
      expect((await calls.get(`${address}/preview`)).body).toMatchObject({ customers: 2 });
      expect((await calls.post(`${address}/activate`, { first: 1 })).body).toEqual({ activated: 1 });
      expect((await calls.post(`${address}/activate`)).body).toEqual({ activated: 1 });
      expect(listOf((await calls.get('/v1/imports')).body['items'])).toHaveLength(1);

      expect(await upload(world(), { mapping: MAPPING }, null)).toMatchObject({ errors: [{ pointer: '/file' }] });
      expect(await upload(world(), { mapping: 'dateFormat: 7' }, CSV)).toMatchObject({ code: 'mapping-not-valid' });
    });

    test('a test clock takes sandbox customers and facts to come, and is advanced by the engine', async () => {
      const { body: clock } = await calls.post('/v1/test-clocks', {
        name: 'rehearsal',
        startAt: '2024-01-01T00:00:00Z',
      });
      const address = `/v1/test-clocks/${textOf(clock['id'])}`;
      await newCustomer(calls, { externalId: 'S-1', testClockId: textOf(clock['id']) });
      const payload = {
        number: 'S-INV-1',
        issuedOn: '2024-01-02',
        dueOn: '2024-02-01',
        currency: 'USD',
        amount: '5.00',
      };
      const staged = await calls.post(`${address}/facts`, {
        facts: [{ customer: 'ext:S-1', at: '2024-01-02T00:00:00Z', kind: 'invoice.create', payload }],
      });
      expect(staged.body).toEqual({ staged: 1 });
      expect((await calls.get(address)).body).toMatchObject({ customers: 1, factsWaiting: 1 });
      expect((await calls.get(`${address}/facts?status=waiting`)).body).toMatchObject({
        items: [{ customer: { externalId: 'S-1' }, kind: 'invoice.create', status: 'waiting', error: null }],
      });
      expect((await calls.get(`${address}/facts?status=applied,refused`)).body['items']).toEqual([]);
      const advance = await calls.post(`${address}/advances`, { to: '2024-03-01T00:00:00Z' });
      expect(advance.status).toBe(202);
      const read = await calls.get(advance.headers['location']!);
      expect(read.body).toMatchObject({ to: '2024-03-01T00:00:00.000Z' });
      expect(listOf((await calls.get('/v1/test-clocks')).body['items'])).toHaveLength(1);
      expect((await calls.get('/v1/customers?sandbox=true')).body['items']).toHaveLength(1);
    });
  });
}
