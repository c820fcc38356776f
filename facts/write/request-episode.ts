import { episodeWorkflowId, type NumberedEpisode } from '../../domain/episode/episode-kind';
import type { Prisma } from '../../prisma/generated/client';
import { newId } from '../import/new-id';
import type { LockedCustomer } from './lock-customer';
import { recordFact } from './record';
import type { FactContext, Tx } from './transaction';

export type EpisodeRequest = {
  readonly kind: NumberedEpisode;
  /** What asks for it: the same one asks for one episode, however often it is heard. */
  readonly requestKey: string;
  /** Why, and what the episode needs to know; its shape belongs to the kind. */
  readonly input: Prisma.InputJsonObject;
  /** As in the timeline: `staff:…`, `key:…`, `workflow`. */
  readonly requestedBy: string;
};

export type RequestedEpisode = {
  readonly outcome: 'recorded' | 'unchanged';
  readonly episodeId: string;
  readonly number: number;
};

/** Asks for an episode of a locked customer: the lifecycle hears of it with the commit, and starts the workflow. */
export async function requestEpisode(
  tx: Tx,
  customer: LockedCustomer,
  { kind, requestKey, input, requestedBy }: EpisodeRequest,
  ctx: FactContext,
): Promise<RequestedEpisode> {
  const customerId = customer.id;
  const known = await tx.episode.findUnique({
    where: { customerId_kind_requestKey: { customerId, kind, requestKey } },
    select: { id: true, number: true },
  });
  if (known !== null) return { outcome: 'unchanged', episodeId: known.id, number: known.number };
  const last = await tx.episode.aggregate({ where: { customerId, kind }, _max: { number: true } });
  const number = (last._max.number ?? 0) + 1;
  const episodeId = newId(ctx.now);
  await tx.episode.create({
    data: {
      ...{ id: episodeId, customerId, kind, number, requestKey, input, requestedBy },
      status: 'requested',
      startedAt: new Date(customer.nowMs),
      workflowId: episodeWorkflowId(customerId, kind, number),
    },
  });
  const data = { episode: kind, number, episodeId, input };
  await recordFact(tx, customer, [{ kind: 'episode.requested', data }], ctx);
  return { outcome: 'recorded', episodeId, number };
}
