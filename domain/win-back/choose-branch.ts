import type { LocalizedText } from '../types';
import { judgePotential, type CustomerValue } from './customer-value';
import { branchFor, type LossReason, type Potential, type WinBackPolicy } from './win-back-policy';

export type ChosenBranch = {
  readonly potential: Potential;
  /** ID of the branch of the policy. */
  readonly branch: string;
  readonly holdOut: boolean;
  readonly because: LocalizedText;
};

/**
 * How a customer is to be won back, decided once at the start.
 * @param draw uniform, from 0 to less than 1; under the policy's `holdOut` the customer gets nothing
 */
export function chooseBranch(
  policy: WinBackPolicy,
  { reason, draw, value }: { readonly reason: LossReason; readonly draw: number; readonly value: CustomerValue },
): ChosenBranch {
  const { potential, because } = judgePotential(policy, value);
  return { potential, because, branch: branchFor(policy, reason, potential).id, holdOut: draw < policy.holdOut };
}
