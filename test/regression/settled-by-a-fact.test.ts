import { liftHold } from '../../facts/write/lift-hold';
import { placeHold } from '../../facts/write/place-hold';
import { reversePayment } from '../../facts/write/reverse-payment';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';

const PLAYBOOK = `
playbook: with-a-block
steps:
  - { id: first, at: due, do: email, template: due-today }
  - { id: second, at: due + 7d, do: email, template: reminder-1 }
  - { id: block, at: due + 14d, do: hold-credit }
`;

// The engine once looked at the touch log without the pairs that belong to no touch: it planned them again, and failed at
// its claim for ever.
describe('steps that the end of a break has settled', () => {
  let world: EngineWorld;
  let id: string;

  beforeEach(async () => {
    world = await EngineWorld.create();
    world.at('2024-03-01T09:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    id = await world.customer({ externalId: 'C-1' });
    await world.invoice(id, 'INV-1', '2024-03-10');
  });
  afterEach(() => world.close());

  const expectOneReminderAndNoBlock = async (): Promise<void> => {
    const next = await world.act(id, await world.reach(id));
    expect(next).toMatchObject({ status: 'idle', summary: 'Waiting: exhausted' });
    expect(world.senders.emails).toHaveLength(1);
    expect(await world.settled(id)).toEqual(
      expect.arrayContaining(['INV-1/block superseded', 'INV-1/first superseded', 'INV-1/second done']),
    );
    expect((await world.db.customer.findUniqueOrThrow({ where: { id } })).creditHoldAt).toBeNull();
  };

  it('stay settled after a payment was taken back', async () => {
    await world.pay(id, 'INV-1');
    world.at('2024-04-10T12:00:00Z');
    const payment = await world.db.payment.findFirstOrThrow();
    await reversePayment(world.db, { payment: { id: payment.id }, reason: 'bounced' }, world.ctx());

    await expectOneReminderAndNoBlock();
  });

  it('stay settled after a hold was lifted', async () => {
    const hold = { scope: { customerId: id }, reason: 'dispute', note: null, until: null };
    const { row } = await placeHold(world.db, hold, world.ctx());
    world.at('2024-04-10T12:00:00Z');
    await liftHold(world.db, { holdId: row.id, version: null }, world.ctx());

    await expectOneReminderAndNoBlock();
  });
});
