import type { FaultKind, ReportKind } from './finding';

/** Something that was found: at a customer, or at a workflow of none. */
export type FoundExample = { readonly kind: FaultKind | ReportKind; readonly of: string };

/** What one reconcile, or a part of it, has looked at and found. */
export type ReconcileReport = {
  readonly customers: number;
  readonly workflows: number;
  /** Runs that were asked to go on as new ones, because of their age. */
  readonly renewed: number;
  /** How often each fault was mended. */
  readonly repaired: Readonly<Partial<Record<FaultKind, number>>>;
  /** How often each was found that only a person can mend. */
  readonly reported: Readonly<Partial<Record<ReportKind, number>>>;
  /** The first of them, by ID. */
  readonly examples: readonly FoundExample[];
};

/** More would not be read, and the report travels through Temporal. */
const MOST_EXAMPLES = 50;

export const NOTHING_FOUND: ReconcileReport = {
  customers: 0,
  workflows: 0,
  renewed: 0,
  repaired: {},
  reported: {},
  examples: [],
};

/** Two parts of one reconcile, counted together. */
export function addReports(a: ReconcileReport, b: ReconcileReport): ReconcileReport {
  return {
    customers: a.customers + b.customers,
    workflows: a.workflows + b.workflows,
    renewed: a.renewed + b.renewed,
    repaired: addCounts(a.repaired, b.repaired),
    reported: addCounts(a.reported, b.reported),
    examples: [...a.examples, ...b.examples].slice(0, MOST_EXAMPLES),
  };
}

/** @example countOf([{ kind: 'no-keeper', of: '7' }]) // { 'no-keeper': 1 } */
export function countOf<Kind extends string>(
  found: readonly { readonly kind: Kind }[],
): Readonly<Partial<Record<Kind, number>>> {
  return found.reduce<Partial<Record<Kind, number>>>(
    (counts, { kind }) => ({ ...counts, [kind]: (counts[kind] ?? 0) + 1 }),
    {},
  );
}

/** One line for people: `120 customers, 130 workflows; mended: 2 missing-episode; for a person: nothing`. */
export function describeReport(report: Omit<ReconcileReport, 'examples'>): string {
  const { customers, workflows, renewed, repaired, reported } = report;
  const looked = `${customers} customers, ${workflows} workflows`;
  const asked = renewed === 0 ? '' : `; renewed: ${renewed}`;
  return `${looked}; mended: ${listed(repaired)}; for a person: ${listed(reported)}${asked}`;
}

function addCounts<Kind extends string>(
  a: Readonly<Partial<Record<Kind, number>>>,
  b: Readonly<Partial<Record<Kind, number>>>,
): Readonly<Partial<Record<Kind, number>>> {
  const sum: Partial<Record<Kind, number>> = { ...a };
  for (const kind of Object.keys(b) as Kind[]) sum[kind] = (sum[kind] ?? 0) + (b[kind] ?? 0);
  return sum;
}

function listed(counts: Readonly<Partial<Record<string, number>>>): string {
  const parts = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  return parts.length === 0 ? 'nothing' : parts.sort().join(', ');
}
