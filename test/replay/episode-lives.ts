import type { WorkflowHandle } from '@temporalio/client';
import { episodeWorkflowId, type NumberedEpisode } from '../../domain/episode/episode-kind';
import { acceptAssignment } from '../../facts/write/assign-answer';
import { decideReview } from '../../facts/write/credit-reviews';
import { markLost } from '../../facts/write/mark-lost';
import { recordOrder } from '../../facts/write/orders';
import { reconcileWorkflowId } from '../../workflows/ids';
import { acknowledgeUpdate, resolveUpdate } from '../../workflows/messages';
import { askForReview, publishScorecard } from '../activities/support/credit-world';
import type { EngineWorld } from '../activities/support/engine-world';
import { escalate, hireFor, publishLadder } from '../activities/support/escalation-world';
import { publishAssignment } from '../activities/support/onboarding-world';
import { agreeToMarketing, publishWinBack } from '../activities/support/win-back-world';
import { eventually } from '../workflows/support/eventually';
import type { RunningEngine } from '../workflows/support/running-engine';
import type { History } from './histories';

const NAMES = {
  onboarding: 'onboarding',
  credit_review: 'credit-review',
  escalation: 'escalation',
  win_back: 'win-back',
} as const satisfies Readonly<Record<NumberedEpisode, string>>;
const KINDS = Object.keys(NAMES) as NumberedEpisode[];

/**
 * Every kind of episode twice: both are asked by the reconcile to go on as new runs while they wait; then one is answered,
 * and the other's customer is closed.
 */
export async function liveThroughEpisodes(
  world: EngineWorld,
  engine: RunningEngine,
): Promise<Readonly<Record<string, History>>> {
  world.at('2026-03-02T10:00:00Z');
  const ownerId = await hireFor(world, 'Owen', { managerId: await hireFor(world, 'Mia'), role: 'account-manager' });
  const decider = await hireFor(world, 'Ann', { role: 'credit-manager' });
  await publishLadder(world);
  await publishScorecard(world);
  await publishWinBack(world);
  await publishAssignment(world, 'entries: [{ id: all, staff: { roles: [account-manager] }, strategy: round-robin }]');

  const answered = new Map<NumberedEpisode, string>();
  const closed = new Map<NumberedEpisode, string>();
  for (const kind of KINDS) {
    answered.set(kind, await begin(world, kind, `${NAMES[kind]}-answered`, ownerId));
    closed.set(kind, await begin(world, kind, `${NAMES[kind]}-closed`, ownerId));
  }
  const of = (customers: ReadonlyMap<NumberedEpisode, string>, kind: NumberedEpisode) =>
    engine.client.workflow.getHandle(episodeWorkflowId(customers.get(kind) ?? '', kind, 1));
  const all = KINDS.flatMap((kind) => [of(answered, kind), of(closed, kind)]);
  await eventually(async () => {
    for (const { workflowId } of all) {
      const { nextAt } = await world.db.episode.findFirstOrThrow({ where: { workflowId } });
      if (nextAt === null || nextAt.getTime() <= world.now) throw new Error(`${workflowId} does not wait`);
    }
  });

  const lifecycle = engine.lifecycle(closed.get('escalation') ?? '');
  const firstRuns = new Map<string, WorkflowHandle>();
  for (const handle of [...all, lifecycle]) firstRuns.set(handle.workflowId, await runOf(engine, handle));
  const reconcile = await engine.client.workflow.start('reconcile', {
    workflowId: reconcileWorkflowId('lifecycle'),
    taskQueue: 'lifecycle',
    args: [{ renewAfterDays: 0 }],
  });
  await reconcile.result();
  for (const run of firstRuns.values()) await ended(run, 'CONTINUED_AS_NEW');

  const onboarded = answered.get('onboarding') ?? '';
  const { ownerId: staffId } = await world.db.customer.findUniqueOrThrow({ where: { id: onboarded } });
  await acceptAssignment(world.db, { customerId: onboarded, staffId: staffId ?? '' }, world.ctx());
  const { id: reviewId } = await world.db.episode.findFirstOrThrow({
    where: { workflowId: of(answered, 'credit_review').workflowId },
  });
  const said = { limitMinor: null, termsDays: null, note: null };
  await decideReview(world.db, { reviewId, staffId: decider, decision: 'approved', ...said }, world.ctx());
  const answer = { actor: 'key:test', staffId: null, note: null };
  await of(answered, 'escalation').executeUpdate(acknowledgeUpdate, { args: [answer] });
  await of(answered, 'escalation').executeUpdate(resolveUpdate, { args: [{ ...answer, outcome: 'paid' }] });
  const won = { customerId: answered.get('win_back') ?? '', currency: 'USD', amountMinor: 10_000n };
  await recordOrder(world.db, { ...won, externalId: 'O-1', placedAt: null }, world.ctx());
  for (const customerId of closed.values())
    await engine
      .lifecycle(customerId)
      .executeUpdate('closeCustomer', { args: [{ reason: 'test', actor: 'key:test' }] });

  const kept: Record<string, History> = {};
  for (const kind of KINDS) {
    for (const [how, customers] of [
      ['answered', answered],
      ['closed', closed],
    ] as const) {
      await ended(of(customers, kind), 'COMPLETED');
      kept[`${NAMES[kind]}-${how}`] = await of(customers, kind).fetchHistory();
    }
    kept[`${NAMES[kind]}-renewed`] = await firstRuns.get(of(answered, kind).workflowId)!.fetchHistory();
  }
  await ended(lifecycle, 'COMPLETED');
  return {
    ...kept,
    'lifecycle-renewed': await firstRuns.get(lifecycle.workflowId)!.fetchHistory(),
    'lifecycle-closed': await lifecycle.fetchHistory(),
    reconcile: await reconcile.fetchHistory(),
  };
}

/** A new customer, whose onboarding begins with it, and besides it what is asked for. */
async function begin(world: EngineWorld, kind: NumberedEpisode, externalId: string, ownerId: string): Promise<string> {
  const customerId = await world.customer({ externalId, ...(kind === 'onboarding' ? {} : { ownerId }) });
  if (kind === 'credit_review') await askForReview(world, customerId);
  if (kind === 'escalation') await escalate(world, customerId);
  if (kind === 'win_back') {
    await agreeToMarketing(world, customerId);
    await markLost(world.db, { customerId, version: null, reason: 'budget', note: null }, world.ctx());
  }
  return customerId;
}

async function runOf({ client }: RunningEngine, handle: WorkflowHandle): Promise<WorkflowHandle> {
  return client.workflow.getHandle(handle.workflowId, (await handle.describe()).runId);
}

async function ended(handle: WorkflowHandle, as: 'COMPLETED' | 'CONTINUED_AS_NEW'): Promise<void> {
  await eventually(async () => {
    const { status } = await handle.describe();
    if (status.name !== as) throw new Error(`${handle.workflowId} is ${status.name}; expected ${as}`);
  });
}
