import type { FaultKind, REPAIRS } from '../../../domain/reconcile/finding';

/** What the reconcile leaves in the timeline where it mends something. */
export type ReconcileEntry = {
  readonly kind: 'reconcile.repaired';
  readonly data: {
    readonly fault: FaultKind;
    /** As in workflow IDs: `credit-review`; `null` where it is about the customer. */
    readonly episode: string | null;
    readonly number: number | null;
    readonly workflowId: string | null;
    /** What was found. */
    readonly before: Readonly<Record<string, string | number | null>>;
    /** What was done about it. */
    readonly after: { readonly done: (typeof REPAIRS)[FaultKind]; readonly queue?: string };
  };
};
