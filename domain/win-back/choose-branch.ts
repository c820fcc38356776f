import { addDays } from '../calendar/civil-date';
import { civilDateAt, instantOf } from '../calendar/zone';
import type { Instant, LocalizedText } from '../types';
import { costCurrency, judgePotential, type CustomerValue } from './customer-value';
import { branchFor, type LossReason, type Potential, type WinBackPolicy } from './win-back-policy';

export type WinBackStart = {
  readonly reason: LossReason;
  /** Uniform, from 0 to less than 1; under the policy's `holdOut` the customer gets nothing. */
  readonly draw: number;
  readonly startedAt: Instant;
  readonly zone: string;
  readonly value: CustomerValue;
  /** Currency of the latest order or invoice. */
  readonly lastCurrency: string | null;
};

/** How a customer is to be won back: decided once at the start, and kept. */
export type ChosenBranch = {
  readonly potential: Potential;
  /** Why it is of this potential. */
  readonly because: LocalizedText;
  /** ID of the branch of the policy. */
  readonly branch: string;
  readonly holdOut: boolean;
  /** Budget and costs count in it; `null` = nothing costs anything. */
  readonly currency: string | null;
  /** The first instant at which an order no longer counts as won back. */
  readonly measureUntilAt: Instant;
};

export function chooseBranch(policy: WinBackPolicy, start: WinBackStart): ChosenBranch {
  const { potential, because } = judgePotential(policy, start.value);
  const lastOn = addDays(civilDateAt(start.startedAt, start.zone), policy.measureForDays);
  return {
    ...{ potential, because },
    branch: branchFor(policy, start.reason, potential).id,
    holdOut: start.draw < policy.holdOut,
    currency: costCurrency(policy, start.lastCurrency),
    measureUntilAt: instantOf(lastOn, policy.sendAt, start.zone),
  };
}
