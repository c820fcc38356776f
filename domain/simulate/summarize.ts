import type { Move, PolicyRule } from '../types';
import type { TouchLine } from './touch-line';

/** What a playbook did to a portfolio, in counts. */
export type Summary = {
  readonly touches: number;
  readonly customers: number;
  readonly invoices: number;
  /** By action, then by the lead's step. */
  readonly byAction: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Messages that each rule of the contact policy moved; a message moved by two rules counts for both. */
  readonly movedBy: Readonly<Record<PolicyRule, number>>;
};

export type CountedTouch = { readonly line: TouchLine; readonly moves: readonly Pick<Move, 'rule'>[] };

export function summarize(touches: readonly CountedTouch[]): Summary {
  const byAction: Record<string, Record<string, number>> = {};
  const movedBy: Record<PolicyRule, number> = { window: 0, 'closed-day': 0, gap: 0, cap: 0 };
  const customers = new Set<string>();
  const invoices = new Set<string>();
  for (const { line, moves } of touches) {
    customers.add(line.customer);
    for (const covered of line.covers) invoices.add(covered.invoice);
    const bySteps = (byAction[line.action] ??= {});
    bySteps[line.lead.step] = (bySteps[line.lead.step] ?? 0) + 1;
    for (const rule of new Set(moves.map((move) => move.rule))) movedBy[rule] += 1;
  }
  return { touches: touches.length, customers: customers.size, invoices: invoices.size, byAction, movedBy };
}
