import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { readCustomerPages, type CustomerPage } from '../../facts/read/reconcile-states';
import { examineCustomers } from './examine-customers';
import { examineWorkflows, type ExamineWorkflowsInput } from './examine-workflows';
import type { ReconcileDeps } from './reconcile-deps';

/** Activities that find and mend what rows and workflows disagree on. */
export function createReconcileActivities(deps: ReconcileDeps) {
  const tick = (): void => {
    heartbeat();
    // A worker that shuts down leaves the rest of the page to the next attempt.
    cancellationSignal().throwIfAborted();
  };
  return {
    listCustomerPages: (input: Parameters<typeof readCustomerPages>[1]) => readCustomerPages(deps.db, input),
    examineCustomers: (page: CustomerPage) => examineCustomers(deps, page, tick),
    examineWorkflows: (input: ExamineWorkflowsInput) => examineWorkflows(deps, input, tick),
  };
}

export type ReconcileActivities = ReturnType<typeof createReconcileActivities>;
