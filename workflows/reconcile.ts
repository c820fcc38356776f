import { makeContinueAsNewFunc, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import { addReports, describeReport, NOTHING_FOUND, type ReconcileReport } from '../domain/reconcile/reconcile-report';
import { sideBySide } from '../domain/side-by-side';
import type { ReconcileActivities } from '../activities/reconcile/create-reconcile-activities';
import { ON_CURRENT_VERSION } from './on-current-version';

export type ReconcileInput = {
  /** Runs that began so many days ago go on as new ones; 0 = all. */
  readonly renewAfterDays: number;
  /** What earlier runs have done. */
  readonly carried?: ReconcilePosition & { readonly report: ReconcileReport };
};

/** Customers come first, by ID; then the workflows that run, as Temporal lists them. */
type ReconcilePosition =
  | { readonly phase: 'customers'; readonly afterId: string | null }
  | { readonly phase: 'workflows'; readonly pageToken: string | null };

/** A page takes a second or two where all is well. */
const PAGE_SIZE = 100;
const PAGES_AT_ONCE = 4;
const PAGES_OF_A_ROUND = 8;
/** About 500 events each. */
const ROUNDS_OF_A_RUN = 10;
const LISTS_OF_A_RUN = 80;
const DAY_MS = 86_400_000;

const { listCustomerPages, examineCustomers, examineWorkflows } = proxyActivities<ReconcileActivities>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '1m',
  // Temporal may have too much to do to be listed; there is all night.
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 30 },
});

/** Looks at every customer and every running workflow, mends where they disagree, and says what was found. */
export async function reconcile({ renewAfterDays, carried }: ReconcileInput): Promise<ReconcileReport> {
  const continueAsNew = makeContinueAsNewFunc<typeof reconcile>(ON_CURRENT_VERSION);
  let report = carried?.report ?? NOTHING_FOUND;
  const add = (part: ReconcileReport): void => {
    report = addReports(report, part);
    setCurrentDetails(describeReport(report));
  };

  if (carried?.phase !== 'workflows') {
    let afterId = carried?.afterId ?? null;
    for (let round = 0; round < ROUNDS_OF_A_RUN; round += 1) {
      const pages = await listCustomerPages({ afterId, pageSize: PAGE_SIZE, pages: PAGES_OF_A_ROUND });
      await sideBySide(pages, PAGES_AT_ONCE, async (page) => {
        add(await examineCustomers(page));
      });
      afterId = pages.at(-1)?.untilId ?? null;
      if (afterId === null) break;
    }
    if (afterId !== null) {
      return continueAsNew({ renewAfterDays, carried: { phase: 'customers', afterId, report } });
    }
  }

  let pageToken = carried?.phase === 'workflows' ? carried.pageToken : null;
  for (let lists = 0; lists < LISTS_OF_A_RUN; lists += 1) {
    const { report: part, next } = await examineWorkflows({ pageToken, renewAfterMs: renewAfterDays * DAY_MS });
    add(part);
    pageToken = next;
    if (pageToken === null) return report;
  }
  return continueAsNew({ renewAfterDays, carried: { phase: 'workflows', pageToken, report } });
}
