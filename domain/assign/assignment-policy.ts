import type { OpeningHours } from '../calendar/business-hours';
import type { Condition, LocalizedText } from '../types';

/**
 * How one of several suitable people is chosen.
 * - `round-robin`: whose last offer by this entry is longest ago
 * - `least-loaded`: who has the smallest load
 * - `weighted`: who has the smallest load for their weight
 * - `best-skill`: who has most of the preferred skills, then as `least-loaded`
 */
export type AssignmentStrategy = 'round-robin' | 'least-loaded' | 'weighted' | 'best-skill';

/** Words of a list, or those that the customer has itself. */
export type Wanted = readonly string[] | 'customer';

/** Who is suitable. An empty list asks for nothing. */
export type StaffCriteria = {
  readonly teams: readonly string[];
  readonly roles: readonly string[];
  /** All of them; `customer` = those of the customer's attribute `skills`, with commas between them. */
  readonly skills: Wanted;
  /** One of them; `customer` = the customer's attribute `region`. */
  readonly regions: Wanted;
  /** One of them; `customer` = the customer's language. */
  readonly languages: Wanted;
  readonly minimumSeniority: number;
};

/** Limits per person, besides the person's own; `null` = none. */
export type AssignmentCaps = { readonly customers: number | null; readonly newPerDay: number | null };

export type AssignmentEntry = {
  readonly id: string;
  /** `null` = every customer. */
  readonly when: Condition | null;
  /** Whether it is for customers that come back, for new ones, or for both (`null`). */
  readonly returning: boolean | null;
  readonly staff: StaffCriteria;
  readonly strategy: AssignmentStrategy;
  /** Skills that `best-skill` counts. */
  readonly prefer: Wanted;
  readonly caps: AssignmentCaps;
  /** How much such a customer weighs in its owner's load. */
  readonly load: number;
  /** What follows where nobody is suitable: the fallback queue, or the next entry that is for the customer. */
  readonly otherwise: 'queue' | 'next';
};

/** Who gets a new or returning customer, written by operators. */
export type AssignmentPolicy = {
  readonly name: string;
  readonly title: LocalizedText;
  readonly applies: Condition | null;
  readonly priority: number;
  /** In this order; the first that is for the customer chooses. */
  readonly entries: readonly AssignmentEntry[];
  readonly fallback: { readonly queue: string };
  /** Minutes of business time that a person has to accept. */
  readonly acceptWithinMinutes: number;
  readonly businessHours: OpeningHours;
  /** People that a customer is offered to, at most. */
  readonly tries: number;
  /** Ladder that is climbed when nobody accepts; `null` = none. */
  readonly escalate: string | null;
  /** Template of the email that welcomes the customer; `null` = none. */
  readonly welcome: string | null;
};
