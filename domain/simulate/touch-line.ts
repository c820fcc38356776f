import type { Instant, TouchAction } from '../types';

/** One touch as `simulate` and `rehearse` print it; the keys come in this order. */
export type TouchLine = {
  readonly customer: string;
  readonly at: Instant;
  readonly action: TouchAction;
  readonly lead: LinePair;
  /** By invoice number, then playbook order; so is `superseded`. */
  readonly covers: readonly (LinePair & { readonly outcome: 'done' | 'merged' | 'skipped' })[];
  readonly superseded: readonly LinePair[];
};

export type LinePair = { readonly invoice: string; readonly step: string };

/** Order of instant, then customer, then action; names by code unit. */
export function compareTouchLines(a: TouchLine, b: TouchLine): number {
  return a.at - b.at || compareText(a.customer, b.customer) || compareText(a.action, b.action);
}

/** The line without its end, as JSON; `superseded` only where there are any. */
export function formatTouchLine({ customer, at, action, lead, covers, superseded }: TouchLine): string {
  return JSON.stringify({
    customer,
    at: new Date(at).toISOString(),
    action,
    lead: pair(lead),
    covers: covers.map((covered) => ({ ...pair(covered), outcome: covered.outcome })),
    ...(superseded.length > 0 ? { superseded: superseded.map(pair) } : {}),
  });
}

function pair({ invoice, step }: LinePair): LinePair {
  return { invoice, step };
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
