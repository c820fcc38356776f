import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../workflows/support/eventually';
import type { Scenario } from '../scenario';
import { ChaosWorld, ONE_EMAIL } from '../support/chaos-world';
import { between, pick } from '../support/seeded';

/**
 * The mail server goes away under load, and refuses some addresses for good. What it has not taken is not called sent,
 * goes out when it is back, or is a task for a person.
 */
export const mailServerDown: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    const { engine, smtp, herd } = world;
    const count = Math.max(12, Math.ceil(16 * chaos.size));
    await world.customers(count);
    const refused = new Set(
      herd.filter(({ number }) => pick(chaos.draw, number, [true, false, false])).map(({ email }) => email),
    );
    smtp.rule((at, [to = '']) => (at === 'rcpt' && refused.has(to) ? { kind: 'refuse', at, code: 550 } : null));
    const expected = count - refused.size;
    await world.start(1, { messagesPerSecond: 10 });
    await world.untilTaken(between(chaos.draw, 'taken before', 0, Math.floor(expected / 2)));
    await smtp.down();
    await eventually(async () => {
      const attempts = await engine.db.message.count({ where: { state: { in: ['claimed', 'handed_over'] } } });
      if (attempts === 0) throw new Error('Nothing waits for the mail server');
    }, 60_000);
    await delay(between(chaos.draw, 'down', 500, 3_000));
    // The last that were taken are recorded in the meantime; none that was not is called sent.
    const sent = await engine.db.message.findMany({ where: { state: { in: ['sent', 'delivered'] } } });
    const taken = new Set(smtp.received.flatMap(({ envelope }) => envelope.to));
    assert.deepEqual(
      sent.map(({ address }) => address).filter((address) => !taken.has(address)),
      [],
    );
    await smtp.up();

    await world.untilTaken(expected);
    await eventually(async () => {
      const tasks = await engine.db.task.count({ where: { kind: 'fix-contact' } });
      if (tasks !== refused.size) throw new Error(`${tasks} of ${refused.size} tasks to mend an address`);
    }, 120_000);
    await world.settled();
    const states = await engine.db.contactPoint.findMany({ select: { address: true, state: true } });
    for (const { address, state } of states) assert.equal(state, refused.has(address) ? 'bounced' : 'ok', address);
    const lost = await engine.db.message.findMany({ where: { address: { in: [...refused] } } });
    assert.deepEqual([...new Set(lost.map(({ state }) => state))], refused.size === 0 ? [] : ['refused']);
    await world.goesOn();
    return `${expected} mails came after the server was back, ${refused.size} addresses are tasks for a person`;
  });
