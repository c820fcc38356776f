import { episodeWorkflowId, readWorkflowId } from '../../../domain/episode/episode-kind';

it.each([
  ['customer/7', { customerId: '7', kind: 'lifecycle', number: 1 }],
  ['customer/7/collections', { customerId: '7', kind: 'collections', number: 1 }],
  ['customer/7/credit-review/12', { customerId: '7', kind: 'credit_review', number: 12 }],
] as const)('reads %s, and writes it again', (workflowId, name) => {
  expect(readWorkflowId(workflowId)).toEqual(name);
  expect(episodeWorkflowId(name.customerId, name.kind, name.number)).toBe(workflowId);
});

it.each(['clock-advance/7', 'customer/', 'customer/7/parties/1', 'reconcile'])(
  '%s is no workflow of a customer',
  (id) => {
    expect(readWorkflowId(id)).toBeNull();
  },
);
