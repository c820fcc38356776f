import assert from 'node:assert/strict';
import { FREE_POLICY } from '../../activities/support/engine-world';
import type { Scenario } from '../scenario';
import { ChaosWorld, DUE_ON } from '../support/chaos-world';
import { between, pick } from '../support/seeded';
import { SendingWorld } from '../support/sending-world';

const DAY_MS = 86_400_000;
const DOWNTIMES_DAYS = [1, 3, 30] as const;
const CATCH_UPS = ['latest', 'each', 'skip'] as const;
type CatchUp = (typeof CATCH_UPS)[number];
const STEPS = 45;
const WATCHED_DAYS = 5;

/** A step every day at 10:00. */
const daily = (catchUp: CatchUp): string => `
playbook: daily-${catchUp}
catchUp: ${catchUp}
applies: { customer.segment: ${catchUp} }
steps:
${Array.from({ length: STEPS }, (_, day) => `  - { id: day-${day}, at: due + ${day}d, do: email, template: due-today }`).join('\n')}
`;

type Sent = { readonly step: string; readonly at: string };

const iso = (at: number): string => new Date(at).toISOString();
const FIRST_AT = Date.parse(`${DUE_ON}T10:00:00Z`);

/**
 * What goes out, told apart from the program: the engine stops after `before` steps for `downDays` days and `lateMs`.
 * Latest: the last of what was missed, at once. Skip: nothing but what belongs to that very day. Each: the missed at once
 * and then a day apart; a step that comes due after the one before it acted is on schedule again.
 */
function expected(catchUp: CatchUp, before: number, downDays: number, lateMs: number): readonly Sent[] {
  const sent = Array.from({ length: before }, (_, day) => ({ day, at: FIRST_AT + day * DAY_MS }));
  const last = before - 1 + downDays;
  const resumedAt = FIRST_AT + last * DAY_MS + lateMs;
  for (let count = 0; count < WATCHED_DAYS; count += 1) {
    const day = (catchUp === 'each' ? before : last) + count;
    const nominalAt = FIRST_AT + day * DAY_MS;
    const lastAt = sent.at(-1)?.at ?? nominalAt;
    sent.push({ day, at: count === 0 ? resumedAt : nominalAt > lastAt ? nominalAt : lastAt + DAY_MS });
  }
  return sent.map(({ day, at }) => ({ step: `day-${day}`, at: iso(at) }));
}

async function played(sending: SendingWorld, catchUp: CatchUp, before: number, downDays: number, lateMs: number) {
  const { engine: world } = sending;
  const name = `${catchUp}-${before}-${downDays}`;
  world.at('2024-03-10T09:00:00Z');
  const id = await world.customer({ externalId: name, segment: catchUp });
  await world.invoice(id, name, DUE_ON);
  let plan = await world.reach(id);
  for (let count = 1; count <= before; count += 1) {
    const next = await world.act(id, plan);
    if (next.status !== 'planned') throw new Error(`${name}: ${next.summary}`);
    plan = next;
    if (count < before) world.at(plan.at);
  }
  // The timer of the next step fires while nobody is there.
  world.at(FIRST_AT + (before - 1 + downDays) * DAY_MS + lateMs);
  for (let count = 0; count < WATCHED_DAYS; count += 1) {
    const next = await world.act(id, plan);
    if (next.status !== 'planned') throw new Error(`${name}: ${next.summary}`);
    plan = next;
    world.at(Math.max(world.now, plan.at));
  }
  const touches = await world.db.touch.findMany({ where: { customerId: id, action: 'email' }, orderBy: { at: 'asc' } });
  const sent = touches.map(({ leadStepId, at }) => ({ step: leadStepId ?? '', at: at.toISOString() }));
  assert.deepEqual(sent, expected(catchUp, before, downDays, lateMs), name);
  assert.equal(sending.mailsTo(name).length, sent.length, `mails to ${name}`);
}

/** The engine is down for 1, 3 and 30 days: what was missed is caught up with exactly as the playbook says. */
export const engineDown: Scenario = ({ draw }) =>
  SendingWorld.with(async (world) => {
    await world.engine.publish('contact_policy', FREE_POLICY);
    for (const catchUp of CATCH_UPS) await world.engine.publish('playbook', daily(catchUp));
    const lateMs = between(draw, 'late', 10, 13 * 60) * 60_000;
    const before = between(draw, 'before', 1, 5);
    for (const downDays of DOWNTIMES_DAYS) {
      for (const catchUp of CATCH_UPS) await played(world, catchUp, before, downDays, lateMs);
    }
    const [minutes, mails] = [lateMs / 60_000, world.smtp.received.length];
    return `down after ${before} steps for ${DOWNTIMES_DAYS.join(', ')} days and ${minutes} minutes, by every catchUp: ${mails} mails`;
  });

/** The same on the real engine: timers fire while no worker is there, and workers come back days later. */
export const workersDown: Scenario = (chaos) =>
  ChaosWorld.with(chaos, daily('latest'), async (world) => {
    for (const catchUp of ['each', 'skip'] as const) await world.engine.publish('playbook', daily(catchUp));
    const ids = new Map<CatchUp, string>();
    for (const catchUp of CATCH_UPS) {
      const id = await world.engine.customer({ externalId: catchUp, segment: catchUp });
      await world.engine.invoice(id, catchUp, DUE_ON);
      ids.set(catchUp, id);
    }
    const fleet = await world.start(1);
    await world.untilTaken(CATCH_UPS.length);
    await world.settled();
    await fleet.stop();
    const downDays = pick(chaos.draw, 'days', DOWNTIMES_DAYS);
    const before = world.taken;
    await world.start(1, {}, iso(FIRST_AT + downDays * DAY_MS + 3_600_000));
    // Whoever is told of anything plans anew; the timer that should have woken it has days to go by the machine's clock.
    for (const [catchUp, id] of ids) await world.engine.invoice(id, `${catchUp}-later`, '2025-01-01');
    await world.untilTaken(before + CATCH_UPS.length);
    await world.settled();
    for (const [catchUp, id] of ids) {
      const touches = await world.engine.db.touch.findMany({ where: { customerId: id }, orderBy: { at: 'asc' } });
      const caughtUp = catchUp === 'each' ? 'day-1' : `day-${downDays}`;
      assert.deepEqual(
        touches.map(({ leadStepId }) => leadStepId),
        ['day-0', caughtUp],
        catchUp,
      );
    }
    return `workers away for ${downDays} days, one message by each catchUp`;
  });
