import { civilDateAt } from '../calendar/zone';
import type { Absence } from '../staff/absence';
import type { Instant, Language } from '../types';

/** One member of staff as the choice sees them, with what they look after now. */
export type Candidate = {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly team: string | null;
  readonly role: string;
  readonly skills: readonly string[];
  readonly regions: readonly string[];
  readonly language: Language;
  readonly seniority: number;
  /** IANA zone in which absences and days are counted. */
  readonly zone: string;
  /** Days, both included, on which nothing is given to them. */
  readonly absences: readonly Absence[];
  /** Limits of the person's own; `null` = none. */
  readonly maxCustomers: number | null;
  readonly maxNewPerDay: number | null;
  /** Share under `weighted`; at least 1. */
  readonly weight: number;
  /** Customers owned, those offered and not yet accepted included. */
  readonly customers: number;
  /** Sum of the loads of these customers. */
  readonly load: number;
  /** When customers were offered, for two days back at least. */
  readonly offeredAt: readonly Instant[];
  /** By entry the number of the last offer it made to this person; of two numbers the higher is later. */
  readonly lastOffer: ReadonlyMap<string, number>;
};

/** Offers made to the candidate on the civil day of `asOf` in the candidate's zone. */
export function offersToday({ offeredAt, zone }: Candidate, asOf: Instant): number {
  const today = civilDateAt(asOf, zone);
  return offeredAt.filter((at) => civilDateAt(at, zone) === today).length;
}

/** The candidate after one more offer by `entry`. @param number of the offer, higher than those before */
export function withOffer(
  candidate: Candidate,
  {
    entry,
    load,
    at,
    number,
  }: { readonly entry: string; readonly load: number; readonly at: Instant; readonly number: number },
): Candidate {
  return {
    ...withCustomer(candidate, load),
    offeredAt: [...candidate.offeredAt, at],
    lastOffer: new Map([...candidate.lastOffer, [entry, number]]),
  };
}

/** The candidate with one customer more, of this load. */
export function withCustomer(candidate: Candidate, load: number): Candidate {
  return { ...candidate, customers: candidate.customers + 1, load: candidate.load + load };
}

/** The candidate without one customer of this load. */
export function withoutCustomer(candidate: Candidate, load: number): Candidate {
  return { ...candidate, customers: candidate.customers - 1, load: candidate.load - load };
}
