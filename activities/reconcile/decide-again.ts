import { decideLifecycle } from '../../domain/lifecycle/decide-lifecycle';
import { WAITS, type FreshDecision } from '../../domain/reconcile/fresh-decision';
import type { OpenEpisode } from '../../domain/reconcile/reconcile-state';
import { loadDecideInput } from '../../facts/read/load-decide-input';
import { loadLifecycle } from '../../facts/read/load-lifecycle';
import { isUnavailable } from '../../prisma/is-unavailable';
import { stoppedBy } from '../decision-at';
import { episodeOf } from '../episodes/definitions';
import { decideFor } from '../guard';
import type { ReconcileDeps } from './reconcile-deps';

/**
 * What an episode would do if it planned now: decided by the code that plans, on the facts of now, without storing
 * anything.
 * @returns `null` where nothing can be decided, which must not keep others from being looked at; the reason is told
 * @throws where the database is away, which says nothing of the customer
 */
export async function decideAgain(
  deps: Pick<ReconcileDeps, 'db' | 'clock' | 'undecided'>,
  customerId: string,
  episode: OpenEpisode,
): Promise<FreshDecision | null> {
  try {
    return await decide(deps, customerId, episode);
  } catch (error) {
    if (isUnavailable(error)) throw error;
    deps.undecided?.({ customerId, workflowId: episode.workflowId, error });
    return null;
  }
}

async function decide(
  { db, clock }: Pick<ReconcileDeps, 'db' | 'clock'>,
  customerId: string,
  episode: OpenEpisode,
): Promise<FreshDecision> {
  const now = clock();
  if (episode.kind === 'lifecycle') {
    const { facts, customer } = await loadLifecycle(db, customerId, now);
    const decision = decideLifecycle(facts, customer.now);
    if (decision.status === 'planned') return { decision: decision.action, at: decision.at };
    // An episode that was asked for and has not begun is a fault of that episode.
    return decision.status === 'start' ? WAITS : { decision: decision.status, at: null };
  }
  if (episode.kind !== 'collections') return episodeOf(episode.kind).decideAgain(db, episode.id, now);
  const loaded = await loadDecideInput(db, customerId, { now });
  const { decision } = decideFor(loaded, null);
  if (stoppedBy(loaded.context, decision) !== null) return WAITS;
  if (decision.status !== 'planned') return { decision: decision.status, at: null };
  return { decision: decision.action, at: decision.at };
}
