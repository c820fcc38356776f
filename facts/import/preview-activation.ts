import { addDays } from '../../domain/calendar/civil-date';
import { civilDateAt, startOfDay } from '../../domain/calendar/zone';
import { simulateCustomer } from '../../domain/simulate/simulate-customer';
import { summarize, type CountedTouch, type Summary } from '../../domain/simulate/summarize';
import type { Instant } from '../../domain/types';
import type { PrismaClient } from '../../prisma/generated/client';
import { loadDecideInput } from '../read/load-decide-input';
import { pausedCustomerIds } from './activate-import';

/** Reads of customers that are under way at once: a few, so that a preview never takes the pool from those who write. */
const SIDE_BY_SIDE = 4;

/**
 * What the first day would send if an import's paused customers were activated now: the touches of each until its own
 * midnight, decided by the production code on the facts as they stand.
 * @param first only the first so many, in the order of the file
 */
export async function previewActivation(
  db: PrismaClient,
  { importId, first }: { readonly importId: string; readonly first: number },
  now: Instant,
): Promise<Summary & { readonly looked: number }> {
  const waiting = [...(await pausedCustomerIds(db, importId, { first }))];
  const looked = waiting.length;
  const touches: CountedTouch[] = [];
  const lookOn = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      touches.push(...(await firstDay(db, id, now)));
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lookOn));
  return { ...summarize(touches), looked };
}

async function firstDay(db: PrismaClient, customerId: string, machineNow: Instant): Promise<readonly CountedTouch[]> {
  const { input, context } = await loadDecideInput(db, customerId, { now: machineNow });
  const { zone } = input.customer;
  const until = startOfDay(addDays(civilDateAt(context.now, zone), 1), zone);
  const touches = simulateCustomer({ ...input, paused: false }, [], { from: context.now, until });
  return touches.flatMap(({ lead, at, action, covers, superseded, reason }) =>
    lead === null
      ? []
      : [{ line: { customer: customerId, at, action, lead, covers, superseded }, moves: reason.moves }],
  );
}
