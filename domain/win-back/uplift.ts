/** Win-backs of one group whose measuring has ended, and how many of them ordered in it. */
export type MeasuredGroup = { readonly measured: number; readonly won: number };

export type Uplift = {
  /** From 0 to 1; `null` where nobody was measured. */
  readonly treatedShare: number | null;
  readonly holdOutShare: number | null;
  /** Treated less held out: what the win-back itself brought. */
  readonly difference: number | null;
};

/**
 * What a win-back policy brings over doing nothing.
 * @example upliftOf({ measured: 90, won: 27 }, { measured: 10, won: 1 }).difference // 0.2
 */
export function upliftOf(treated: MeasuredGroup, holdOut: MeasuredGroup): Uplift {
  const treatedShare = shareOf(treated);
  const holdOutShare = shareOf(holdOut);
  const difference = treatedShare === null || holdOutShare === null ? null : round(treatedShare - holdOutShare);
  return { treatedShare, holdOutShare, difference };
}

function shareOf({ measured, won }: MeasuredGroup): number | null {
  return measured === 0 ? null : round(won / measured);
}

/** Four places are finer than any count of customers says something about. */
function round(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
