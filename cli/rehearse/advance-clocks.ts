import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { stagedFactsPageOut } from '../../api/contract/staged-facts';
import { advanceOut, testClockOut } from '../../api/contract/test-clocks';
import type { Instant } from '../../domain/types';
import { CliError } from '../cli-error';
import type { ApiClient } from '../http/api-client';

export type ClockTarget = { readonly id: string; readonly targetAt: Instant };
type Advance = z.output<typeof advanceOut>;

const LOOK_EVERY_MS = 300;
const TOLD_EVERY_MS = 5_000;
/** Refused facts that are shown; more follow the same pattern. */
const LISTED = 20;

/**
 * Moves test clocks side by side, and waits until all have arrived.
 * @throws CliError where an advance fails, or a staged fact was refused on the way
 */
export async function advanceClocks(
  api: ApiClient,
  targets: readonly ClockTarget[],
  log: (line: string) => void,
): Promise<void> {
  let running: readonly Advance[] = await Promise.all(
    targets.map(({ id, targetAt }) =>
      api.post(`/v1/test-clocks/${id}/advances`, { to: new Date(targetAt).toISOString() }, advanceOut),
    ),
  );
  let toldAt = Date.now();
  while (running.some(({ status }) => status === 'running')) {
    await delay(LOOK_EVERY_MS);
    running = await Promise.all(running.map((advance) => lookAgain(api, advance)));
    const failed = running.find(({ status }) => status === 'failed');
    if (failed !== undefined)
      throw new CliError([`The clock stopped on its way to ${failed.to}: ${failed.error ?? ''}`]);
    if (Date.now() - toldAt < TOLD_EVERY_MS) continue;
    toldAt = Date.now();
    const done = running.reduce((sum, { customersDone }) => sum + customersDone, 0);
    const total = running.reduce((sum, { customersTotal }) => sum + customersTotal, 0);
    log(`${done} of ${total} customers have arrived`);
  }
  for (const { id } of targets) await refuseRefused(api, id);
}

function lookAgain(api: ApiClient, advance: Advance): Promise<Advance> {
  if (advance.status !== 'running') return Promise.resolve(advance);
  return api.get(`/v1/test-clocks/${advance.clockId}/advances/${advance.id}`, advanceOut);
}

async function refuseRefused(api: ApiClient, clockId: string): Promise<void> {
  const { name, factsRefused } = await api.get(`/v1/test-clocks/${clockId}`, testClockOut);
  if (factsRefused === 0) return;
  const { items } = await api.get(
    `/v1/test-clocks/${clockId}/facts?status=refused&limit=${LISTED}`,
    stagedFactsPageOut,
  );
  throw new CliError([
    `${factsRefused} staged facts of test clock "${name}" were refused when they arrived:`,
    ...items.map(({ customer, at, kind, error }) => `  ${customer.externalId}, ${at}, ${kind}: ${error ?? ''}`),
  ]);
}
