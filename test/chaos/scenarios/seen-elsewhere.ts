import assert from 'node:assert/strict';
import { addContactPoint } from '../../../facts/write/contact-points';
import { reversePayment } from '../../../facts/write/reverse-payment';
import { FREE_POLICY, type EngineWorld } from '../../activities/support/engine-world';
import type { Scenario } from '../scenario';
import { between, pick } from '../support/seeded';
import { SendingWorld } from '../support/sending-world';

const DAY_MS = 86_400_000;
const MONTHLY = `
playbook: monthly
minimumBalance: { USD: '1.00' }
steps:
  - { id: first, at: due, do: email, template: due-today }
  - { id: second, at: due + 7d, do: email, template: reminder-1 }
  - { id: third, at: due + 14d, do: email, template: reminder-2 }
  - { id: last, at: due + 30d, do: hold-credit }
`;
const FOUR_LEVELS = `
playbook: four-levels
steps:
  - { id: level-1, at: due, do: email, template: due-today }
  - { id: level-2, at: due + 7d, do: email, template: reminder-1 }
  - { id: level-3, at: due + 14d, do: email, template: reminder-2 }
  - { id: level-4, at: due + 21d, do: email, template: final-notice }
`;
const HOURS = `
policy: hours
windows: [{ days: [mon, tue, wed, thu, fri], from: '09:00', to: '17:00' }]
`;

function inWorld(policy: string, work: (world: SendingWorld) => Promise<string>, playbook = MONTHLY): Promise<string> {
  return SendingWorld.with(async (world) => {
    world.engine.at('2024-03-01T09:00:00Z');
    await world.engine.publish('contact_policy', policy);
    await world.engine.publish('playbook', playbook);
    return work(world);
  });
}

/** Acts on what is planned until a day, as the workflow would. @returns what it did */
async function live(engine: EngineWorld, customerId: string, until: string): Promise<readonly string[]> {
  const done: string[] = [];
  let plan = await engine.plan(customerId);
  while (plan.status === 'planned' && plan.at < Date.parse(until)) {
    engine.at(Math.max(engine.now, plan.at));
    done.push(plan.action);
    plan = await engine.act(customerId, plan);
  }
  engine.at(Math.max(engine.now, Date.parse(until)));
  return done;
}

const PAID_MEANWHILE = ['none', 'the largest', 'some', 'all'] as const;

/** 36 invoices, of which some are paid after the plan was made: one mail, of those that are owed, and none of nothing. */
export const manyInvoices: Scenario = ({ draw }) =>
  inWorld(FREE_POLICY, async ({ engine, smtp }) => {
    const id = await engine.customer({ externalId: 'many' });
    const amounts = new Map(
      Array.from({ length: 36 }, (_, index) => [`INV-${100 + index}`, `${100 + ((index * 7) % 36)}.00`] as const),
    );
    for (const [number, amount] of amounts) await engine.invoice(id, number, '2024-03-10', amount);
    const plan = await engine.reach(id);
    const meanwhile = pick(draw, 'paid', PAID_MEANWHILE);
    const isPaid = (number: string, amount: string): boolean => {
      if (meanwhile === 'some') return draw(number) < 0.3;
      return meanwhile === 'all' || (meanwhile === 'the largest' && amount === '135.00');
    };
    const owed: string[] = [];
    for (const [number, amount] of amounts) {
      if (isPaid(number, amount)) await engine.pay(id, number, amount);
      else owed.push(number);
    }
    await engine.act(id, plan);
    const mails = smtp.received.map(({ parsed }) => [...amounts.keys()].filter((one) => parsed.text?.includes(one)));
    assert.deepEqual(mails, owed.length === 0 ? [] : [owed]);
    return `${mails.length} mails for ${owed.length} of 36 invoices; paid after the plan: ${meanwhile}`;
  });

/** What is left is too small to be worth a message, or anything else: from one cent on, up to the minimum and not with it. */
export const cents: Scenario = ({ draw }) =>
  inWorld(FREE_POLICY, async (world) => {
    const { engine } = world;
    const left = between(draw, 'left', 2, 99);
    const before = engine.now;
    for (const cent of [1, left, 100]) {
      engine.at(before);
      const name = `owes-${cent}`;
      const id = await engine.customer({ externalId: name });
      await engine.invoice(id, name, '2024-03-10');
      await engine.pay(id, name, ((10_000 - cent) / 100).toFixed(2));
      const done = await live(engine, id, '2024-06-01T00:00:00Z');
      assert.deepEqual(done, cent < 100 ? [] : ['email', 'email', 'email', 'hold-credit'], name);
      assert.equal(world.mailsTo(name).length, cent < 100 ? 0 : 3, name);
      const { creditHoldAt } = await engine.db.customer.findUniqueOrThrow({ where: { id } });
      assert.equal(creditHoldAt === null, cent < 100, name);
    }
    return `nothing for 0.01 and 0.${String(left).padStart(2, '0')}; three mails and a block for 1.00`;
  });

/** A payment bounces weeks later: the customer gets the latest reminder, and no surprise. */
export const chargeBack: Scenario = ({ draw }) =>
  inWorld(FREE_POLICY, async (world) => {
    const { engine } = world;
    const id = await engine.customer({ externalId: 'bounced' });
    await engine.invoice(id, 'INV-1', '2024-03-10');
    await engine.act(id, await engine.reach(id));
    await engine.pay(id, 'INV-1');
    assert.equal((await engine.plan(id)).status, 'closed');
    const days = between(draw, 'days', 25, 60);
    engine.at(Date.parse('2024-03-10T12:00:00Z') + days * DAY_MS);
    const payment = await engine.db.payment.findFirstOrThrow();
    await reversePayment(engine.db, { payment: { id: payment.id }, reason: 'bounced' }, engine.ctx());
    const next = await engine.act(id, await engine.reach(id));
    assert.deepEqual(
      world.mailsTo('bounced').map(({ parsed }) => parsed.subject?.includes('INV-1')),
      [true, true],
    );
    const { creditHoldAt } = await engine.db.customer.findUniqueOrThrow({ where: { id } });
    if (days >= 30) assert.deepEqual({ creditHoldAt, status: next.status }, { creditHoldAt: null, status: 'idle' });
    const steps = (await engine.settled(id)).filter((line) => line.endsWith(' done'));
    assert.deepEqual(steps, ['INV-1/first done', 'INV-1/third done']);
    return `taken back after ${days} days: one reminder`;
  });

/** Days are missed: not four levels on four days, but the latest of them; what was left out is told. */
export const dayMissed: Scenario = ({ draw }) =>
  inWorld(
    FREE_POLICY,
    async (world) => {
      const { engine } = world;
      const id = await engine.customer({ externalId: 'missed' });
      await engine.invoice(id, 'INV-1', '2024-03-10');
      const reached = between(draw, 'reached', 1, 4);
      const plan = await engine.plan(id);
      const backAt = Date.parse('2024-03-10T10:00:00Z') + (reached - 1) * 7 * DAY_MS;
      engine.at(backAt + between(draw, 'late', 10, 5 * 24 * 60) * 60_000);
      await engine.act(id, plan);
      const steps = ['level-1', 'level-2', 'level-3', 'level-4'];
      const passed = steps.slice(0, reached - 1);
      assert.deepEqual(await engine.settled(id), [
        ...passed.map((step) => `INV-1/${step} superseded`),
        `INV-1/level-${reached} done`,
      ]);
      const told = await engine.db.timelineEvent.findMany({ where: { customerId: id, kind: 'step.superseded' } });
      const pairs = told.flatMap(
        ({ data }) => (data as unknown as { readonly pairs: readonly { readonly step: string }[] }).pairs,
      );
      assert.deepEqual(pairs.map(({ step }) => step).toSorted(), passed);
      // Nothing more on the days that follow, until the next level is due.
      const nextAt = Date.parse('2024-03-10T10:00:00Z') + reached * 7 * DAY_MS;
      await live(engine, id, new Date(nextAt).toISOString());
      assert.equal(world.mailsTo('missed').length, 1);
      await live(engine, id, '2024-06-01T00:00:00Z');
      assert.equal(world.mailsTo('missed').length, 1 + 4 - reached);
      return `back at level ${reached}: one mail, ${passed.length} levels told as superseded`;
    },
    FOUR_LEVELS,
  );

/** An invoice that arrives on a Sunday night, or at half past one, is acted on in the customer's hours. */
export const sundayNight: Scenario = ({ draw }) =>
  inWorld(HOURS, async (world) => {
    const { engine } = world;
    const zones = ['Asia/Shanghai', 'America/New_York', 'Europe/London', 'Pacific/Auckland'];
    for (const zone of zones) {
      const format = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      });
      const local = (at: Date | null) =>
        Object.fromEntries(format.formatToParts(at ?? new Date(0)).map(({ type, value }) => [type, value]));
      const externalId = zone.toLowerCase().replace('/', '-');
      engine.at(Date.parse('2024-03-17T21:46:00Z') + between(draw, zone, 0, 240) * 60_000);
      const id = await engine.customer({ externalId, zone });
      await engine.invoice(id, `INV-${zone}`, '2024-03-16');
      await live(engine, id, '2024-06-01T00:00:00Z');
      const mails = await engine.db.touch.findMany({ where: { customerId: id, action: 'email' } });
      assert.equal(mails.length, world.mailsTo(externalId).length);
      assert.equal(mails.length, 3);
      for (const { at } of mails) {
        const { weekday = '', hour = '' } = local(at);
        const isOpen = !['Sat', 'Sun'].includes(weekday) && Number(hour) >= 9 && Number(hour) < 17;
        assert.ok(isOpen, `${zone} ${weekday} ${hour}`);
      }
      const { creditHoldAt } = await engine.db.customer.findUniqueOrThrow({ where: { id } });
      const { hour, minute } = local(creditHoldAt);
      assert.equal(`${hour}:${minute}`, '10:00', `the hour at which ${zone} is blocked`);
    }
    return `${zones.length} zones, all on a working day between 9 and 17, and blocked at sendAt`;
  });

/** Without an address nobody waits in silence: a person is asked for one, once, and then the reminder goes out. */
export const noAddress: Scenario = ({ draw }) =>
  inWorld(FREE_POLICY, async (world) => {
    const { engine } = world;
    const id = await engine.customer({ externalId: 'nowhere', email: null });
    await engine.invoice(id, 'INV-1', '2024-03-10');
    const plan = await engine.reach(id);
    assert.equal(plan.action, 'fix-contact');
    await engine.act(id, plan);
    await engine.act(id, plan);
    assert.equal(await engine.db.task.count({ where: { kind: 'fix-contact', customerId: id } }), 1);
    const days = between(draw, 'days', 0, 6);
    engine.at(Date.parse('2024-03-11T09:00:00Z') + days * DAY_MS);
    const point = { channel: 'email', address: 'nowhere@example.com', role: 'billing', consents: [] } as const;
    await addContactPoint(engine.db, { ...point, customerId: id }, engine.ctx());
    await engine.act(id, await engine.reach(id));
    assert.equal(world.mailsTo('nowhere').length, 1);
    return `one task for a person, one mail when there was an address ${days + 1} days later`;
  });
