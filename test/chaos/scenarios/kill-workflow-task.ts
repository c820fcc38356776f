import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { factsChangedSignal } from '../../../workflows/messages';
import { eventually } from '../../workflows/support/eventually';
import type { Scenario } from '../scenario';
import { ChaosWorld, ONE_EMAIL, type HerdCustomer } from '../support/chaos-world';
import type { ChaosWorker, Fleet } from '../support/fleet';
import { between, type Draw } from '../support/seeded';

const KILLS = 2;
/** About what passes between a signal and the end of the workflow task that it makes. */
const LONGEST_TASK_MS = 30;
const GIVEN_WITHIN_MS = 2_000;

/** A workflow task that a worker has begun: by the number of the event that says so. */
type Begun = { readonly customer: HerdCustomer; readonly eventId: number };
type Frozen = { readonly worker: ChaosWorker; readonly begun: readonly Begun[] };

/**
 * Workers die with workflow tasks begun and not ended: the process is frozen while it works, the history tells which
 * tasks it has, and then it is killed. Those tasks time out, and another worker takes the customers on.
 */
export const killWorkflowTask: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    const { draw, size } = chaos;
    await world.customers(Math.max(6, Math.ceil(10 * size)));
    const fleet = await world.start(2, { messagesPerSecond: 5 });
    await fleet.allServe();
    let struck = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      await world.untilTaken(between(draw, `taken before ${kill}`, 1, 2 + 2 * kill));
      const { worker, begun } = await freezeInWorkflowTask(world, fleet, draw, kill);
      const { identity } = worker;
      worker.kill();
      await eventually(async () => assert.equal(fleet.kills, kill + 1, 'The worker lives'), 60_000);
      for (const one of begun) await eventually(() => takenOn(world, one, identity), 120_000);
      struck += begun.length;
      await fleet.allServe();
    }
    await world.untilTaken(world.herd.length, { leftToPerson: true });
    await world.settled();
    await world.goesOn();
    return `${fleet.kills} kills struck ${struck} workflow tasks, which others took on; ${world.taken} mails for ${world.herd.length} customers`;
  });

/**
 * Tells customers of facts, and freezes a worker in the middle: the one that the seed names, or the other where none of
 * the customers is with it. @returns what it has begun and will not end
 */
async function freezeInWorkflowTask(world: ChaosWorld, fleet: Fleet, draw: Draw, kill: number): Promise<Frozen> {
  return eventually(async () => {
    const order = draw(`who ${kill}`) < 0.5 ? [...fleet.workers] : fleet.workers.toReversed();
    for (const worker of order) {
      const told = Promise.allSettled(world.herd.map(({ id }) => tell(world, id)));
      await delay(between(draw, `frozen after ${kill}`, 0, LONGEST_TASK_MS));
      worker.freeze();
      await told;
      // What it has polled for is given to it still.
      const begun = await eventually(() => begunBy(world, worker), GIVEN_WITHIN_MS).catch(() => []);
      if (begun.length > 0) return { worker, begun };
      worker.thaw();
    }
    throw new Error('No frozen worker has begun a workflow task');
  }, 120_000);
}

async function tell(world: ChaosWorld, customerId: string): Promise<void> {
  await world.collections(customerId).signal(factsChangedSignal, { eventId: 'again' });
}

/** The workflow tasks with which histories end, and which are that worker's. @throws Error where there are none */
async function begunBy(world: ChaosWorld, { identity }: ChaosWorker): Promise<readonly Begun[]> {
  const histories = await Promise.all(
    world.herd.map(async (customer) => ({ customer, events: await eventsOf(world, customer) })),
  );
  const begun = histories.flatMap(({ customer, events }) => {
    const [scheduled, last] = events.slice(-2);
    if (last?.workflowTaskStartedEventAttributes?.identity !== identity) return [];
    // Of a task that is tried again the history keeps the last attempt alone.
    if (scheduled?.workflowTaskScheduledEventAttributes?.attempt !== 1) return [];
    return [{ customer, eventId: Number(last.eventId) }];
  });
  if (begun.length === 0) throw new Error(`${identity} has begun no workflow task`);
  return begun;
}

/** @throws Error until the task has timed out and another worker has ended the next */
async function takenOn(world: ChaosWorld, { customer, eventId }: Begun, identity: string): Promise<void> {
  const events = (await eventsOf(world, customer)).filter((event) => Number(event.eventId) > eventId);
  const ended = events.find((event) => event.workflowTaskCompletedEventAttributes);
  if (!ended) throw new Error(`Nobody has taken ${customer.number} on`);
  const next = events[0]?.workflowTaskTimedOutEventAttributes;
  assert.equal(Number(next?.startedEventId), eventId, `the workflow task ${eventId} of ${customer.number} timed out`);
  assert.notEqual(ended.workflowTaskCompletedEventAttributes?.identity, identity);
}

async function eventsOf(world: ChaosWorld, { id }: HerdCustomer) {
  const { events } = await world.collections(id).fetchHistory();
  return events ?? [];
}
