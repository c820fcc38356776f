import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { DeterminismViolationError } from '@temporalio/workflow';
import type { ActivityDeps } from '../../activities/activity-deps';
import type { ClockDeps } from '../../activities/clock/clock-deps';
import { createClockActivities } from '../../activities/clock/create-clock-activities';
import { createActivities } from '../../activities/create-activities';
import { createReconcileActivities } from '../../activities/reconcile/create-reconcile-activities';
import type { ReconcileDeps } from '../../activities/reconcile/reconcile-deps';
import { RECONCILE_LIMITS } from '../../domain/reconcile/reconcile-state';
import * as workflows from '../../workflows';
import { factsChangedSignal, renewSignal } from '../../workflows/messages';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { settled, valueOf } from '../support/settled';
import { eventually } from '../workflows/support/eventually';
import { RunningEngine } from '../workflows/support/running-engine';
import { liveThroughOutcomes } from './collections-lives';
import { liveThroughDueDates } from './due-lives';
import { liveThroughEpisodes } from './episode-lives';
import { HISTORIES, replay, replayAndKeep, type History } from './histories';
import { activitiesOf, recorded, workflowIn } from './what-histories-show';

const PLAYBOOK = `
playbook: all-kinds
steps:
  - { id: small, at: due - 1d, do: email, template: due-today, when: { invoice.balance: { gte: "500.00" } } }
  - { id: mail, at: due, do: email, template: due-today }
  - { id: text, at: due, do: sms, template: due-today }
  - { id: call, at: due, do: task, queue: collectors, title: Call }
  - { id: block, at: due, do: hold-credit }
  - { id: raise, at: due, do: escalate, ladder: standard }
  - { id: later, at: due + 7d, do: email, template: reminder-1 }
`;

const ACTIVITIES = [
  ...Object.keys(createActivities({} as ActivityDeps)),
  ...Object.keys(createClockActivities({} as ClockDeps)),
  ...Object.keys(createReconcileActivities({} as ReconcileDeps)),
];

const read = (file: string) => readFileSync(path.join(HISTORIES, file), 'utf8');

describe('the workflows of today', () => {
  const releases = readdirSync(HISTORIES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const kept = releases.flatMap(({ name }) =>
    readdirSync(path.join(HISTORIES, name)).map((file) => path.join(name, file)),
  );

  it('have histories of releases to replay', () => {
    expect(kept).not.toEqual([]);
  });

  describe('go on from where each of them is:', () => {
    let outcomes: ReadonlyMap<string, Error | null>;

    beforeAll(async () => {
      outcomes = await replay(Object.fromEntries(kept.map((file) => [file, JSON.parse(read(file))])));
    });

    it.each(kept)('%s', (file) => {
      // Missing where the worker has ended over another.
      expect(outcomes.get(file)).toBeNull();
    });
  });

  // As if the code of today called another activity where a run of that release has called this one.
  it('are caught where they would take other steps than a release has taken', async () => {
    const changed = read('0.1.0/collections-of-every-kind.json').replaceAll('"createTask"', '"writeLetter"');
    const outcomes = await replay({ changed: JSON.parse(changed) });
    expect(outcomes.get('changed')).toBeInstanceOf(DeterminismViolationError);
  });

  describe('replay what they have written themselves:', () => {
    const lives = {
      collections: liveThrough,
      outcomes: liveThroughOutcomes,
      episodes: liveThroughEpisodes,
      'what comes due': liveThroughDueDates,
    };
    const lived = new Map<string, Promise<PromiseSettledResult<Lived>>>();

    // Side by side, since most of a life is waiting for a timer or for the next attempt.
    beforeAll(() => {
      for (const [name, live] of Object.entries(lives)) lived.set(name, settled(inWorld(live)));
    });
    afterAll(() => Promise.all(lived.values()));

    it.each(Object.keys(lives))('%s', async (name) => {
      await replayAndKeep(valueOf(await lived.get(name)!));
    });

    it('show every workflow and every activity that there is', async () => {
      const settledLives = await Promise.all(lived.values());
      const written = settledLives.flatMap((life) => Object.values(valueOf(life)).map(recorded));
      const known = [...kept.map((file) => JSON.parse(read(file)) as ReturnType<typeof recorded>), ...written];
      expect(Object.keys(workflows).filter((name) => !known.some((history) => workflowIn(history) === name))).toEqual(
        [],
      );
      const shown = new Set(known.flatMap(activitiesOf));
      expect(ACTIVITIES.filter((name) => !shown.has(name))).toEqual([]);
    });
  });
});

type Lived = Readonly<Record<string, History>>;

async function inWorld(live: (world: EngineWorld, engine: RunningEngine) => Promise<Lived>): Promise<Lived> {
  const world = await EngineWorld.create();
  try {
    const engine = await RunningEngine.start(world, { limits: RECONCILE_LIMITS, observing: () => undefined });
    try {
      await world.publish('contact_policy', FREE_POLICY);
      return await live(world, engine);
    } finally {
      await engine.close();
    }
  } finally {
    await world.close();
  }
}

/** Every kind of touch, a timer that fires, facts that wake, a run that continues as new, and an end. */
async function liveThrough(world: EngineWorld, engine: RunningEngine): Promise<Lived> {
  world.at('2024-03-10T09:00:00Z');
  await world.publish('playbook', PLAYBOOK);
  const id = await world.customer({ externalId: 'C-1', phone: '+14155550100' });
  await world.invoice(id, 'A-1', '2024-03-10');
  await engine.planned(id, { action: 'hold-credit', at: '2024-03-10T10:00:00.000Z' });
  world.runFrom('2024-03-10T09:59:58Z');
  await engine.collections(id).signal(factsChangedSignal, { eventId: 'test' });
  await engine.planned(id, { action: 'email', at: '2024-03-17T10:00:00.000Z' });
  const first = engine.client.workflow.getHandle(
    `customer/${id}/collections`,
    (await engine.collections(id).describe()).runId,
  );
  await engine.collections(id).signal(renewSignal);
  await ended(first);
  await world.pay(id, 'A-1');
  await ended(engine.collections(id));
  const lifecycle = engine.lifecycle(id);
  await lifecycle.executeUpdate('closeCustomer', { args: [{ reason: 'test', actor: 'key:test' }] });
  await ended(lifecycle);
  return {
    'collections-of-every-kind': await first.fetchHistory(),
    'collections-continued': await engine.collections(id).fetchHistory(),
    'customer-lifecycle': await lifecycle.fetchHistory(),
  };
}

async function ended(handle: WorkflowHandle): Promise<void> {
  await eventually(async () => {
    expect((await handle.describe()).status.name).not.toBe('RUNNING');
  });
}
