import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Chaos, Scenario } from '../scenario';
import { ApiProcess } from '../support/api-process';
import { ChaosWorld, DUE_ON, ONE_EMAIL, workersFor } from '../support/chaos-world';
import type { Stoppable } from '../support/chaos-servers';
import { between, pick } from '../support/seeded';

const CATCH_UPS = ['latest', 'each', 'skip'] as const;
const playbook = (catchUp: (typeof CATCH_UPS)[number]): string => `
playbook: ${catchUp}
catchUp: ${catchUp}
applies: { customer.segment: ${catchUp} }
steps:
  - { id: first, at: due, do: email, template: due-today }
`;

/** The longest that "at once" may take on a busy machine: no caller has given up by then. */
const AT_ONCE_MS = 10_000;

/** Stops a server in the middle of a herd, and starts it again on what it kept. */
async function takeAway(
  { draw, awayMs, size }: Chaos,
  world: ChaosWorld,
  server: Stoppable,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const count = world.herd.length;
  await world.start(workersFor(size), { messagesPerSecond: Math.ceil(count / 4) });
  await world.untilTaken(between(draw, 'taken before', 1, Math.ceil(count / 4)));
  await server.stop();
  try {
    await meanwhile();
    await delay(awayMs);
  } finally {
    await server.start();
  }
}

/**
 * Temporal is away: the API still takes facts and refuses the rest at once; what was paid meanwhile is not dunned, and
 * timers that fire late by less than five minutes miss nothing, by whichever `catchUp`.
 */
export const temporalAway: Scenario = (chaos) =>
  ChaosWorld.with(chaos, playbook('latest'), async (world) => {
    for (const catchUp of ['each', 'skip'] as const) await world.engine.publish('playbook', playbook(catchUp));
    const count = Math.max(12, Math.ceil(16 * chaos.size));
    for (let index = 0; index < count; index += 1) {
      await world.add({ externalId: `c-${index}`, segment: pick(chaos.draw, `catch up ${index}`, CATCH_UPS) });
    }
    const api = await ApiProcess.start(world);
    /** Who paid while Temporal was away, and whether the message had gone out by then. */
    const paid = new Map<string, 'in time' | 'too late'>();
    try {
      await takeAway(chaos, world, chaos.servers.temporal, async () => {
        // Those at the end of the herd, few of whose messages are under way.
        for (const { id, number, email } of world.herd.slice(-3)) {
          const answer = await api.post('/v1/payments', {
            ...{ customer: id, receivedOn: '2024-03-10', currency: 'USD', amount: '100.00' },
            allocations: [{ invoice: `no:${number}`, amount: '100.00' }],
          });
          assert.equal(answer.status, 201, JSON.stringify(answer.body));
          paid.set(email, (await isHandedOver(world, id)) ? 'too late' : 'in time');
        }
        const asked = Date.now();
        const refused = await api.post(`/v1/customers/${world.herd[0]?.id ?? ''}/close`, { reason: 'dissolved' });
        assert.equal(refused.status, 503);
        assert.equal(refused.body['code'], 'engine-unavailable');
        assert.ok(Date.now() - asked <= AT_ONCE_MS, `The refusal took ${Date.now() - asked} ms`);
      });
      await world.settled(240_000);
      const reached = new Set(world.smtp.received.flatMap(({ envelope }) => envelope.to));
      for (const { email } of world.herd) {
        if (paid.get(email) === 'in time') assert.ok(!reached.has(email), `${email} was reminded after it had paid`);
        if (!paid.has(email)) assert.ok(reached.has(email), `${email} was not reminded`);
      }
      await nothingWasMissed(world, new Set(paid.keys()));
      await world.goesOn();
      return `${paid.size} payments were taken meanwhile, ${reached.size} customers got their message`;
    } finally {
      await api.stop();
    }
  });

/** Each step was done, and none in place of it: lateness of seconds is no miss. */
async function nothingWasMissed({ engine, herd }: ChaosWorld, paid: ReadonlySet<string>): Promise<void> {
  for (const { id, number, email } of herd) {
    if (paid.has(email)) continue;
    assert.deepEqual(await engine.settled(id), [`${number}/first done`]);
    const done = await engine.db.timelineEvent.findMany({ where: { customerId: id, kind: 'touch.done' } });
    assert.deepEqual(
      done.map(({ data }) => (data as { readonly nominalAt?: unknown }).nominalAt),
      [`${DUE_ON}T10:00:00.000Z`],
      `what ${number} was acted on for`,
    );
  }
}

/** Whether the customer's message was on its way to the mail server before now, or has come. */
async function isHandedOver({ engine }: ChaosWorld, customerId: string): Promise<boolean> {
  return (await engine.db.message.count({ where: { customerId, state: { in: ['handed_over', 'sent'] } } })) > 0;
}

/** PostgreSQL is away: activities come again, and not in a storm. */
export const postgresAway: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    await world.customers(Math.max(12, Math.ceil(16 * chaos.size)));
    await takeAway(chaos, world, chaos.servers.postgres, async () => undefined);
    await world.untilTaken(world.herd.length);
    await world.settled(240_000);
    const most = Math.max(...(await Promise.all(world.herd.map(({ id }) => mostAttempts(world, id)))));
    // Doubling from one second on, a server that is away so long is asked so often; and once more for a lost answer.
    const expected = Math.ceil(Math.log2(chaos.awayMs / 1_000 + 2)) + 4;
    assert.ok(most <= expected, `An activity was tried ${most} times; expected at most ${expected}`);
    await world.goesOn();
    return `${world.herd.length} customers got their message; the most attempts of an activity were ${most}`;
  });

async function mostAttempts(world: ChaosWorld, customerId: string): Promise<number> {
  const { events } = await world.collections(customerId).fetchHistory();
  const attempts = (events ?? []).map(({ activityTaskStartedEventAttributes: started }) => started?.attempt ?? 0);
  return Math.max(0, ...attempts);
}
