import assert from 'node:assert/strict';
import { factsChangedSignal } from '../../../workflows/messages';
import type { Scenario } from '../scenario';
import { ChaosWorld, ONE_EMAIL } from '../support/chaos-world';
import { between } from '../support/seeded';

/**
 * Two workers with two relays serve the same customers, and every workflow is told of everything again: how often, in
 * which order, and when on the way of the messages the seed says.
 */
export const twoWorkers: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    const { draw, size } = chaos;
    const count = Math.ceil(78 * size);
    await world.customers(count);
    const fleet = await world.start(2, {
      activitySlots: between(draw, 'slots', 3, 20),
      messagesPerSecond: between(draw, 'per second', Math.ceil(count / 6), Math.ceil(count / 2)),
    });
    const before = between(draw, 'taken before', 1, Math.ceil(count / 2));
    await world.untilTaken(before);
    await fleet.allServe();
    const times = between(draw, 'times', 1, 3);
    for (let time = 0; time < times; time += 1) {
      const order = world.herd.toSorted((a, b) => draw(`${time} ${a.number}`) - draw(`${time} ${b.number}`));
      for (const { id } of order) {
        // It may not have been started yet, or have told its end: either is well.
        await world
          .collections(id)
          .signal(factsChangedSignal, { eventId: `again-${time}` })
          .catch(() => undefined);
      }
    }
    await world.untilTaken(count);
    await world.settled();
    // On a busy machine the answer of the mail server may come too late for the scenario's short patience.
    const lostAnswers = await world.engine.db.timelineEvent.count({
      where: { kind: 'message.uncertain', NOT: { data: { path: ['code'], equals: 'no-answer' } } },
    });
    assert.ok(
      world.taken - count <= lostAnswers,
      `${world.taken} mails for ${count}, ${lostAnswers} answers were lost`,
    );
    return `${world.taken} mails for ${count} customers, each told ${times} times again after ${before} mails`;
  });
