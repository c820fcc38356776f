import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { createTestClock, openAdvance, stageFacts } from '../../../facts/write/test-clocks';
import { clockAdvanceWorkflowId } from '../../../workflows/ids';
import { taskQueues } from '../../../workflows/task-queues';
import { eventually } from '../../workflows/support/eventually';
import type { Scenario } from '../scenario';
import { ChaosWorld } from '../support/chaos-world';
import { between, pick, type Draw } from '../support/seeded';

const DAY_MS = 86_400_000;
const START = '2012-01-01T00:00:00Z';
const TARGET = '2012-06-01T00:00:00Z';
const CUSTOMERS = 6;
const STEP_DAYS = [0, 7, 14] as const;
const PLAYBOOK = `
playbook: three-mails
steps:
  - { id: first, at: due, do: email, template: due-today }
  - { id: second, at: due + 7d, do: email, template: reminder-1 }
  - { id: third, at: due + 14d, do: email, template: reminder-2 }
`;
const FAULTS = ['the workers', 'Temporal', 'Temporal and the workers'] as const;

type Story = {
  readonly number: string;
  readonly dueAt: number;
  readonly paidAt: number;
  readonly mailsAt: readonly string[];
};

const iso = (at: number): string => new Date(at).toISOString();
const day = (at: number): string => iso(at).slice(0, 10);

/** An invoice that is due around the leap day, and paid some time after it. */
function storyOf(draw: Draw, index: number): Story {
  const dueAt = Date.parse('2012-02-20T00:00:00Z') + between(draw, `due ${index}`, 0, 14) * DAY_MS;
  const paidAt = dueAt + between(draw, `paid ${index}`, 1, 20) * DAY_MS + DAY_MS / 2;
  const mailsAt = STEP_DAYS.map((days) => dueAt + days * DAY_MS + 10 * 3_600_000).filter((at) => at < paidAt);
  return { number: `INV-${index}`, dueAt, paidAt, mailsAt: mailsAt.map(iso) };
}

/** A test clock is moved over five months, and what moves it is restarted on the way: it goes on from where it stood. */
export const clockRestart: Scenario = (chaos) =>
  ChaosWorld.with(chaos, PLAYBOOK, async (world) => {
    const { engine, herd } = world;
    const { db } = engine;
    const clock = (await createTestClock(db, { name: 'past', startAt: Date.parse(START) })).row;
    const stories = new Map<string, Story>();
    for (let index = 0; index < CUSTOMERS; index += 1) {
      const story = storyOf(chaos.draw, index);
      const externalId = `s-${index}`;
      const customerId = await engine.customer({ externalId, testClockId: clock.id });
      const { number, dueAt, paidAt } = story;
      const sum = { currency: 'USD', amount: '100.00' };
      const facts = [
        {
          at: dueAt - 20 * DAY_MS,
          kind: 'invoice.create',
          payload: { number, issuedOn: day(dueAt), dueOn: day(dueAt), ...sum },
        },
        {
          at: paidAt,
          kind: 'payment.record',
          payload: { receivedOn: day(paidAt), ...sum, allocations: [{ invoice: number }] },
        },
      ];
      await stageFacts(db, { clockId: clock.id, facts: facts.map((fact) => ({ ...fact, customerId })) });
      herd.push({ id: customerId, number, email: `${externalId}@example.com`, phone: null });
      stories.set(customerId, story);
    }
    const mails = [...stories.values()].reduce((sum, { mailsAt }) => sum + mailsAt.length, 0);

    const fleet = await world.start(2, { movesClocks: true, messagesPerSecond: 4 }, iso(Date.now()));
    const targetAt = Date.parse(TARGET);
    const { id: advanceId } = await openAdvance(db, { clockId: clock.id, targetAt }, engine.ctx());
    await world.temporal.workflow.start('clockAdvance', {
      workflowId: clockAdvanceWorkflowId(advanceId),
      taskQueue: taskQueues(world.taskQueuePrefix).lifecycle,
      args: [{ advanceId, targetAt }],
    });
    await world.untilTaken(between(chaos.draw, 'mails before', 1, Math.max(1, mails - 2)));
    const fault = pick(chaos.draw, 'fault', FAULTS);
    if (fault !== 'the workers') await chaos.servers.temporal.stop();
    try {
      if (fault !== 'Temporal') for (const worker of [...fleet.workers]) worker.kill();
      await delay(between(chaos.draw, 'away', 500, 5_000));
    } finally {
      if (fault !== 'the workers') await chaos.servers.temporal.start();
    }

    await eventually(async () => {
      const { status, error } = await db.clockAdvance.findUniqueOrThrow({ where: { id: advanceId } });
      if (status !== 'done') throw new Error(`The advance is ${status}: ${error ?? ''}`);
    }, 240_000);
    await world.settled();
    const { nowAt } = await db.testClock.findUniqueOrThrow({ where: { id: clock.id } });
    assert.equal(nowAt.toISOString(), iso(targetAt));
    for (const [id, { number, mailsAt }] of stories) {
      const { clockNowAt } = await db.customer.findUniqueOrThrow({ where: { id } });
      assert.equal(clockNowAt?.toISOString(), iso(targetAt), `the now of ${number}`);
      const touches = await db.touch.findMany({ where: { customerId: id }, orderBy: { at: 'asc' } });
      assert.deepEqual(
        touches.map(({ at }) => at.toISOString()),
        mailsAt,
        `the mails of ${number}`,
      );
      const { _max, _min } = await db.timelineEvent.aggregate({
        where: { customerId: id },
        _max: { at: true },
        _min: { at: true },
      });
      const span = [_min.at?.getTime() ?? 0, _max.at?.getTime() ?? Infinity] as const;
      assert.ok(
        span[0] >= Date.parse(START) && span[1] <= targetAt,
        `${number} lived from ${iso(span[0])} to ${iso(span[1])}`,
      );
    }
    await world.goesOn();
    return `${fault} went away on the way of ${CUSTOMERS} customers through 5 months; ${world.taken} mails for ${mails} touches`;
  });
