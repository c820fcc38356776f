import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { WithStartWorkflowOperation, type WorkflowHandle } from '@temporalio/client';
import { checkWorkerVersion } from '../../cli/doctor/check-worker-version';
import { episodeWorkflowId } from '../../domain/episode/episode-kind';
import type { ReconcileReport } from '../../domain/reconcile/reconcile-report';
import { RECONCILE_LIMITS } from '../../domain/reconcile/reconcile-state';
import { acknowledgeUpdate, closeCustomerUpdate, factsChangedSignal, resolveUpdate } from '../../workflows/messages';
import { reconcileWorkflowId } from '../../workflows/ids';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { escalate, hireFor, publishLadder } from '../activities/support/escalation-world';
import { replayAndKeep } from '../replay/histories';
import { eventually } from './support/eventually';
import { RunningEngine } from './support/running-engine';
import { secondReleaseBundle } from './support/second-release';
import { DEPLOYMENT, startVersion, versionOf } from './support/versioned-workers';
import { countOn, makeCurrent, rampUp } from './support/worker-deployment';

jest.setTimeout(300_000);

const PLAYBOOK = `
playbook: two-mails
steps:
  - { id: first, at: due, do: email, template: due-today }
  - { id: second, at: due + 7d, do: email, template: reminder-1 }
`;
/** Four months after everything here: nothing of these customers happens until then. */
const DUE_ON = '2024-07-10';
const SLEEPS = { action: 'email', at: '2024-07-10T10:00:00.000Z' } as const;
/** Of temporal.api.workflow.v1: VersioningOverride.PinnedOverrideBehavior. */
const PINNED = 1;
const nothing = async (): Promise<void> => undefined;

/** One after the other: each goes on from where the one before has left the customers. */
describe('customers who sleep for months while workers are deployed', () => {
  let world: EngineWorld;
  let engine: RunningEngine;
  let ownerId: string;
  let [before, asleep, woken, bound, complaining] = ['', '', '', '', ''];
  let escalationId = '';
  let [stopFirst, stopSecond] = [nothing, nothing];
  let customers = 0;

  beforeAll(async () => {
    world = await EngineWorld.create();
    world.at('2024-03-10T09:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    await publishLadder(world);
    ownerId = await hireFor(world, 'Owen', { managerId: await hireFor(world, 'Mia') });
    engine = await RunningEngine.start(world, { limits: RECONCILE_LIMITS, observing: () => undefined });
  });
  afterAll(async () => {
    await stopFirst();
    await stopSecond();
    await engine.close();
    await world.close();
  });

  /** A customer whose reminders wait. */
  async function sleeper(): Promise<string> {
    customers += 1;
    const id = await world.customer({ externalId: `C-${customers}`, ownerId });
    await world.invoice(id, `A-${customers}`, DUE_ON);
    await engine.planned(id, SLEEPS);
    return id;
  }

  const handleOf = (customerId: string, kind: 'lifecycle' | 'collections' | 'escalation') =>
    engine.client.workflow.getHandle(episodeWorkflowId(customerId, kind, 1));

  async function isOn(customerId: string, buildId: string | null, kinds = ['lifecycle', 'collections'] as const) {
    await eventually(async () => {
      for (const kind of kinds) expect([kind, await versionOf(handleOf(customerId, kind))]).toEqual([kind, buildId]);
    });
  }

  async function reconcile(): Promise<ReconcileReport & { readonly ranOn: string | null }> {
    const start = {
      workflowId: reconcileWorkflowId('lifecycle'),
      taskQueue: 'lifecycle',
      args: [{ renewAfterDays: 90 }],
    };
    const handle = await engine.client.workflow.start('reconcile', start);
    return { ...((await handle.result()) as ReconcileReport), ranOn: await versionOf(handle) };
  }

  const runOf = async (handle: WorkflowHandle) =>
    engine.client.workflow.getHandle(handle.workflowId, (await handle.describe()).runId);

  async function doctorSays() {
    const settings = { namespace: engine.client.options.namespace, lifecycleQueue: 'lifecycle' };
    const { status, detail } = await checkWorkerVersion(engine.client, { ...settings, deploymentName: DEPLOYMENT });
    return { status, detail };
  }

  it('are taken over by the first workers that have a version', async () => {
    before = await sleeper();
    await isOn(before, null);
    stopFirst = await startVersion(world, engine, 'first', '1');
    const none = `no version of "${DEPLOYMENT}" is current: its workers get nothing to do`;
    expect(await doctorSays()).toEqual({ status: 'warning', detail: none });
    await makeCurrent(engine.client, DEPLOYMENT, '1');
    await engine.stopWorkers();

    [asleep, woken, bound, complaining] = [await sleeper(), await sleeper(), await sleeper(), await sleeper()];
    escalationId = (await escalate(world, complaining)).episodeId;
    await eventually(async () => {
      expect(await world.db.escalation.findUniqueOrThrow({ where: { id: escalationId } })).toMatchObject({ level: 1 });
    });
    for (const id of [asleep, woken, bound, complaining]) await isOn(id, '1');
    // So that the list, which lags, shows all of them.
    await eventually(async () => {
      expect(await countOn(engine.client, DEPLOYMENT, '1')).toBe(9);
    });
    expect(await reconcile()).toMatchObject({ ranOn: '1', renewed: 2, repaired: {} });
    await isOn(before, '1');
  });

  it('stay with their version when another release is current, and leave it when something wakes them', async () => {
    stopSecond = await startVersion(world, engine, 'second', '2');
    await rampUp(engine.client, DEPLOYMENT, '2', 100);
    await isOn(await sleeper(), '2');
    await eventually(async () => {
      expect((await reconcile()).renewed).toBe(0);
    });
    await isOn(asleep, '1');
    await makeCurrent(engine.client, DEPLOYMENT, '2');
    await isOn(await sleeper(), '2');
    await isOn(asleep, '1');
    // No run of the first release could go on there.
    const slept = await handleOf(asleep, 'collections').fetchHistory();
    const workflowBundle = { codePath: await secondReleaseBundle() };
    await expect(Worker.runReplayHistory({ workflowBundle }, slept)).rejects.toBeInstanceOf(DeterminismViolationError);

    const [lifecycle, collections] = [handleOf(woken, 'lifecycle'), handleOf(woken, 'collections')];
    const [first, second] = [await runOf(lifecycle), await runOf(collections)];
    await escalate(world, woken);
    await isOn(woken, '2');
    await eventually(async () => {
      expect(await versionOf(handleOf(woken, 'escalation'))).toBe('2');
    });
    // The episode was started by the new run: the old one has gone before it did anything.
    for (const [name, run] of Object.entries({ lifecycle: first, collections: second })) {
      const history = await run.fetchHistory();
      expect(history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes).toBeTruthy();
      expect(
        history.events?.some(
          (event) =>
            event.startChildWorkflowExecutionInitiatedEventAttributes?.workflowId ===
            handleOf(woken, 'escalation').workflowId,
        ),
      ).toBe(false);
      await replayAndKeep({ [`${name}-moved-to-another-version`]: history });
    }
    await isOn(asleep, '1');
  });

  it('are served where somebody has bound them to their version by hand, and do not run hot', async () => {
    const bind = async (isBound: boolean) => {
      const { namespace } = engine.client.options;
      const pinned = { behavior: PINNED, version: { deploymentName: DEPLOYMENT, buildId: '1' } };
      await engine.client.workflowService.updateWorkflowExecutionOptions({
        namespace,
        workflowExecution: { workflowId: handleOf(bound, 'collections').workflowId },
        workflowExecutionOptions: isBound ? { versioningOverride: { pinned } } : {},
        updateMask: { paths: ['versioning_override'] },
      });
    };
    await bind(true);
    await world.invoice(bound, 'A-sooner', '2024-06-10');
    await engine.planned(bound, { action: 'email', at: '2024-06-10T10:00:00.000Z' });
    expect(await versionOf(handleOf(bound, 'collections'))).toBe('1');
    const runs = await engine.client.workflow.count(`WorkflowId = '${handleOf(bound, 'collections').workflowId}'`);
    expect(runs.count).toBeLessThanOrEqual(3);
    await bind(false);
  });

  it('all reach the current version when the reconcile asks those who sleep', async () => {
    expect(await doctorSays()).toMatchObject({
      status: 'warning',
      detail: expect.stringMatching(new RegExp(`^${DEPLOYMENT}:2 is current, and \\d+ runs are on another$`)) as string,
    });
    const slept = await runOf(handleOf(asleep, 'collections'));
    await eventually(async () => {
      const { ranOn, repaired } = await reconcile();
      expect({ ranOn, repaired }).toEqual({ ranOn: '2', repaired: {} });
      expect(await countOn(engine.client, DEPLOYMENT, '1')).toBe(0);
    });
    for (const id of [before, asleep, woken, bound, complaining]) await isOn(id, '2');
    expect(await versionOf(handleOf(complaining, 'escalation'))).toBe('2');
    expect((await slept.describe()).status.name).toBe('CONTINUED_AS_NEW');
    await eventually(async () => {
      expect((await reconcile()).renewed).toBe(0);
    });
    const failed = await engine.client.workflow.count("ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated')");
    expect(failed.count).toBe(0);
    const well = `${DEPLOYMENT}:2 is current, and no run is left on another`;
    expect(await doctorSays()).toEqual({ status: 'ok', detail: well });
  });

  it('are served by the new workers when the old ones are gone for good', async () => {
    await stopFirst();
    stopFirst = nothing;
    const answer = { actor: 'key:test', staffId: null, note: null };
    const escalation = handleOf(complaining, 'escalation');
    await escalation.executeUpdate(acknowledgeUpdate, { args: [answer] });
    await escalation.executeUpdate(resolveUpdate, { args: [{ ...answer, outcome: 'paid' }] });
    await escalation.result();
    await world.pay(complaining, 'A-5');
    await handleOf(complaining, 'collections').result();
    // Whose lifecycle is gone begins again with the command that closes it.
    const { workflowId } = handleOf(complaining, 'lifecycle');
    await handleOf(complaining, 'lifecycle').terminate('lost on purpose');
    const start = { workflowId, taskQueue: 'lifecycle', args: [{ customerId: complaining }] };
    const closed = await engine.client.workflow.executeUpdateWithStart(closeCustomerUpdate, {
      args: [{ reason: 'moved away', actor: 'key:test' }],
      startWorkflowOperation: new WithStartWorkflowOperation('customerLifecycle', {
        ...start,
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    });
    expect(closed).toMatchObject({ status: 'closed' });
    expect(await versionOf(handleOf(complaining, 'lifecycle'))).toBe('2');

    // The months are over.
    world.runFrom('2024-07-10T09:59:58Z');
    world.senders.emails.length = 0;
    for (const id of [before, asleep])
      await handleOf(id, 'collections').signal(factsChangedSignal, { eventId: 'test' });
    for (const id of [before, asleep]) {
      await engine.planned(id, { action: 'email', at: '2024-07-17T10:00:00.000Z' });
      expect(await world.settled(id)).toHaveLength(1);
    }
    expect(world.senders.emails.map(({ to }) => to.address).toSorted()).toEqual(['c-1@example.com', 'c-2@example.com']);
    const { events } = await handleOf(asleep, 'collections').fetchHistory();
    const called = events?.flatMap(({ activityTaskScheduledEventAttributes: of }) => of?.activityType?.name ?? []);
    expect(called).toContain('planTouchAnew');
    expect(called).not.toContain('planTouch');
  });

  it('go back to workers without versions in the same way', async () => {
    await engine.startWorkers();
    await makeCurrent(engine.client, DEPLOYMENT, null);
    await eventually(async () => {
      expect(await reconcile()).toMatchObject({ ranOn: null, repaired: {} });
      expect(await countOn(engine.client, DEPLOYMENT, '2')).toBe(0);
    });
    await stopSecond();
    stopSecond = nothing;
    for (const id of [before, asleep]) await isOn(id, null);
    await world.pay(asleep, 'A-2');
    await handleOf(asleep, 'collections').result();
  });
});
