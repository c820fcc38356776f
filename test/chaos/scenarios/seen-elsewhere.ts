import assert from 'node:assert/strict';
import { reversePayment } from '../../../facts/write/reverse-payment';
import { EngineWorld, FREE_POLICY } from '../../activities/support/engine-world';
import type { Scenario } from '../scenario';
import { between } from '../support/seeded';

const MONTHLY = `
playbook: monthly
minimumBalance: { USD: '1.00' }
steps:
  - { id: first, at: due, do: email, template: due-today }
  - { id: second, at: due + 7d, do: email, template: reminder-1 }
  - { id: third, at: due + 14d, do: email, template: reminder-2 }
  - { id: last, at: due + 30d, do: hold-credit }
`;
const HOURS = `
policy: hours
windows: [{ days: [mon, tue, wed, thu, fri], from: '09:00', to: '17:00' }]
`;

async function inWorld(policy: string, work: (world: EngineWorld) => Promise<string>): Promise<string> {
  const world = await EngineWorld.create();
  try {
    world.at('2024-03-01T09:00:00Z');
    await world.publish('contact_policy', policy);
    await world.publish('playbook', MONTHLY);
    return await work(world);
  } finally {
    await world.close();
  }
}

/** 36 invoices, of which some are paid after the plan was made: one mail, of those that are owed. */
export const manyInvoices: Scenario = ({ draw }) =>
  inWorld(FREE_POLICY, async (world) => {
    const id = await world.customer({ externalId: 'many' });
    const numbers = Array.from({ length: 36 }, (_, index) => `INV-${100 + index}`);
    for (const number of numbers) await world.invoice(id, number, '2024-03-10');
    const plan = await world.reach(id);
    const paid = numbers.filter((number) => draw(number) < 0.3);
    for (const number of paid) await world.pay(id, number);
    await world.act(id, plan);
    const owed = numbers.filter((number) => !paid.includes(number));
    const [mail, ...more] = world.senders.emails;
    assert.equal(more.length, 0);
    assert.deepEqual(
      numbers.filter((number) => mail?.text.includes(number)),
      owed,
    );
    return `one mail for ${owed.length} invoices, ${paid.length} were paid before`;
  });

/** What is left is too small to be worth a message. */
export const cents: Scenario = ({ draw }) =>
  inWorld(FREE_POLICY, async (world) => {
    const left = between(draw, 'left', 1, 99);
    const id = await world.customer({ externalId: 'cents' });
    await world.invoice(id, 'INV-1', '2024-03-10');
    const plan = await world.reach(id);
    await world.pay(id, 'INV-1', ((10_000 - left) / 100).toFixed(2));
    const next = await world.act(id, plan);
    assert.equal(next.summary, 'Waiting: below-minimum');
    assert.equal(world.senders.emails.length, 0);
    return `nothing for 0.${String(left).padStart(2, '0')}`;
  });

/** A payment bounces weeks later: the customer gets the latest reminder, and no surprise. */
export const chargeBack: Scenario = ({ draw }) =>
  inWorld(FREE_POLICY, async (world) => {
    const id = await world.customer({ externalId: 'bounced' });
    await world.invoice(id, 'INV-1', '2024-03-10');
    await world.act(id, await world.reach(id));
    await world.pay(id, 'INV-1');
    assert.equal((await world.plan(id)).status, 'closed');
    const days = between(draw, 'days', 25, 60);
    world.at(Date.parse('2024-03-10T12:00:00Z') + days * 86_400_000);
    const payment = await world.db.payment.findFirstOrThrow();
    await reversePayment(world.db, { payment: { id: payment.id }, reason: 'bounced' }, world.ctx());
    const next = await world.act(id, await world.reach(id));
    assert.equal(world.senders.emails.length, 2);
    const { creditHoldAt } = await world.db.customer.findUniqueOrThrow({ where: { id } });
    if (days >= 30) assert.deepEqual({ creditHoldAt, status: next.status }, { creditHoldAt: null, status: 'idle' });
    const steps = (await world.settled(id)).filter((line) => line.endsWith(' done'));
    assert.deepEqual(steps, ['INV-1/first done', 'INV-1/third done']);
    return `taken back after ${days} days: one reminder`;
  });

/** An invoice that arrives on a Sunday night is told of in the customer's working hours. */
export const sundayNight: Scenario = ({ draw }) =>
  inWorld(HOURS, async (world) => {
    const zones = ['Asia/Shanghai', 'America/New_York', 'Europe/London', 'Pacific/Auckland'];
    for (const zone of zones) {
      world.at(Date.parse('2024-03-17T21:46:00Z') + between(draw, zone, 0, 240) * 60_000);
      const id = await world.customer({ externalId: zone.toLowerCase().replace('/', '-'), zone });
      await world.invoice(id, `INV-${zone}`, '2024-03-16');
      await world.act(id, await world.reach(id));
      const { at } = await world.db.touch.findFirstOrThrow({ where: { customerId: id } });
      const format = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        weekday: 'short',
        hour: '2-digit',
        hourCycle: 'h23',
      });
      const { weekday = '', hour = '' } = Object.fromEntries(
        format.formatToParts(at).map(({ type, value }) => [type, value]),
      );
      assert.ok(
        !['Sat', 'Sun'].includes(weekday) && Number(hour) >= 9 && Number(hour) < 17,
        `${zone} ${weekday} ${hour}`,
      );
    }
    return `${zones.length} zones, all on a working day between 9 and 17`;
  });

/** Without an address nobody waits in silence: a person is asked for one, once. */
export const noAddress: Scenario = () =>
  inWorld(FREE_POLICY, async (world) => {
    const id = await world.customer({ externalId: 'nowhere', email: null });
    await world.invoice(id, 'INV-1', '2024-03-10');
    const plan = await world.reach(id);
    assert.equal(plan.action, 'fix-contact');
    await world.act(id, plan);
    await world.act(id, plan);
    assert.equal(await world.db.task.count({ where: { kind: 'fix-contact', customerId: id } }), 1);
    return 'one task for a person';
  });
