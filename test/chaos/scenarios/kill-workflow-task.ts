import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { factsChangedSignal } from '../../../workflows/messages';
import { eventually } from '../../workflows/support/eventually';
import type { Scenario } from '../scenario';
import { ChaosWorld, ONE_EMAIL, type HerdCustomer } from '../support/chaos-world';
import type { ChaosWorker } from '../support/fleet';
import { between, pick, type Draw } from '../support/seeded';

const KILLS = 2;
/** About what passes between a signal and the end of the workflow task that it makes. */
const LONGEST_TASK_MS = 30;

/** A workflow task that a worker has begun: by the number of the event that says so. */
type Begun = { readonly customer: HerdCustomer; readonly eventId: number };

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
    const struck: (Begun & { readonly identity: string })[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      await world.untilTaken(between(draw, `taken before ${kill}`, 1, 2 + 2 * kill));
      const worker = pick(draw, `who ${kill}`, fleet.workers);
      const { identity } = worker;
      // A frozen process ends by nothing else.
      const begun = await freezeInWorkflowTask(world, worker, draw, kill).finally(worker.kill);
      struck.push(...begun.map((one) => ({ ...one, identity })));
      await eventually(async () => assert.equal(fleet.kills, kill + 1, 'The worker lives'), 60_000);
      await fleet.allServe();
    }
    for (const one of struck) await eventually(() => takenOn(world, one, one.identity), 120_000);
    await world.untilTaken(world.herd.length, { leftToPerson: true });
    await world.settled();
    await world.goesOn();
    return `${fleet.kills} kills struck ${struck.length} workflow tasks, which others took on; ${world.taken} mails for ${world.herd.length} customers`;
  });

/** Tells customers of facts, and freezes the worker in the middle. @returns what it has begun and will not end */
async function freezeInWorkflowTask(
  world: ChaosWorld,
  worker: ChaosWorker,
  draw: Draw,
  kill: number,
): Promise<readonly Begun[]> {
  const tellAll = () => Promise.allSettled(world.herd.map(({ id }) => tell(world, id)));
  const told = tellAll();
  await delay(between(draw, `frozen after ${kill}`, 0, LONGEST_TASK_MS));
  worker.freeze();
  await told;
  return eventually(async () => {
    const begun = (await Promise.all(world.herd.map((customer) => begunBy(world, customer, worker.identity)))).flat();
    if (begun.length > 0) return begun;
    // What it has polled for is given to it still.
    await tellAll();
    throw new Error('The frozen worker has begun no workflow task');
  }, 60_000);
}

async function tell(world: ChaosWorld, customerId: string): Promise<void> {
  await world.collections(customerId).signal(factsChangedSignal, { eventId: 'again' });
}

/** The workflow task that the history of a customer ends with, where it is that worker's. */
async function begunBy(world: ChaosWorld, customer: HerdCustomer, identity: string): Promise<readonly Begun[]> {
  const [scheduled, last] = (await eventsOf(world, customer)).slice(-2);
  if (last?.workflowTaskStartedEventAttributes?.identity !== identity) return [];
  // Of a task that is tried again the history keeps the last attempt alone.
  if (scheduled?.workflowTaskScheduledEventAttributes?.attempt !== 1) return [];
  return [{ customer, eventId: Number(last.eventId) }];
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
