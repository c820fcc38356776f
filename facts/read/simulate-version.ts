import { addDays } from '../../domain/calendar/civil-date';
import { civilDateAt, startOfDay } from '../../domain/calendar/zone';
import { appliesTo } from '../../domain/decide/applies-to';
import type { DecideInput } from '../../domain/decide/input';
import { scheduleItem } from '../../domain/decide/schedule';
import { simulateCustomer } from '../../domain/simulate/simulate-customer';
import type { CountedTouch } from '../../domain/simulate/summarize';
import { compareTouchLines } from '../../domain/simulate/touch-line';
import type { Instant, Playbook } from '../../domain/types';
import type { PrismaClient } from '../../prisma/generated/client';
import { loadDecideInput, type LoadedInput } from './load-decide-input';

/** Reads of customers that are under way at once: a few, so that a simulation never takes the pool from those who write. */
const SIDE_BY_SIDE = 4;

export type SimulateVersionInput = {
  readonly playbook: Playbook;
  readonly customers: readonly { readonly id: string; readonly externalId: string }[];
  /** From each customer's now to the end of its day so many days later. */
  readonly days: number;
};

export type SimulatedPortfolio = {
  /** In order of instant, customer and action; customers by external ID. */
  readonly touches: readonly (CountedTouch & { readonly zone: string })[];
  readonly notApplying: number;
};

/**
 * What a playbook would do to customers as they stand, were it published now and theirs: decided by the production code
 * on their facts, and nothing is sent. Paused customers count as activated. Steps that their playbook does not have yet
 * act only from now on, as they would after a publication.
 * @param now the machine's clock
 */
export async function simulateVersion(
  db: PrismaClient,
  { playbook, customers, days }: SimulateVersionInput,
  now: Instant,
): Promise<SimulatedPortfolio> {
  const waiting = [...customers];
  const touches: (CountedTouch & { readonly zone: string })[] = [];
  let notApplying = 0;
  const lookOn = async (): Promise<void> => {
    for (let customer = waiting.shift(); customer !== undefined; customer = waiting.shift()) {
      const loaded = await loadDecideInput(db, customer.id, { now });
      if (!appliesTo(playbook.applies, loaded.input.customer)) notApplying += 1;
      else touches.push(...play(customer.externalId, loaded, playbook, days));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lookOn));
  return { touches: touches.sort((a, b) => compareTouchLines(a.line, b.line)), notApplying };
}

function play(externalId: string, loaded: LoadedInput, playbook: Playbook, days: number) {
  const { context } = loaded;
  const start = underPlaybook(loaded, playbook);
  const { zone } = start.customer;
  const until = startOfDay(addDays(civilDateAt(context.now, zone), days), zone);
  return simulateCustomer(start, [], { from: context.now, until }).flatMap(
    ({ lead, at, action, covers, superseded, reason }) =>
      lead === null
        ? []
        : [{ line: { customer: externalId, at, action, lead, covers, superseded }, moves: reason.moves, zone }],
  );
}

/** The customer's input with another playbook in place of its own. */
function underPlaybook({ input, context }: LoadedInput, playbook: Playbook): DecideInput {
  const before = input.playbook;
  const known = new Set(before?.name === playbook.name ? before.steps.map(({ id }) => id) : []);
  const added = before === null ? [] : playbook.steps.filter(({ id }) => !known.has(id));
  return {
    ...input,
    playbook,
    paused: false,
    items: input.items.map((item) => scheduleItem(item, playbook, input.calendar, input.customer.zone)),
    stepsSince: new Map([
      ...[...input.stepsSince].filter(([id]) => known.has(id)),
      ...added.map(({ id }): [string, Instant] => [id, context.now]),
    ]),
  };
}
