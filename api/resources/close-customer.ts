import { WithStartWorkflowOperation } from '@temporalio/client';
import { closeCustomerUpdate, type LifecycleStatus } from '../../workflows/messages';
import { customerWorkflowId } from '../../workflows/ids';
import { startAttributes } from '../../workflows/search-attributes';
import { closeCustomerBody, closedCustomerOut, customerParams } from '../contract/customers';
import type { ApiDeps } from '../deps';
import { askEngine } from '../http/engine';
import { resolveCustomer } from '../http/handler-tools';
import { defineRoute, type Route } from '../http/route';

/** Asks the customer's lifecycle to end; where it has not begun yet, it begins and ends. */
async function closeLifecycle(
  { temporal, config }: ApiDeps,
  customerId: string,
  input: { readonly reason: string; readonly actor: string },
): Promise<LifecycleStatus> {
  return askEngine(temporal, ({ workflow }) =>
    workflow.executeUpdateWithStart(closeCustomerUpdate, {
      args: [input],
      startWorkflowOperation: new WithStartWorkflowOperation('customerLifecycle', {
        workflowId: customerWorkflowId(customerId),
        taskQueue: config.lifecycleQueue,
        args: [{ customerId }],
        typedSearchAttributes: startAttributes(customerId, 'lifecycle'),
        staticSummary: 'The whole course of one customer',
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    }),
  );
}

export const closeCustomerRoute: Route = defineRoute({
  method: 'post',
  path: '/v1/customers/{id}/close',
  name: 'closeCustomer',
  tag: 'Customers',
  summary: 'Close a customer for good: its episodes end, and no touch follows',
  description:
    'The engine answers this one, so without it there is 503 at once. Where it was too slow to answer, it may still ' +
    'close the customer; the same request again finds out.',
  access: 'operate',
  effect: 'outside',
  params: customerParams,
  body: closeCustomerBody,
  success: { status: 200, schema: closedCustomerOut, description: 'The customer is closed.' },
  handle: async ({ deps, actor, params, body }) => {
    const { id } = await resolveCustomer(deps.prisma, params.id);
    const read = () =>
      deps.prisma.customer.findUniqueOrThrow({ where: { id }, select: { engagement: true, stage: true } });
    if ((await read()).engagement !== 'closed') await closeLifecycle(deps, id, { reason: body.reason, actor });
    const { engagement, stage } = await read();
    return { body: { id, engagement, stage: stage.replace('_', '-') } };
  },
});
