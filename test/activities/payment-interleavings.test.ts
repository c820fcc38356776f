import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { EngineWorld, FREE_POLICY } from './support/engine-world';

const PLAYBOOK = `
playbook: one
steps:
  - { id: first, at: due, do: email, template: due-today }
`;

describe('a payment recorded while a reminder is due', () => {
  let world: EngineWorld;
  let count = 0;

  beforeAll(async () => {
    world = await EngineWorld.create();
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    world.at('2024-03-10T10:00:00Z');
  });
  afterAll(() => world.close());

  it('stops the message wherever it is committed before the hand-over began, and never leaves a pair half settled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          payAfterMs: fc.integer({ min: 0, max: 60 }),
          actAfterMs: fc.integer({ min: 0, max: 30 }),
          atClaimMs: fc.integer({ min: 0, max: 20 }),
          inProviderMs: fc.integer({ min: 0, max: 20 }),
          attempts: fc.integer({ min: 1, max: 2 }),
        }),
        async ({ payAfterMs, actAfterMs, atClaimMs, inProviderMs, attempts }) => {
          const number = `INV-${(count += 1)}`;
          const id = await world.customer({ externalId: `C-${count}` });
          await world.invoice(id, number, '2024-03-10');
          const plan = await world.plan(id);
          let isPaid = false;
          const late: string[] = [];
          let paidAtClaim = false;
          world.atStage = async (stage) => {
            if (stage === 'claimed') {
              await delay(atClaimMs);
              paidAtClaim = isPaid;
            }
            // The look just before the hand-over began after `claimed`; a payment committed by then must be seen by it.
            if (stage === 'handed-over' && attempts === 1 && paidAtClaim) late.push(number);
          };
          world.senders.during = async () => {
            await delay(inProviderMs);
          };
          world.senders.emails.length = 0;

          await Promise.all([
            delay(payAfterMs)
              .then(() => world.pay(id, number))
              .then(() => {
                isPaid = true;
              }),
            ...Array.from({ length: attempts }, () =>
              delay(actAfterMs).then(() => world.act(id, plan).catch(() => null)),
            ),
          ]);

          expect(late).toEqual([]);
          const sent = world.senders.emails.length;
          expect(sent).toBeLessThanOrEqual(attempts);
          const settled = await world.settled(id);
          expect(settled).toEqual(sent === 0 ? [] : [`${number}/first done`]);
          expect((await world.plan(id)).status).toBe('closed');
          expect(await world.db.touch.count({ where: { customerId: id, status: 'claimed' } })).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});
