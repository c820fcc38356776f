import { readWorkflowId } from '../../domain/episode/episode-kind';
import type { Fault } from '../../domain/reconcile/finding';
import { addReports, countOf, NOTHING_FOUND, type ReconcileReport } from '../../domain/reconcile/reconcile-report';
import { RECONCILE_LIMITS } from '../../domain/reconcile/reconcile-state';
import { sideBySide } from '../../domain/side-by-side';
import { readWorkflowRows, type WorkflowRow } from '../../facts/read/reconcile-workflows';
import { lockCustomer } from '../../facts/write/lock-customer';
import { recordRepairs } from '../../facts/write/record-repairs';
import { inTransaction } from '../../facts/write/transaction';
import type { ListedRun, ReconcileDeps } from './reconcile-deps';

export type ExamineWorkflowsInput = {
  /** Of the page before; `null` for the first. */
  readonly pageToken: string | null;
  /** Runs of this age go on as new ones. */
  readonly renewAfterMs: number;
};

export type ExaminedWorkflows = { readonly report: ReconcileReport; readonly next: string | null };

const AT_ONCE = 4;

/**
 * Looks at one page of the workflows that run: those whose episode has ended look again and end, those of no customer
 * are reported, and those that have run for long, or on an old version, go on as new ones. None is ever terminated.
 * @param tick told after every customer, with what lasts
 */
export async function examineWorkflows(
  deps: ReconcileDeps,
  { pageToken, renewAfterMs }: ExamineWorkflowsInput,
  tick: () => void,
): Promise<ExaminedWorkflows> {
  const { runs, next } = await deps.engine.listRuns(pageToken);
  const names = runs.flatMap(({ workflowId }) => readWorkflowId(workflowId) ?? []);
  const rows = await readWorkflowRows(deps.db, names);
  const runOf = new Map(runs.map((run) => [run.workflowId, run]));
  const customerIds = [...new Set(rows.map(({ customerId }) => customerId))];
  const parts = await sideBySide(customerIds, AT_ONCE, async (customerId) => {
    const ofCustomer = rows.filter((row) => row.customerId === customerId);
    const part = reportOf(ofCustomer.filter(isOrphan), await endSurplus(deps, ofCustomer));
    const old = ofCustomer.filter((row) => isOld(row, runOf.get(row.workflowId), renewAfterMs));
    for (const { workflowId } of old) await deps.engine.renew(workflowId);
    deps.observing(part);
    tick();
    return { ...part, renewed: old.length };
  });
  return { report: parts.reduce(addReports, { ...NOTHING_FOUND, workflows: runs.length }), next };
}

function reportOf(orphans: readonly WorkflowRow[], surplus: readonly WorkflowRow[]): ReconcileReport {
  const reported = orphans.map(({ workflowId }) => ({ kind: 'orphan-workflow' as const, of: workflowId }));
  const repaired = surplus.map(({ customerId }) => ({ kind: 'surplus-workflow' as const, of: customerId }));
  return {
    ...NOTHING_FOUND,
    repaired: countOf(repaired),
    reported: countOf(reported),
    examples: [...reported, ...repaired],
  };
}

/** The rows of lifecycle and collections come with their first plan; every other workflow is started from its row. */
function isOrphan({ hasCustomer, status, kind }: WorkflowRow): boolean {
  return !hasCustomer || (status === null && kind !== 'lifecycle' && kind !== 'collections');
}

/** @returns those of one customer that ran on after the end of their episode, and were told to look again */
async function endSurplus(deps: ReconcileDeps, rows: readonly WorkflowRow[]): Promise<readonly WorkflowRow[]> {
  const { db, clock, engine, limits = RECONCILE_LIMITS } = deps;
  const isSurplus = ({ status, quietMs }: WorkflowRow) => status === 'closed' && quietMs >= limits.quietMs;
  const certain: WorkflowRow[] = [];
  for (const row of rows.filter(isSurplus)) {
    const { isRunning, isActing } = await engine.describe(row.workflowId);
    if (isRunning && !isActing) certain.push(row);
  }
  const [first] = certain;
  if (first === undefined) return [];
  const mended = await inTransaction(db, async (tx) => {
    const ctx = { actor: 'workflow', now: clock() };
    const customer = await lockCustomer(tx, first.customerId, ctx);
    const still = (await readWorkflowRows(tx, certain)).filter(isSurplus);
    await recordRepairs(tx, customer, still.map(faultOf), ctx);
    return still;
  });
  for (const { workflowId } of mended) await engine.wake(workflowId);
  return mended;
}

function faultOf({ kind, number, workflowId }: WorkflowRow): Fault {
  const before = { workflow: 'running', episode: 'closed' };
  return { kind: 'surplus-workflow', episode: { kind, number }, workflowId, before, unless: null };
}

/** Every run leaves an old version, so that its workers can go; of those that are only old, the ones of open episodes do. */
function isOld({ status }: WorkflowRow, run: ListedRun | undefined, renewAfterMs: number): boolean {
  if (run === undefined) return false;
  return run.isOnOldVersion || (status === 'running' && run.ageMs >= renewAfterMs);
}
