import assert from 'node:assert/strict';
import { factsChangedSignal } from '../../../workflows/messages';
import type { Scenario } from '../scenario';
import { ChaosWorld, ONE_EMAIL } from '../support/chaos-world';

/** Two workers with two relays serve the same customers, and every workflow is told of everything once more. */
export const twoWorkers: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    await world.customers(78);
    await world.start(2, { activitySlots: 10 });
    await world.untilTaken(20);
    for (const { id } of world.herd) {
      // It may not have been started yet, or have told its end: either is well.
      await world
        .collections(id)
        .signal(factsChangedSignal, { eventId: 'again' })
        .catch(() => undefined);
    }
    await world.untilTaken(78);
    await world.settled();
    assert.equal(world.taken, 78);
    return '78 mails for 78 customers';
  });
