import type { Fault, ReportKind } from '../../domain/reconcile/finding';
import { episodesToDecideAgain, faultsOfPlan, findFaults, findReports } from '../../domain/reconcile/find-faults';
import { addReports, countOf, NOTHING_FOUND, type ReconcileReport } from '../../domain/reconcile/reconcile-report';
import { RECONCILE_LIMITS, type ReconcileState } from '../../domain/reconcile/reconcile-state';
import { stillStands } from '../../domain/reconcile/still-stands';
import { sideBySide } from '../../domain/side-by-side';
import { readPageStates, readReconcileState, type CustomerPage } from '../../facts/read/reconcile-states';
import { lockCustomer } from '../../facts/write/lock-customer';
import { recordRepairs } from '../../facts/write/record-repairs';
import { inTransaction, type FactContext } from '../../facts/write/transaction';
import { decideAgain } from './decide-again';
import type { ReconcileDeps } from './reconcile-deps';

/** Few enough to leave the database to those who act on customers. */
const AT_ONCE = 4;

/**
 * Looks at one page of customers and mends what is wrong. An attempt that was lost may have mended some already: they
 * have been told a moment ago, and are let alone.
 * @param tick told after every customer, with what lasts
 */
export async function examineCustomers(
  deps: ReconcileDeps,
  page: CustomerPage,
  tick: () => void,
): Promise<ReconcileReport> {
  const limits = deps.limits ?? RECONCILE_LIMITS;
  const states = await readPageStates(deps.db, page, { limits, now: deps.clock() });
  const running = await deps.engine.listRunning(states.map(({ id }) => id));
  const parts = await sideBySide(states, AT_ONCE, async (state) => {
    const part = await examineCustomer(deps, state, running);
    deps.observing(part);
    tick();
    return part;
  });
  return parts.reduce(addReports, NOTHING_FOUND);
}

async function examineCustomer(
  deps: ReconcileDeps,
  state: ReconcileState,
  listed: ReadonlySet<string>,
): Promise<ReconcileReport> {
  const view = { running: listed, now: deps.clock(), limits: deps.limits ?? RECONCILE_LIMITS };
  const sure = { ...view, running: await surelyRunning(deps, findFaults(state, view), listed) };
  const suspected = [...findFaults(state, sure)];
  const reports = [...findReports(state)];
  for (const episode of episodesToDecideAgain(state, sure)) {
    const decision = await decideAgain(deps, state.id, episode);
    if (decision === null) reports.push('cannot-decide');
    else suspected.push(...faultsOfPlan(episode, decision));
  }
  const certain: Fault[] = [];
  for (const fault of suspected) if (!(await isBeingDone(deps, fault))) certain.push(fault);
  const mended = certain.length === 0 ? [] : await repair(deps, state.id, certain);
  return reportOf(state.id, mended, reports);
}

function reportOf(customerId: string, mended: readonly Fault[], reports: readonly ReportKind[]): ReconcileReport {
  const reported = reports.map((kind) => ({ kind, of: customerId }));
  const repaired = mended.map(({ kind }) => ({ kind, of: customerId }));
  return {
    ...NOTHING_FOUND,
    customers: 1,
    repaired: countOf(repaired),
    reported: countOf(reported),
    examples: [...reported, ...repaired],
  };
}

/** What is listed, and what the list has missed because it lags: a workflow that is asked itself knows. */
async function surelyRunning(
  { engine }: ReconcileDeps,
  suspected: readonly Fault[],
  listed: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const missed: string[] = [];
  for (const { workflowId, unless } of suspected) {
    if (unless !== 'running' || workflowId === null) continue;
    if ((await engine.describe(workflowId)).isRunning) missed.push(workflowId);
  }
  return missed.length === 0 ? listed : new Set([...listed, ...missed]);
}

async function isBeingDone({ engine }: ReconcileDeps, { workflowId, unless }: Fault): Promise<boolean> {
  return unless === 'acting' && workflowId !== null && (await engine.describe(workflowId)).isActing;
}

/** Mends under the customer's lock what is still wrong there, and sends the event on its way. */
async function repair(deps: ReconcileDeps, customerId: string, faults: readonly Fault[]): Promise<readonly Fault[]> {
  const { db, clock, engine, limits = RECONCILE_LIMITS } = deps;
  const mended = await inTransaction(db, async (tx) => {
    const ctx: FactContext = { actor: 'workflow', now: clock() };
    const customer = await lockCustomer(tx, customerId, ctx);
    const state = await readReconcileState(tx, customerId, { limits, now: ctx.now });
    if (state === null) return [];
    const still = faults.filter((fault) => stillStands(fault, state, { now: ctx.now, limits }));
    await recordRepairs(tx, customer, still, ctx);
    return still;
  });
  if (mended.length > 0) await engine.relay(customerId);
  return mended;
}
