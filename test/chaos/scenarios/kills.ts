import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Scenario } from '../scenario';
import { ChaosWorld, ONE_EMAIL, ONE_SMS, type HerdCustomer } from '../support/chaos-world';
import type { ChaosWorker, Gate } from '../support/fleet';
import { between, pick, type Draw } from '../support/seeded';

/** How long an orderly end may take: the worker's own grace, and a little for what is closed after it. */
const GRACE_MS = 150_000;
const STAGES = ['picked-up', 'claimed', 'handed-over', 'answered', 'recorded', 'lives'] as const;

/** Kills the process of a message at the stage that the seed names for its customer, once. */
function deathsBySeed(world: ChaosWorld, draw: Draw, told: Set<string>): Gate {
  return async ({ stage, id }, worker) => {
    const customerId = stage === 'picked-up' ? id : await ownerOf(world, id);
    const index = world.herd.findIndex((customer: HerdCustomer) => customer.id === customerId);
    if (index === -1 || told.has(customerId) || pick(draw, `dies ${index}`, STAGES) !== stage) return;
    told.add(customerId);
    worker.kill();
    // A dead process needs no answer, and its message is not to go on should it still breathe.
    await new Promise(() => undefined);
  };
}

async function ownerOf({ engine }: ChaosWorld, messageId: string): Promise<string> {
  return (await engine.db.message.findUniqueOrThrow({ where: { id: messageId } })).customerId;
}

function killedOnTheWay(playbook: string, channel: 'email' | 'sms'): Scenario {
  return (chaos) =>
    ChaosWorld.with(chaos, playbook, async (world) => {
      const { draw, size } = chaos;
      await world.customers(5 * size, { withPhone: channel === 'sms' });
      const dead = new Set<string>();
      const fleet = await world.start(2, { activitySlots: 2 });
      fleet.gate = deathsBySeed(world, draw, dead);
      // A process that dies takes all that it has under way with it: one message may meet two deaths.
      await world.untilTaken(world.herd.length, { leftToPerson: true });
      await world.settled();
      await world.goesOn();
      return `${fleet.kills} kills on the way of ${world.herd.length} messages, ${world.taken} came`;
    });
}

/** Workers die before the claim, at the claim, at the hand-over, after the answer, and after the record. */
export const killEmail = killedOnTheWay(ONE_EMAIL, 'email');
export const killSms = killedOnTheWay(ONE_SMS, 'sms');

/** Workers die at any moment: while they plan, while they send, between. */
export const killAnytime: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    await world.customers(10 * chaos.size);
    const fleet = await world.start(2, { messagesPerSecond: 3 });
    for (let kill = 0; kill < 3; kill += 1) {
      await delay(between(chaos.draw, `after ${kill}`, 200, 2_500));
      pick(chaos.draw, `who ${kill}`, fleet.workers).kill();
    }
    await world.untilTaken(world.herd.length, { leftToPerson: true });
    await world.settled();
    await world.goesOn();
    return `${fleet.kills} kills at random moments of ${world.herd.length} messages, ${world.taken} came`;
  });

/** All workers die after 40 of 78 mails; then they run again. */
export const killedInTheMiddle: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    await world.customers(78);
    const fleet = await world.start(2, { messagesPerSecond: 40 });
    await world.untilTaken(40);
    for (const worker of [...fleet.workers]) worker.kill();
    await world.untilTaken(78);
    await world.settled();
    const doubled = world.taken - 78;
    // Those under way when it struck: no more than the two processes had slots.
    assert.ok(doubled <= 10, `${doubled} came twice`);
    return `78 of 78 came, ${doubled} of them twice under their Message-ID`;
  });

/** Ends one worker after the other in an orderly way, while messages go out. */
export const sigtermUnderLoad: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    const count = Math.max(12, 16 * chaos.size);
    await world.customers(count);
    world.smtp.rule({ kind: 'delay', at: 'data', ms: 100 });
    const fleet = await world.start(2, { messagesPerSecond: Math.ceil(count / 6) });
    await world.untilTaken(between(chaos.draw, 'first after', 1, 6));
    await fleet.allServe();
    fleet.add();
    const [first, second] = fleet.workers;
    const end = async (worker: ChaosWorker | undefined): Promise<void> => {
      const asked = Date.now();
      assert.equal(await worker?.terminate(), 0);
      assert.ok(Date.now() - asked <= GRACE_MS, `It took ${Date.now() - asked} ms to end`);
    };
    await end(first);
    await world.untilTaken(between(chaos.draw, 'second after', 11, Math.max(11, count - 5)));
    await end(second);
    await world.untilTaken(count);
    await world.settled();
    assert.equal(world.taken, count);
    assert.equal(await world.engine.db.message.count({ where: { attempts: { not: 1 } } }), 0);
    return `2 workers ended with code 0 while ${count} messages went out, each handed over once`;
  });
