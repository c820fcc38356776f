import assert from 'node:assert/strict';
import { factsChangedSignal } from '../../../workflows/messages';
import type { Scenario } from '../scenario';
import { ChaosWorld, ONE_EMAIL } from '../support/chaos-world';

/** Two workers with two relays serve the same customers, and every workflow is told of everything once more. */
export const twoWorkers: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    const count = Math.ceil(78 * chaos.size);
    await world.customers(count);
    const fleet = await world.start(2, { activitySlots: 10, messagesPerSecond: Math.ceil(count / 4) });
    await world.untilTaken(Math.ceil(count / 4));
    await fleet.allServe();
    for (const { id } of world.herd) {
      // It may not have been started yet, or have told its end: either is well.
      await world
        .collections(id)
        .signal(factsChangedSignal, { eventId: 'again' })
        .catch(() => undefined);
    }
    await world.untilTaken(count);
    await world.settled();
    assert.equal(world.taken, count);
    return `${world.taken} mails for ${count} customers`;
  });
