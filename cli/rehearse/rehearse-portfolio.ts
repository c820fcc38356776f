import { randomUUID } from 'node:crypto';
import { addDays } from '../../domain/calendar/civil-date';
import { startOfDay } from '../../domain/calendar/zone';
import type { ImportedCustomer } from '../../domain/import/collect-facts';
import type { PortfolioRules } from '../../domain/simulate/simulate-portfolio';
import type { CountedTouch } from '../../domain/simulate/summarize';
import { compareTouchLines } from '../../domain/simulate/touch-line';
import type { Instant } from '../../domain/types';
import { stagedOut, testClockOut } from '../../api/contract/test-clocks';
import type { ApiClient } from '../http/api-client';
import { advanceClocks } from './advance-clocks';
import { createSandboxCustomer } from './create-sandbox-customer';
import { readTouches } from './read-touches';
import { sideBySide } from '../../domain/side-by-side';
import { stagedFactsOf } from './staged-facts';

/** Playbook, policy and calendar are published on the server; what they say is not looked at here, but for the order of the steps. */
export type Rehearsal = Pick<PortfolioRules, 'playbook' | 'from' | 'to' | 'assumedChannels'>;

/** Customers of one zone share a clock: its start and its end are theirs. */
type ZoneClock = {
  readonly id: string;
  readonly zone: string;
  readonly startAt: Instant;
  /** The first instant after the span. */
  readonly untilAt: Instant;
  readonly customers: readonly ImportedCustomer[];
};

const CREATED_AT_ONCE = 8;
/** Of one request; a fact is some 300 bytes. */
const FACTS_AT_ONCE = 2_000;

/**
 * Plays imported customers through a span of days on the running product: as sandbox customers on test clocks, with
 * their invoices and payments staged, through the production workflows. The playbook, the contact policy and the
 * calendar are those that are published there.
 *
 * @returns what `simulatePortfolio` returns for the same
 * @throws CliError where the product refuses something
 */
export async function rehearsePortfolio(
  api: ApiClient,
  customers: readonly ImportedCustomer[],
  rehearsal: Rehearsal,
  log: (line: string) => void,
): Promise<readonly CountedTouch[]> {
  const clocks = await createClocks(api, customers, rehearsal);
  for (const clock of clocks) await stage(api, clock, rehearsal, log);
  await advanceClocks(
    api,
    clocks.map(({ id, untilAt }) => ({ id, targetAt: untilAt - 1 })),
    log,
  );
  const touches: CountedTouch[] = [];
  for (const { id } of clocks) touches.push(...(await readTouches(api, id, rehearsal.playbook)));
  return touches.sort((a, b) => compareTouchLines(a.line, b.line));
}

async function createClocks(
  api: ApiClient,
  customers: readonly ImportedCustomer[],
  { from, to }: Rehearsal,
): Promise<readonly ZoneClock[]> {
  const rehearsalId = randomUUID();
  const clocks: ZoneClock[] = [];
  for (const zone of new Set(customers.map((customer) => customer.zone))) {
    const startAt = startOfDay(from, zone);
    const name = `rehearsal ${rehearsalId} ${zone}`;
    const { id } = await api.post('/v1/test-clocks', { name, startAt: new Date(startAt).toISOString() }, testClockOut);
    const untilAt = startOfDay(addDays(to, 1), zone);
    clocks.push({ id, zone, startAt, untilAt, customers: customers.filter((customer) => customer.zone === zone) });
  }
  return clocks;
}

async function stage(
  api: ApiClient,
  clock: ZoneClock,
  { assumedChannels }: Rehearsal,
  log: (line: string) => void,
): Promise<void> {
  const staged = await sideBySide(clock.customers, CREATED_AT_ONCE, async (customer) => {
    const id = await createSandboxCustomer(api, customer, { testClockId: clock.id, assumedChannels });
    return stagedFactsOf(customer, { ...clock, id });
  });
  const facts = staged.flat();
  for (let start = 0; start < facts.length; start += FACTS_AT_ONCE) {
    const batch = facts.slice(start, start + FACTS_AT_ONCE);
    await api.post(`/v1/test-clocks/${clock.id}/facts`, { facts: batch }, stagedOut);
  }
  log(`${clock.customers.length} customers in ${clock.zone} with ${facts.length} invoices and payments to come`);
}
