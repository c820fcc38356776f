import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { episodeWorkflowId } from '../../domain/episode/episode-kind';
import type { ReconcileReport } from '../../domain/reconcile/reconcile-report';
import { acknowledgeUpdate, factsChangedSignal, resolveUpdate } from '../../workflows/messages';
import { reconcileWorkflowId } from '../../workflows/ids';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { escalate, hireFor, publishLadder } from '../activities/support/escalation-world';
import { eventually } from './support/eventually';
import { RunningEngine } from './support/running-engine';
import { secondReleaseBundle } from './support/second-release';
import { DEPLOYMENT, startVersion, versionOf } from './support/versioned-workers';
import { countOn, makeCurrent } from './support/worker-deployment';

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
const WITHIN_MS = 120_000;

describe('customers who sleep for months while workers are deployed', () => {
  let world: EngineWorld;
  let engine: RunningEngine;
  let ownerId: string;
  const stops: (() => Promise<void>)[] = [];
  let customers = 0;

  beforeAll(async () => {
    world = await EngineWorld.create();
    world.at('2024-03-10T09:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    await publishLadder(world);
    ownerId = await hireFor(world, 'Owen', { managerId: await hireFor(world, 'Mia') });
    engine = await RunningEngine.start(world);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
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
    }, WITHIN_MS);
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

  it('all reach the version that is current, by what wakes them or by the reconcile, and are served there', async () => {
    const before = await sleeper();
    await isOn(before, null);

    // Workers get a version for the first time.
    stops.push(await startVersion(world, engine, 'first', '1'));
    await makeCurrent(engine.client, DEPLOYMENT, '1');
    await engine.stopWorkers();
    const [asleep, woken, paying, complaining] = [await sleeper(), await sleeper(), await sleeper(), await sleeper()];
    const { episodeId } = await escalate(world, complaining);
    await eventually(async () => {
      expect(await world.db.escalation.findUniqueOrThrow({ where: { id: episodeId } })).toMatchObject({ level: 1 });
    }, WITHIN_MS);
    const onOne = [asleep, woken, paying, complaining];
    for (const id of onOne) await isOn(id, '1');
    // So that the list, which lags, shows all of them.
    await eventually(async () => expect(await countOn(engine.client, DEPLOYMENT, '1')).toBe(9), WITHIN_MS);
    expect(await reconcile()).toMatchObject({ ranOn: '1', renewed: 2, repaired: {} });
    await isOn(before, '1');

    // Another release, on which no run of the first would replay.
    const slept = await handleOf(asleep, 'collections').fetchHistory();
    const runs = [before, ...onOne].map(async (id) => (await handleOf(id, 'collections').describe()).runId);
    const firstRuns = await Promise.all(runs);
    stops.push(await startVersion(world, engine, 'second', '2'));
    await makeCurrent(engine.client, DEPLOYMENT, '2');
    const workflowBundle = { codePath: await secondReleaseBundle() };
    await expect(Worker.runReplayHistory({ workflowBundle }, slept)).rejects.toBeInstanceOf(DeterminismViolationError);
    const fresh = await sleeper();
    await isOn(fresh, '2');
    // They sleep on where they were.
    await isOn(asleep, '1');
    // What is woken moves by itself, before it does anything.
    await world.phone(woken, '+14155550101');
    await isOn(woken, '2');

    await eventually(async () => {
      const { ranOn, repaired } = await reconcile();
      expect({ ranOn, repaired }).toEqual({ ranOn: '2', repaired: {} });
      expect(await countOn(engine.client, DEPLOYMENT, '1')).toBe(0);
    }, WITHIN_MS);
    for (const id of [before, ...onOne, fresh]) await isOn(id, '2');
    await eventually(async () => expect(await versionOf(handleOf(complaining, 'escalation'))).toBe('2'), WITHIN_MS);
    // None was ended or asked twice: each collections is in the second or third run of its chain, and none has failed.
    const failed = await engine.client.workflow.count("ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated')");
    expect(failed.count).toBe(0);
    expect(
      await engine.client.workflow.getHandle(handleOf(asleep, 'collections').workflowId, firstRuns[1]).describe(),
    ).toMatchObject({ status: { name: 'CONTINUED_AS_NEW' } });
    await eventually(async () => expect((await reconcile()).renewed).toBe(0), WITHIN_MS);

    // The workers of the first release are gone for good.
    await stops.shift()?.();
    await world.pay(paying, 'A-4');
    await handleOf(paying, 'collections').result();
    const answer = { actor: 'key:test', staffId: null, note: null };
    const escalation = handleOf(complaining, 'escalation');
    await escalation.executeUpdate(acknowledgeUpdate, { args: [answer] });
    await escalation.executeUpdate(resolveUpdate, { args: [{ ...answer, outcome: 'paid' }] });
    await escalation.result();

    // The months are over.
    world.runFrom('2024-07-10T09:59:58Z');
    world.senders.emails.length = 0;
    for (const id of [before, asleep])
      await handleOf(id, 'collections').signal(factsChangedSignal, { eventId: 'test' });
    for (const id of [before, asleep]) {
      await engine.planned(id, { action: 'email', at: '2024-07-17T10:00:00.000Z' });
      expect(await world.settled(id)).toHaveLength(1);
    }
    const { events } = await handleOf(asleep, 'collections').fetchHistory();
    const called = events?.flatMap(({ activityTaskScheduledEventAttributes: of }) => of?.activityType?.name ?? []);
    expect(called).toContain('planTouchAnew');
    expect(called).not.toContain('planTouch');
  });
});
