import { useApiWorld } from './support/api-world';
import { callsOf, listOf, newCustomer, newInvoice, textOf } from './support/calls';

const world = useApiWorld();
const calls = callsOf(world);

beforeAll(async () => {
  await newCustomer(calls, { externalId: 'B-1' });
  await newInvoice(calls, 'ext:B-1', { number: 'B-INV' });
  await newCustomer(calls, { externalId: 'B-2' });
});

const customer = { externalId: 'X-1', name: 'Ann Lee', zone: 'Asia/Shanghai' };
const invoice = {
  customer: 'ext:B-1',
  number: 'X-INV',
  issuedOn: '2026-03-01',
  dueOn: '2026-03-20',
  currency: 'USD',
  amount: '10.00',
};
const payment = { customer: 'ext:B-1', receivedOn: '2026-03-09', currency: 'USD', amount: '10.00' };
const note = { customer: 'ext:B-1', number: 'X-CN', issuedOn: '2026-03-09', currency: 'USD', amount: '10.00' };
const hold = { customer: 'ext:B-1', reason: 'dispute' };
const contact = { channel: 'email', address: 'x@example.com' };

type Bad = readonly [what: string, path: string, body: object | string, pointer: string, detail: string];

const BAD: readonly Bad[] = [
  // customers
  ['no name', '/v1/customers', { ...customer, name: undefined }, '/name', 'Nothing is given; expected text.'],
  [
    'a blank name',
    '/v1/customers',
    { ...customer, name: '  ' },
    '/name',
    'Given "  "; expected one line of 1 to 300 characters.',
  ],
  [
    'a name of two lines',
    '/v1/customers',
    { ...customer, name: 'A\nB' },
    '/name',
    'Given "A\\nB"; expected one line of 1 to 300 characters.',
  ],
  ['a number as name', '/v1/customers', { ...customer, name: 7 }, '/name', 'Given 7; expected text.'],
  [
    'no zone',
    '/v1/customers',
    { ...customer, zone: '+08:00' },
    '/zone',
    'Given "+08:00"; expected a time zone such as "Asia/Shanghai".',
  ],
  [
    'a language nobody writes',
    '/v1/customers',
    { ...customer, language: 'fr' },
    '/language',
    'Given "fr"; expected one of "en", "zh".',
  ],
  [
    'a country in words',
    '/v1/customers',
    { ...customer, country: 'China' },
    '/country',
    'Given "China"; expected an ISO 3166 country of two capitals such as "US".',
  ],
  [
    'a field that is not known',
    '/v1/customers',
    { ...customer, colour: 'red' },
    '/colour',
    '"colour" is not known here.',
  ],
  [
    'an attribute that is a list',
    '/v1/customers',
    { ...customer, attributes: { tags: ['a'] } },
    '/attributes/tags',
    'Given […] (1); expected text or a number or true or false.',
  ],
  [
    'a slash in a pointer',
    '/v1/customers',
    { ...customer, attributes: { 'a/b': null } },
    '/attributes/a~1b',
    'Given null; expected text or a number or true or false.',
  ],
  [
    'an owner that is no ID',
    '/v1/customers',
    { ...customer, ownerId: 'ann' },
    '/ownerId',
    'Given "ann"; expected an ID such as "0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10".',
  ],
  [
    'an owner who is not there',
    '/v1/customers',
    { ...customer, ownerId: '0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10' },
    '/ownerId',
    'There is no staff member "0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10"',
  ],
  [
    'an engagement of another kind',
    '/v1/customers',
    { ...customer, engagement: 'closed' },
    '/engagement',
    'Given "closed"; expected one of "active", "paused".',
  ],
  [
    'a contact point deep inside',
    '/v1/customers',
    { ...customer, contactPoints: [contact, { ...contact, channel: 'fax' }] },
    '/contactPoints/1/channel',
    'Given "fax"; expected one of "email", "sms".',
  ],
  ['a list as the whole', '/v1/customers', [customer], '', 'Given […] (1); expected an object.'],
  [
    'the same address twice',
    '/v1/customers',
    { ...customer, contactPoints: [contact, contact] },
    '/contactPoints/1',
    `"${contact.address}" is given twice in one role; expected each address once for a role`,
  ],
  // contact points
  [
    'an address without @',
    '/v1/customers/ext:B-1/contact-points',
    { ...contact, address: 'nobody' },
    '/address',
    '"nobody" is no email address; expected name@domain',
  ],
  [
    'a phone number with letters',
    '/v1/customers/ext:B-1/contact-points',
    { channel: 'sms', address: 'call me' },
    '/address',
    '"call me" is no phone number; expected digits',
  ],
  [
    'a consent without its source',
    '/v1/customers/ext:B-1/contact-points',
    { ...contact, consents: [{ purpose: 'marketing', granted: true }] },
    '/consents/0/source',
    'Nothing is given; expected text.',
  ],
  [
    'consent as a word',
    '/v1/customers/ext:B-1/contact-points',
    { ...contact, consents: [{ purpose: 'marketing', granted: 'yes', source: 'x' }] },
    '/consents/0/granted',
    'Given "yes"; expected true or false.',
  ],
  [
    'consent for one purpose twice',
    '/v1/customers/ext:B-1/contact-points',
    { ...contact, consents: [true, false].map((granted) => ({ purpose: 'service', granted, source: 'x' })) },
    '/consents',
    'Given […] (2); expected each purpose at most once.',
  ],
  // invoices
  ['an amount as number', '/v1/invoices', { ...invoice, amount: 10 }, '/amount', 'Given 10; expected text.'],
  [
    'an amount of zero',
    '/v1/invoices',
    { ...invoice, amount: '0.00' },
    '/amount',
    'Given "0.00"; expected an amount above zero as a string such as "120.00".',
  ],
  [
    'a negative amount',
    '/v1/invoices',
    { ...invoice, amount: '-5.00' },
    '/amount',
    'Given "-5.00"; expected an amount above zero as a string such as "120.00".',
  ],
  [
    'an amount with separators',
    '/v1/invoices',
    { ...invoice, amount: '1,000.00' },
    '/amount',
    'Given "1,000.00"; expected an amount above zero as a string such as "120.00".',
  ],
  [
    'more decimals than the currency has',
    '/v1/invoices',
    { ...invoice, currency: 'JPY' },
    '/amount',
    'Given "10.00"; expected no more decimals than JPY has',
  ],
  [
    'a currency that is none',
    '/v1/invoices',
    { ...invoice, currency: 'usd' },
    '/currency',
    'Given "usd"; expected an ISO 4217 currency such as "USD".',
  ],
  [
    'a day that is not in the calendar',
    '/v1/invoices',
    { ...invoice, dueOn: '2026-02-30' },
    '/dueOn',
    'Given "2026-02-30"; expected a date such as "2024-03-08".',
  ],
  [
    'a date in another order',
    '/v1/invoices',
    { ...invoice, issuedOn: '08/03/2026' },
    '/issuedOn',
    'Given "08/03/2026"; expected a date such as "2024-03-08".',
  ],
  [
    'both an amount and instalments',
    '/v1/invoices',
    { ...invoice, items: [{ dueOn: '2026-03-20', amount: '10.00' }] },
    '/items',
    'expected either "dueOn" and "amount", or "items".',
  ],
  [
    'neither an amount nor instalments',
    '/v1/invoices',
    { ...invoice, amount: undefined },
    '/items',
    'expected either "dueOn" and "amount", or "items".',
  ],
  [
    'instalments out of order',
    '/v1/invoices',
    {
      ...invoice,
      dueOn: undefined,
      amount: undefined,
      items: [
        { dueOn: '2026-04-20', amount: '1.00' },
        { dueOn: '2026-03-20', amount: '1.00' },
      ],
    },
    '/items/1/dueOn',
    'Given 2026-03-20, before instalment 1 of 2026-04-20',
  ],
  [
    'an empty list of instalments',
    '/v1/invoices',
    { ...invoice, dueOn: undefined, amount: undefined, items: [] },
    '/items',
    'Given []; expected a list of at least 1 entry.',
  ],
  [
    'a payment link that runs code',
    '/v1/invoices',
    { ...invoice, paymentUrl: 'javascript:alert(1)' },
    '/paymentUrl',
    'Given "javascript:alert(1)"; expected an address that begins with "https://" or "http://".',
  ],
  [
    'a customer reference that is neither',
    '/v1/invoices',
    { ...invoice, customer: 'B-1' },
    '/customer',
    'Given "B-1"; expected a customer ID, or "ext:" and your own ID of the customer.',
  ],
  // payments and credit notes
  [
    'no time of payment',
    '/v1/payments',
    { ...payment, receivedOn: undefined },
    '/receivedOn',
    'expected either "receivedOn" or "receivedAt".',
  ],
  [
    'two times of payment',
    '/v1/payments',
    { ...payment, receivedAt: '2026-03-09T10:00:00Z' },
    '/receivedOn',
    'expected either "receivedOn" or "receivedAt".',
  ],
  [
    'an instant without its offset',
    '/v1/payments',
    { ...payment, receivedOn: undefined, receivedAt: '2026-03-09T10:00:00' },
    '/receivedAt',
    'Given "2026-03-09T10:00:00"; expected an instant with its offset such as "2024-03-08T15:00:00Z".',
  ],
  [
    'a payment of next month',
    '/v1/payments',
    { ...payment, receivedOn: '2026-04-09' },
    '/receivedOn',
    'Given 2026-04-09, more than one day ahead',
  ],
  [
    'more put against an invoice than is owed',
    '/v1/payments',
    { ...payment, amount: '900.00', allocations: [{ invoice: 'no:B-INV', amount: '900.00' }] },
    '/allocations/0/amount',
    'Given 900.00 USD for invoice "B-INV", of which 100.00 is owed',
  ],
  [
    'money in another currency',
    '/v1/payments',
    { ...payment, currency: 'EUR', allocations: [{ invoice: 'no:B-INV' }] },
    '/allocations/0/invoice',
    'Invoice "B-INV" is in USD, the money in EUR',
  ],
  [
    'somebody else’s invoice',
    '/v1/payments',
    { ...payment, customer: 'ext:B-2', allocations: [{ invoice: 'no:B-INV' }] },
    '/allocations/0/invoice',
    'Invoice "B-INV" belongs to another customer',
  ],
  [
    'an instalment that is not there',
    '/v1/payments',
    { ...payment, allocations: [{ invoice: 'no:B-INV', instalment: 4 }] },
    '/allocations/0/instalment',
    'Invoice "B-INV" has no instalment 4',
  ],
  [
    'half an instalment',
    '/v1/payments',
    { ...payment, allocations: [{ invoice: 'no:B-INV', instalment: 1.5 }] },
    '/allocations/0/instalment',
    'Given 1.5; expected a whole number.',
  ],
  [
    'a credit note without its number',
    '/v1/credit-notes',
    { ...note, number: '' },
    '/number',
    'Given ""; expected one line of 1 to 200 characters.',
  ],
  [
    'a credit note of tomorrow’s tomorrow',
    '/v1/credit-notes',
    { ...note, issuedOn: '2026-03-13' },
    '/issuedOn',
    'Given 2026-03-13, more than one day ahead',
  ],
  // holds
  [
    'a hold on nothing',
    '/v1/holds',
    { reason: 'dispute' },
    '/customer',
    'expected exactly one of "customer", "invoice", "groupId".',
  ],
  [
    'a hold on two things',
    '/v1/holds',
    { ...hold, invoice: 'no:B-INV' },
    '/customer',
    'expected exactly one of "customer", "invoice", "groupId".',
  ],
  [
    'a hold with two ends',
    '/v1/holds',
    { ...hold, untilOn: '2026-04-01', untilAt: '2026-04-01T00:00:00Z' },
    '/untilAt',
    'expected "untilOn" or "untilAt", not both.',
  ],
  [
    'a hold that has ended',
    '/v1/holds',
    { ...hold, untilOn: '2026-03-01' },
    '/untilOn',
    'Given 2026-03-01, which has begun',
  ],
  ['a hold without a reason', '/v1/holds', { customer: 'ext:B-1' }, '/reason', 'Nothing is given; expected text.'],
  // escalations
  [
    'an escalation by no ladder',
    '/v1/customers/ext:B-1/escalations',
    { ladder: 'steep', subject: 'Refused' },
    '/ladder',
    'There is no published ladder "steep"; expected one of standard',
  ],
  [
    'an escalation about nothing',
    '/v1/customers/ext:B-1/escalations',
    { ladder: 'standard' },
    '/subject',
    'Nothing is given',
  ],
  [
    'an escalation in one language of two',
    '/v1/customers/ext:B-1/escalations',
    { ladder: 'standard', subject: { en: 'Refused' } },
    '/subject/zh',
    'Nothing is given',
  ],
  // staff, groups, keys
  [
    'staff without an address',
    '/v1/staff',
    { name: 'Ann', email: 'nobody' },
    '/email',
    '"nobody" is no email address; expected name@domain',
  ],
  [
    'a manager who is not there',
    '/v1/staff',
    { name: 'Ann', email: 'a@example.com', managerId: '0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10' },
    '/managerId',
    'There is no staff member',
  ],
  ['a group without a name', '/v1/groups', {}, '/name', 'Nothing is given; expected text.'],
  [
    'a key of a role that is none',
    '/v1/api-keys',
    { name: 'ERP', role: 'root' },
    '/role',
    'Given "root"; expected one of "viewer", "operator", "admin", "integration".',
  ],
  // documents
  ['a playbook that is a list', '/v1/playbooks', ['steps'], '', 'expected'],
  [
    'a playbook without steps',
    '/v1/playbooks',
    { playbook: 'x' },
    '',
    'The playbook has no "steps"; expected a list of 1 to 200 steps',
  ],
  [
    'two steps with one ID',
    '/v1/playbooks',
    {
      playbook: 'x',
      steps: [1, 2].map((day) => ({ id: 'a', at: `due + ${day}d`, do: 'email', template: 'reminder-1' })),
    },
    '/steps/1/id',
    '"a"',
  ],
  [
    'a condition on a fact that is none',
    '/v1/playbooks',
    {
      playbook: 'x',
      applies: { 'customer.segmnt': 'smb' },
      steps: [{ id: 'a', at: 'due', do: 'email', template: 'reminder-1' }],
    },
    '/applies/customer.segmnt',
    'customer.segment',
  ],
  [
    'a policy with a window that ends before it begins',
    '/v1/policies',
    { policy: 'x', windows: [{ from: '18:00', to: '09:00' }] },
    '/windows/0/to',
    'a night takes two windows',
  ],
  ['a gap of half a day', '/v1/policies', { policy: 'x', minimumGap: '12h' }, '/minimumGap', '12h'],
  ['a preview of nothing', '/v1/templates/preview', {}, '/template', 'expected either "template" or "source".'],
  [
    'a preview of a template with faults',
    '/v1/templates/preview',
    { source: { channel: 'sms', language: 'en', purpose: 'service', sms: '{{ who }}' } },
    '/sms',
    'There is no variable "who"',
  ],
  [
    'a simulation of two years',
    '/v1/playbooks/b2b-net30/simulate',
    { days: 730 },
    '/days',
    'Given 730; expected a number of at most 366.',
  ],
  // clocks
  ['a clock without a start', '/v1/test-clocks', { name: 'x' }, '/startAt', 'Nothing is given; expected text.'],
];

test.each(BAD)('%s: %s says where and what is accepted', async (_what, path, body, pointer, detail) => {
  const before = await world().prisma.timelineEvent.count();
  const reply = await calls.post(path, body);
  expect(reply.status).toBe(422);
  const errors = listOf(reply.body['errors']);
  const named = errors.find((error) => textOf(error['pointer']) === pointer);
  expect({ pointers: errors.map((error) => error['pointer']), named: named !== undefined }).toMatchObject({
    named: true,
  });
  expect(textOf(named?.['detail'])).toContain(detail);
  // Nothing is half-written.
  expect(await world().prisma.timelineEvent.count()).toBe(before);

  const chinese = await calls.post(path, body, { headers: { 'Accept-Language': 'zh' } });
  for (const error of listOf(chinese.body['errors'])) expect(textOf(error['detail'])).toMatch(/[\u4e00-\u9fff]/);
});

test('all faults of a body are named at once', async () => {
  const { body } = await calls.post('/v1/invoices', {
    customer: 7,
    number: '',
    issuedOn: 'x',
    currency: 'x',
    colour: 1,
  });
  expect(
    listOf(body['errors'])
      .map(({ pointer }) => pointer)
      .toSorted(),
  ).toEqual(['/colour', '/currency', '/customer', '/issuedOn', '/number']);
});

test('a body with a thousand faults names the first hundred', async () => {
  const items = Array.from({ length: 120 }, () => ({ dueOn: 'x', amount: 'y' }));
  const { body } = await calls.post('/v1/invoices', { ...invoice, dueOn: undefined, amount: undefined, items });
  expect(listOf(body['errors'])).toHaveLength(100);
});

test.each([
  ['a customer', '/v1/customers/ext:NOBODY', 'There is no customer "ext:NOBODY"'],
  ['an invoice', '/v1/invoices/no:NONE', 'There is no invoice "NONE"'],
  ['a payment', '/v1/payments/ext:NONE', 'There is no payment "ext:NONE"'],
  ['a playbook', '/v1/playbooks/none', 'There is no playbook "none"'],
  [
    'a version',
    '/v1/playbooks/b2b-net30/versions/99',
    '"b2b-net30" has no version 99; its versions are listed under /versions',
  ],
  ['a template', '/v1/templates/none/sms/zh', 'There is no template "none" for sms in "zh"'],
  [
    'an escalation',
    '/v1/escalations/0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10',
    'There is no escalation "0190b2c4-7d1e-7c3a-9a55-3f0f6f6c2d10"',
  ],
  ['a calendar', '/v1/calendars/atlantis', 'There is no calendar "atlantis"'],
])('%s that is not there is said to be none', async (_, path, detail) => {
  const { status, body } = await calls.get(path);
  expect(status).toBe(404);
  expect(body).toMatchObject({ code: 'not-found', detail });
});
