import { EngineWorld, FREE_POLICY } from './support/engine-world';

const PLAYBOOK = `
playbook: two-reminders
steps:
  - { id: due-today, at: due, do: email, template: due-today }
  - { id: reminder-1, at: due + 7d, do: sms, template: reminder-1 }
`;

describe('sending a message that is due', () => {
  let world: EngineWorld;

  beforeEach(async () => {
    world = await EngineWorld.create();
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
  });
  afterEach(() => world.close());

  async function customerWithInvoice(externalId = 'C-1'): Promise<string> {
    const id = await world.customer({ externalId, phone: '+14155550100' });
    await world.invoice(id, `${externalId}-1`, '2024-03-10');
    return id;
  }

  it('sends it once, settles its pair, and plans the next', async () => {
    const id = await customerWithInvoice();
    const plan = await world.reach(id);
    expect(plan).toMatchObject({ action: 'email', at: Date.parse('2024-03-10T10:00:00Z') });
    expect(plan.summary).toBe('Email due-today, 1 invoice, 2024-03-10 10:00 UTC');

    const next = await world.act(id, plan);

    expect(world.senders.emails).toHaveLength(1);
    expect(world.senders.emails[0]).toMatchObject({ to: { address: 'c-1@example.com' } });
    expect(await world.settled(id)).toEqual(['C-1-1/due-today done']);
    expect(await world.messages(id)).toEqual(['email sent']);
    expect(next).toMatchObject({ status: 'planned', action: 'sms', at: Date.parse('2024-03-17T10:00:00Z') });
    expect(await world.timeline(id)).toEqual(['customer.created', 'invoice.issued', 'touch.done', 'message.sent']);
  });

  it('sends nothing and says why when the invoice was paid after it was planned', async () => {
    const id = await customerWithInvoice();
    const plan = await world.reach(id);
    await world.pay(id, 'C-1-1');

    const next = await world.act(id, plan);

    expect(next.status).toBe('closed');
    expect(world.senders.emails).toEqual([]);
    expect(await world.settled(id)).toEqual([]);
    expect((await world.timeline(id)).at(-1)).toBe('touch.guarded');
  });
});
