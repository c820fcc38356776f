import { parseAmount } from '../../domain/money/money';
import type { HandOver } from '../../activities/channels/hand-over';
import { recordPayment } from '../../facts/write/record-payment';
import { inTransaction } from '../../facts/write/transaction';
import type { EngineWorld } from '../activities/support/engine-world';
import { eventually } from '../workflows/support/eventually';
import type { RunningEngine } from '../workflows/support/running-engine';
import type { History } from './histories';

const PLAYBOOK = `
playbook: one-mail
steps:
  - { id: mail, at: due, do: email, template: due-today }
`;
const SHORTLY_BEFORE = '2024-03-10T09:59:57Z';

const ANSWERS: Readonly<Record<string, HandOver>> = {
  'unknown-outcome': { kind: 'unknown', code: 'timeout', text: 'no answer' },
  'tried-again': { kind: 'transient', code: '421', text: 'later', retryAfterMs: null },
  refused: { kind: 'refused', code: '550', text: 'nobody here', contactPoint: 'bounced' },
};

/** One mail each: to somebody who has paid meanwhile without the workflow having heard of it, and by the provider's answer. */
export async function liveThroughOutcomes(
  world: EngineWorld,
  engine: RunningEngine,
): Promise<Readonly<Record<string, History>>> {
  world.at('2024-03-10T09:00:00Z');
  await world.publish('playbook', PLAYBOOK);
  const kept: Record<string, History> = {};

  const paid = await debtor(world, 'paid-unheard');
  await payUnheard(world, paid, 'paid-unheard');
  kept['collections-guard-stood-back'] = await ended(engine, paid);
  for (const [name, answer] of Object.entries(ANSWERS)) {
    world.senders.emailAnswers.push(answer);
    const id = await debtor(world, name);
    await eventually(async () => {
      const touches = await world.db.touch.findMany({ where: { customerId: id, status: 'done' } });
      if (touches.length === 0) throw new Error(`${name}: nothing was sent yet`);
    }, 60_000);
    await world.pay(id, name);
    kept[`collections-${name}`] = await ended(engine, id);
  }
  return kept;
}

/** A customer whose mail is due in some seconds. */
async function debtor(world: EngineWorld, name: string): Promise<string> {
  world.runFrom(SHORTLY_BEFORE);
  const id = await world.customer({ externalId: name, phone: '+14155550100' });
  await world.invoice(id, name, '2024-03-10');
  await eventually(async () => {
    const where = { customerId: id, kind: 'collections', nextAt: { not: null } } as const;
    if ((await world.db.episode.count({ where })) === 0) throw new Error(`${name} is not planned for`);
  });
  return id;
}

/** The fact is there, and its event is lost on the way. */
async function payUnheard(world: EngineWorld, customerId: string, number: string): Promise<void> {
  const amountMinor = parseAmount('100.00', 'USD')!;
  await inTransaction(world.db, async (tx) => {
    const allocations = [{ invoice: { number }, instalment: null, amountMinor }];
    const payment = { customerId, externalId: null, received: { at: world.now }, currency: 'USD' };
    await recordPayment(tx, { ...payment, amountMinor, allocations }, world.ctx());
    await tx.outbox.deleteMany({ where: { customerId, sentAt: null } });
  });
}

async function ended(engine: RunningEngine, customerId: string): Promise<History> {
  const collections = engine.collections(customerId);
  await eventually(async () => {
    const { status } = await collections.describe();
    if (status.name !== 'COMPLETED') throw new Error(`${collections.workflowId} is ${status.name}`);
  }, 60_000);
  return collections.fetchHistory();
}
