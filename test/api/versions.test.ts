import { useApiWorld } from './support/api-world';
import { callsOf, newCustomer, newInvoice, textOf } from './support/calls';

const world = useApiWorld();
const calls = callsOf(world);
const based = (etag: string) => ({ headers: { 'If-Match': etag } });

test('of two operators who change the same customer the second is told', async () => {
  const { id } = await newCustomer(calls);
  const address = `/v1/customers/${textOf(id)}`;
  const { headers } = await calls.get(address);
  const etag = headers['etag']!;
  const first = await calls.patch(address, { segment: 'smb' }, based(etag));
  expect(first.status).toBe(200);
  expect(first.headers['etag']).not.toBe(etag);
  const second = await calls.patch(address, { segment: 'mid' }, based(etag));
  expect(second.status).toBe(412);
  expect(second.body).toMatchObject({ code: 'version-conflict' });
  expect((await calls.get(address)).body).toMatchObject({ segment: 'smb' });
});

test('people must say what their change is based on; an integration may leave it out; * means whatever is there', async () => {
  const { id } = await newCustomer(calls);
  const address = `/v1/customers/${textOf(id)}`;
  const none = await calls.patch(address, { segment: 'a' });
  expect(none.status).toBe(428);
  expect(none.body).toMatchObject({ code: 'version-required' });
  expect((await calls.patch(address, { segment: 'b' }, { role: 'integration' })).status).toBe(200);
  expect((await calls.patch(address, { segment: 'c' }, based('*'))).status).toBe(200);
});

test.each(['3', 'abc', '""', '"3", "4"'])('If-Match: %s is no ETag of ours', async (etag) => {
  const { id } = await newCustomer(calls);
  const { status } = await calls.patch(`/v1/customers/${textOf(id)}`, { segment: 'a' }, based(etag));
  expect(status).toBe(400);
});

test('invoices, contact points, holds, settings and staff are guarded alike', async () => {
  const customer = await newCustomer(calls);
  const customerId = textOf(customer['id']);
  const invoice = await newInvoice(calls, customerId);
  const { body: detail } = await calls.get(`/v1/customers/${customerId}`);
  const { body: hold } = await calls.post('/v1/holds', { customer: customerId, reason: 'dispute' });
  const { body: staff } = await calls.post('/v1/staff', { name: 'Ann Lee', email: 'ann@example.com' });
  const changes: readonly (readonly [string, object])[] = [
    [`/v1/invoices/${textOf(invoice['id'])}`, { dueOn: '2026-03-25' }],
    [`/v1/contact-points/${textOf(detail['contactPoints']?.['0']?.['id'])}`, { role: 'manager' }],
    [`/v1/holds/${textOf(hold['id'])}`, { reason: 'promise' }],
    ['/v1/settings', { companyName: 'Lee Trading' }],
    [`/v1/staff/${textOf(staff['id'])}`, { team: 'north' }],
  ];
  for (const [address, change] of changes) {
    expect((await calls.patch(address, change)).status).toBe(428);
    expect((await calls.patch(address, change, based('"999"'))).status).toBe(412);
    const { headers } = await calls.get(address);
    expect((await calls.patch(address, change, based(headers['etag']!))).status).toBe(200);
  }
});

test('a template and a calendar are made with If-None-Match and replaced with If-Match', async () => {
  const template = '/v1/templates/greeting/sms/en';
  const text = { purpose: 'service', sms: 'Hello {{ customer.name }}' };
  const absent = { headers: { 'If-None-Match': '*' } };
  const made = await calls.put(template, text, absent);
  expect(made.status).toBe(201);
  expect((await calls.put(template, { ...text, sms: 'Hi' }, absent)).status).toBe(412);
  const replaced = await calls.put(template, { ...text, sms: 'Hi' }, based(made.headers['etag']!));
  expect(replaced.body).toMatchObject({ version: 2 });

  const { headers } = await calls.get('/v1/calendars/us');
  const { body } = await calls.get('/v1/calendars/us');
  expect(body).toMatchObject({ code: 'us' });
  expect((await calls.put('/v1/calendars/us', {}, based('"999"'))).status).not.toBe(200);
  expect(headers['etag']).toBeDefined();
});
