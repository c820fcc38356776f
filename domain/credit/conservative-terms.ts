/** Limit and terms that a customer may buy on. */
export type TermsFacts = {
  readonly currency: string;
  readonly limitMinor: bigint;
  readonly termsDays: number;
};

/**
 * What holds while nobody has decided, and where a proposal is declined: the lower of what stands and what is proposed,
 * in limit and in days. Nothing is ever raised by it; a customer without terms has none.
 * @returns `null` where nothing has to change
 * @example conservativeTerms({ currency: 'USD', limitMinor: 900n, termsDays: 30 }, { currency: 'USD', limitMinor: 500n, termsDays: 45 }) // 500n and 30 days
 */
export function conservativeTerms(current: TermsFacts | null, proposed: TermsFacts): TermsFacts | null {
  if (current === null || current.currency !== proposed.currency) return null;
  const limitMinor = proposed.limitMinor < current.limitMinor ? proposed.limitMinor : current.limitMinor;
  const termsDays = Math.min(current.termsDays, proposed.termsDays);
  if (limitMinor === current.limitMinor && termsDays === current.termsDays) return null;
  return { currency: current.currency, limitMinor, termsDays };
}
