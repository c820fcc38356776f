import { kindFault } from '../../../domain/webhook/event-kinds';

const KNOWN = ['invoice.issued', 'invoice.voided', 'payment.received', 'credit-note.issued'];

it.each(['invoice.issued', 'invoice.*', 'credit-note.*'])('takes %s', (filter) => {
  expect(kindFault(filter, KNOWN)).toBeNull();
});

it.each([
  ['invoice.isued', 'There is no kind "invoice.isued"; expected "invoice.issued" or another'],
  ['invoices.*', 'There is no kind "invoices.*"; expected "invoice.*" or another'],
  ['*', 'There is no kind "*"; expected one such as "invoice.issued" or "invoice.*"'],
])('refuses %s with what it may mean', (filter, text) => {
  expect(kindFault(filter, KNOWN)?.en).toBe(text);
});
