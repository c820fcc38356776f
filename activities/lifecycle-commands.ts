import { LOSS_REASONS } from '../domain/win-back/win-back-policy';
import { notAccepted } from '../domain/errors';
import { markLost } from '../facts/write/mark-lost';
import { requestReview } from '../facts/write/request-review';
import type { ActivityDeps } from './activity-deps';
import { asCommand } from './command';

export type MarkLostCommand = {
  readonly customerId: string;
  readonly reason: string;
  readonly note: string | null;
  /** As in the timeline. */
  readonly actor: string;
};

/** Marks a customer as lost, by the command of the API. */
export function markLostCommand(
  deps: ActivityDeps,
  { customerId, reason, note, actor }: MarkLostCommand,
): Promise<{ readonly outcome: string }> {
  return asCommand(async () => {
    const known = LOSS_REASONS.find((word) => word === reason);
    if (known === undefined) {
      throw notAccepted('/reason', {
        en: `Given "${reason}"; expected one of ${LOSS_REASONS.join(', ')}`,
        zh: `给定 "${reason}"；应为 ${LOSS_REASONS.join('、')} 之一`,
      });
    }
    const ctx = { actor, now: deps.clock() };
    const { outcome } = await markLost(deps.db, { customerId, version: null, reason: known, note }, ctx);
    return { outcome };
  });
}

export type RequestReviewCommand = {
  readonly customerId: string;
  readonly reason: string;
  readonly actor: string;
  readonly requestKey: string;
};

/** Asks for a credit review, by the command of the API. */
export function requestReviewCommand(
  deps: ActivityDeps,
  { customerId, reason, actor, requestKey }: RequestReviewCommand,
): Promise<{ readonly reviewId: string }> {
  return asCommand(async () => {
    const request = { customerId, trigger: 'request', reason, requestedBy: actor, requestKey } as const;
    const { row } = await requestReview(deps.db, request, { actor, now: deps.clock() });
    return { reviewId: row.id };
  });
}
