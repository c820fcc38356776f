import type { Instant, LocalizedText } from '../types';
import type { AssignmentPolicy } from './assignment-policy';
import { withCustomer, withOffer, withoutCustomer, type Candidate } from './candidate';
import { chooseOwner } from './choose-owner';
import type { AssignedCustomer } from './wanted-words';

/** A customer that is given to somebody again. */
export type PlacedCustomer = AssignedCustomer & {
  readonly id: string;
  readonly ownerId: string | null;
  /** Its weight in the owner's load now. */
  readonly load: number;
  /** The policy for it, or the person that it goes to; `null` where no policy is for it. */
  readonly to: AssignmentPolicy | { readonly staffId: string } | null;
};

export type Move = {
  readonly customerId: string;
  readonly fromStaffId: string | null;
  /** `null`: it goes to the queue. */
  readonly toStaffId: string | null;
  /** Set where it goes to nobody. */
  readonly queue: string | null;
  readonly entry: string | null;
  readonly load: number;
  readonly reason: LocalizedText;
};

export type LoadChange = {
  readonly staffId: string;
  readonly name: string;
  readonly customersBefore: number;
  readonly customersAfter: number;
  readonly loadBefore: number;
  readonly loadAfter: number;
};

export type Redistribution = {
  /** In the order in which the customers were given. */
  readonly moves: readonly Move[];
  /** Everybody whose portfolio was looked at, by ID. */
  readonly loads: readonly LoadChange[];
};

/** Where no policy is for a customer. */
export const DEFAULT_QUEUE = 'new-customers';

/**
 * Gives customers out again, one after the other: each leaves its owner, and is then given as if it came at `asOf`.
 * Caps on new customers per day are the caller's to leave out, by giving candidates without `offeredAt`.
 * @param excluded people who get none
 */
export function redistribute(
  customers: readonly PlacedCustomer[],
  candidates: readonly Candidate[],
  excluded: ReadonlySet<string>,
  asOf: Instant,
): Redistribution {
  const now = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  let number = Math.max(0, ...candidates.map(({ lastOffer }) => Math.max(0, ...lastOffer.values())));
  const moves = customers.map((customer): Move => {
    const owner = customer.ownerId === null ? undefined : now.get(customer.ownerId);
    if (owner !== undefined) now.set(owner.id, withoutCustomer(owner, customer.load));
    const move = moveOf(customer, [...now.values()], excluded, asOf);
    const next = move.toStaffId === null ? undefined : now.get(move.toStaffId);
    number += 1;
    if (next !== undefined) {
      const given =
        move.entry === null
          ? withCustomer(next, move.load)
          : { ...withOffer(next, { entry: move.entry, load: move.load, at: asOf, number }), offeredAt: next.offeredAt };
      now.set(next.id, given);
    }
    return move;
  });
  return { moves, loads: candidates.map((before) => loadChange(before, now.get(before.id) ?? before)).toSorted(byId) };
}

function moveOf(
  customer: PlacedCustomer,
  candidates: readonly Candidate[],
  excluded: ReadonlySet<string>,
  asOf: Instant,
): Move {
  const base = {
    customerId: customer.id,
    fromStaffId: customer.ownerId,
    queue: null,
    entry: null,
    load: customer.load,
  };
  const { to } = customer;
  if (to === null) {
    const reason = { en: 'No assignment policy is for this customer', zh: '没有适用于该客户的分配规则' };
    return { ...base, toStaffId: null, queue: DEFAULT_QUEUE, reason };
  }
  if ('staffId' in to) {
    return { ...base, toStaffId: to.staffId, reason: { en: 'Handed over to this person', zh: '移交给此人' } };
  }
  const choice = chooseOwner({ policy: to, customer, candidates, tried: excluded, asOf });
  const { queue, entry, load, reason } = choice;
  return { ...base, toStaffId: choice.chosen?.staffId ?? null, queue, entry, load, reason };
}

function loadChange(before: Candidate, after: Candidate): LoadChange {
  return {
    staffId: before.id,
    name: before.name,
    customersBefore: before.customers,
    customersAfter: after.customers,
    loadBefore: before.load,
    loadAfter: after.load,
  };
}

function byId(left: LoadChange, right: LoadChange): number {
  return left.staffId < right.staffId ? -1 : 1;
}
