import { setTimeout as delay } from 'node:timers/promises';
import type { BenchSite } from './bench-site';
import { addressOf, countPlanned, seedCustomers } from './seed-customers';
import { median, percentile } from './stats';

export type Load = {
  readonly name: string;
  /** Milliseconds after the first reminder at which each is due. */
  readonly offsetsMs: readonly number[];
  readonly invoicesEach?: number;
  /** What is done when everything is planned and nothing is due yet. */
  readonly beforeDue?: () => Promise<void>;
  /** What that may take at most. */
  readonly beforeDueMs?: number;
};

export type LoadResult = {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** From the first due instant to the last arrival. */
  readonly drainMs: number;
  readonly perSecond: number;
  readonly lost: number;
  readonly doubled: number;
  /** How much later the last fifth came than the first: the backlog that grew. */
  readonly growthMs: number;
  /** Customers per second whose workflows were started and had planned. */
  readonly plannedPerSecond: number;
};

/** Customers that a slow machine starts and plans per second; measured anew by every load of some size. */
let plannedPerSecond = 10;
const MEASURED_FROM = 50;
/** Between the last plan and the first due instant, whatever the size. */
const SETTLE_MS = 3_500;
/** Nothing has come for so long: what is missing is lost. */
const GIVE_UP_MS = 20_000;

/**
 * Plays one load in an open loop: the due instants are fixed first, and when workers fall behind, the next is due all
 * the same. Latency is from the due instant to the end of the mail, by the mail server's clock.
 * @throws Error where customers are not planned before the first of them is due, though given twice the time
 */
export async function playLoad(site: BenchSite, load: Load): Promise<LoadResult> {
  const { name } = load;
  const first = await tryLoad(site, load);
  if (first !== null) return first;
  // Its customers are reminded late and counted nowhere: the next attempt waits until they are through.
  await delay(10_000);
  plannedPerSecond /= 2;
  const second = await tryLoad(site, { ...load, name: `${name}-again` });
  if (second === null) throw new Error(`The customers of ${name} were not planned before they were due`);
  return second;
}

/** @returns `null` where reminders came due before all were planned */
async function tryLoad(site: BenchSite, load: Load): Promise<LoadResult | null> {
  const { name, invoicesEach = 1 } = load;
  const count = load.offsetsMs.length;
  const startedAt = Date.now();
  const extraMs = load.beforeDueMs ?? 0;
  const firstDueAt = startedAt + (count / plannedPerSecond) * 1_350 + SETTLE_MS + extraMs;
  const dueAts = load.offsetsMs.map((offset) => Math.round(firstDueAt + offset));
  site.tally.expect(dueAts.map((_, index) => addressOf(name, index)));
  await seedCustomers(site.pg, { name, dueAts, invoicesEach });
  while ((await countPlanned(site.pg, name)) < count) {
    if (Date.now() > firstDueAt - extraMs) return null;
    await delay(100);
  }
  const planned = (count / (Date.now() - startedAt)) * 1_000;
  if (count >= MEASURED_FROM) plannedPerSecond = planned;
  await load.beforeDue?.();
  if (Date.now() > firstDueAt) return null;

  await delay(Math.max(0, firstDueAt - Date.now()));
  await untilArrived(site, name, dueAts);
  return { ...resultOf(site, name, dueAts), plannedPerSecond: planned };
}

async function untilArrived(site: BenchSite, name: string, dueAts: readonly number[]): Promise<void> {
  const lastDueAt = Math.max(...dueAts);
  let [seen, seenAt] = [-1, Date.now()];
  for (;;) {
    const arrived = dueAts.filter((_, index) => site.mails.arrivals.has(addressOf(name, index))).length;
    if (arrived !== seen) [seen, seenAt] = [arrived, Date.now()];
    if (arrived === dueAts.length || Date.now() > Math.max(lastDueAt, seenAt) + GIVE_UP_MS) break;
    await delay(50);
  }
  // What comes later than this is counted by the site's tally.
  await delay(500);
}

function resultOf({ mails }: BenchSite, name: string, dueAts: readonly number[]): Omit<LoadResult, 'plannedPerSecond'> {
  const arrivals = dueAts.map((_, index) => mails.arrivals.get(addressOf(name, index)) ?? []);
  const late = dueAts.flatMap((dueAt, index) => {
    const at = arrivals[index]?.[0];
    return at === undefined ? [] : [{ dueAt, ms: at - dueAt }];
  });
  late.sort((a, b) => a.dueAt - b.dueAt);
  const ms = late.map((one) => one.ms);
  const fifth = Math.max(1, Math.floor(ms.length / 5));
  const drainMs = Math.max(...arrivals.flat()) - Math.min(...dueAts);
  return {
    p50Ms: median(ms),
    p95Ms: percentile(ms, 0.95),
    p99Ms: percentile(ms, 0.99),
    drainMs,
    perSecond: (ms.length / drainMs) * 1_000,
    lost: dueAts.length - ms.length,
    doubled: arrivals.filter((times) => times.length > 1).length,
    growthMs: median(ms.slice(-fifth)) - median(ms.slice(0, fifth)),
  };
}
