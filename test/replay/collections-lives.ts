import { parseAmount } from '../../domain/money/money';
import type { HandOver } from '../../activities/channels/hand-over';
import { recordPayment } from '../../facts/write/record-payment';
import { inTransaction } from '../../facts/write/transaction';
import type { EngineWorld } from '../activities/support/engine-world';
import { factsChangedSignal } from '../../workflows/messages';
import { eventually } from '../workflows/support/eventually';
import type { RunningEngine } from '../workflows/support/running-engine';
import type { History } from './histories';

const PLAYBOOK = `
playbook: one-mail
steps:
  - { id: mail, at: due, do: email, template: due-today }
`;
const DUE = { action: 'email', at: '2024-03-10T10:00:00.000Z' } as const;
const SHORTLY_BEFORE = '2024-03-10T09:59:58Z';
/** Time to pay in: more, where that was too little on a busy machine. */
const TIMES_BEFORE = ['2024-03-10T09:59:50Z', '2024-03-10T09:59:20Z', '2024-03-10T09:57:00Z'];

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
  const kept: Record<string, History> = { 'collections-guard-stood-back': await standBack(world, engine) };
  for (const [name, answer] of Object.entries(ANSWERS)) {
    world.senders.emailAnswers.push(answer);
    const id = await debtor(world, engine, name);
    await eventually(async () => {
      const touches = await world.db.touch.findMany({ where: { customerId: id, status: 'done' } });
      if (touches.length === 0) throw new Error(`${name}: nothing was sent yet`);
    });
    await world.pay(id, name);
    kept[`collections-${name}`] = await ended(engine, id);
  }
  return kept;
}

/** A customer who has paid by the time that its mail is due, of which its workflow has not heard. */
async function standBack(world: EngineWorld, engine: RunningEngine): Promise<History> {
  for (const [index, from] of TIMES_BEFORE.entries()) {
    const name = `paid-unheard-${index}`;
    const id = await debtor(world, engine, name, from);
    await payUnheard(world, id, name);
    const history = await ended(engine, id);
    const sent = await world.db.message.count({ where: { customerId: id } });
    if (sent === 0 && lastActivity(history) === 'sendEmail') return history;
  }
  throw new Error('No guard was asked');
}

/** A customer whose mail is due in some seconds, and whose workflow waits for nothing else. */
async function debtor(world: EngineWorld, engine: RunningEngine, name: string, from = SHORTLY_BEFORE): Promise<string> {
  world.at('2024-03-10T09:00:00Z');
  const id = await world.customer({ externalId: name, phone: '+14155550100' });
  await world.invoice(id, name, '2024-03-10');
  await engine.planned(id, DUE);
  await waits(engine, id);
  world.runFrom(from);
  await engine.collections(id).signal(factsChangedSignal, { eventId: 'test' });
  await waits(engine, id);
  return id;
}

/** Whatever it was told of before, it has planned for. */
async function waits(engine: RunningEngine, customerId: string): Promise<void> {
  await eventually(async () => {
    const names = await engine.eventNames(customerId);
    if (names.lastIndexOf('timerStarted') < names.lastIndexOf('workflowExecutionSignaled'))
      throw new Error(`${customerId} does not wait: ${names.at(-1) ?? ''}`);
  });
}

function lastActivity({ events }: History): string | null | undefined {
  return events?.findLast((event) => event.activityTaskScheduledEventAttributes)?.activityTaskScheduledEventAttributes
    ?.activityType?.name;
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
  });
  return collections.fetchHistory();
}
