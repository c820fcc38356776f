import { decideLifecycle } from '../../domain/lifecycle/decide-lifecycle';
import type { OpenEpisode } from '../../domain/reconcile/reconcile-state';
import { loadDecideInput } from '../../facts/read/load-decide-input';
import { loadLifecycle } from '../../facts/read/load-lifecycle';
import { stoppedBy } from '../decision-at';
import { episodeOf } from '../episodes/definitions';
import { decideFor } from '../guard';
import type { ReconcileDeps } from './reconcile-deps';

/**
 * What an episode that waits for facts would do if it planned now, in a word or two: decided by the code that plans, on
 * the facts of now, without storing anything.
 * @returns `null` where it rightly waits; `failed` where nothing can be decided, which must not keep others from being
 *   looked at
 */
export async function decideAgain(
  deps: Pick<ReconcileDeps, 'db' | 'clock'>,
  customerId: string,
  episode: OpenEpisode,
): Promise<string | null> {
  try {
    return await decide(deps, customerId, episode);
  } catch {
    return 'failed';
  }
}

async function decide(
  { db, clock }: Pick<ReconcileDeps, 'db' | 'clock'>,
  customerId: string,
  episode: OpenEpisode,
): Promise<string | null> {
  const now = clock();
  if (episode.kind === 'lifecycle') {
    const { facts, customer } = await loadLifecycle(db, customerId, now);
    const decision = decideLifecycle(facts, customer.now);
    // An episode that was asked for and has not begun is a fault of that episode.
    return decision.status === 'idle' || decision.status === 'start' ? null : decision.status;
  }
  if (episode.kind !== 'collections') return episodeOf(episode.kind).decideAgain(db, episode.id, now);
  const loaded = await loadDecideInput(db, customerId, { now });
  const { decision } = decideFor(loaded, null);
  if (stoppedBy(loaded.context, decision) !== null) return null;
  if (decision.status !== 'planned') return decision.status === 'closed' ? 'closed' : null;
  return decision.action;
}
