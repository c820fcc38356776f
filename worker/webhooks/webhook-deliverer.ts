import { afterAttempt } from '../../domain/webhook/after-attempt';
import type { PrismaClient } from '../../prisma/generated/client';
import { nextDelivery, type DueDelivery } from './due-delivery';
import { leaseEndpoints, releaseEndpoint, type EndpointLease } from './endpoint-lease';
import { makeDeliveries } from './make-deliveries';
import type { WebhookPoster } from './post-webhook';
import { recordAttempt } from './record-attempt';
import { SettledEvents } from './settled-events';
import { signWebhook } from './sign-webhook';

export type DelivererDeps = {
  readonly db: PrismaClient;
  readonly poster: WebhookPoster;
  /** The machine's, for the signed timestamp. */
  readonly clock: () => number;
  readonly observer: WebhookObserver;
};

/** Gets IDs and codes: addresses of endpoints may hold secrets, and events hold people's data. */
export interface WebhookObserver {
  attempted(outcome: 'delivered' | 'retried' | 'failed' | 'gone', about: AttemptMark): void;
  /** Serving an endpoint ended by an error of ours; it is served again. */
  broken(endpointId: string, error: unknown): void;
}

export type AttemptMark = {
  readonly endpointId: string;
  readonly deliveryId: string;
  readonly status: number | null;
  readonly code: string | null;
};

/** Endpoints that one process serves side by side. */
const MOST_SERVED = 20;

/**
 * Tells other systems of timeline entries: at least once, to one endpoint one after the other. Any number of processes
 * share the endpoints.
 */
export class WebhookDeliverer {
  private readonly settled: SettledEvents;
  private readonly serving = new Map<string, Promise<void>>();
  private stopping = false;

  constructor(private readonly deps: DelivererDeps) {
    this.settled = new SettledEvents(deps.db);
  }

  /**
   * Makes deliveries of what is new and begins to serve the endpoints that have something due, without waiting for them.
   * @returns how soon to look again
   */
  async look(): Promise<'at-once' | 'soon' | 'later'> {
    const more = await makeDeliveries(this.deps.db, await this.settled.upTo());
    const free = MOST_SERVED - this.serving.size;
    const leases = free > 0 && !this.stopping ? await leaseEndpoints(this.deps.db, free) : [];
    for (const lease of leases) this.begin(lease);
    if (more) return 'at-once';
    return this.settled.isSettling ? 'soon' : 'later';
  }

  /** Waits until no endpoint is served any more. */
  async served(): Promise<void> {
    while (this.serving.size > 0) await Promise.all(this.serving.values());
  }

  /** Begins nothing more, and ends after the attempts that are under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.served();
  }

  private begin(lease: EndpointLease): void {
    const { endpointId } = lease;
    const work = this.serve(lease)
      .catch((error: unknown) => {
        this.deps.observer.broken(endpointId, error);
      })
      .finally(() => {
        this.serving.delete(endpointId);
      });
    this.serving.set(endpointId, work);
  }

  /** Posts what is due, one after the other, until nothing is, the endpoint rests or is paused, or the process stops. */
  private async serve(first: EndpointLease): Promise<void> {
    const { db } = this.deps;
    let lease = first;
    while (!this.stopping) {
      const next = await nextDelivery(db, lease);
      if (next === null) break;
      lease = next.lease;
      if (next.id === null) break;
      await this.attempt(next);
    }
    await releaseEndpoint(db, lease);
  }

  private async attempt(delivery: DueDelivery): Promise<void> {
    const { db, poster, clock, observer } = this.deps;
    const { id, url, secrets, event, failures } = delivery;
    const startedAt = clock();
    const body = JSON.stringify(event);
    const signed = { id: event.id, timestampSeconds: Math.floor(startedAt / 1_000), body };
    const answer = await poster.post({ url, body, headers: signWebhook(secrets, signed) });
    const after = afterAttempt({ answer, attempts: delivery.attempts + 1, failures });
    await recordAttempt(db, { delivery, answer, after, at: new Date(startedAt), tookMs: clock() - startedAt });
    observer.attempted(after.outcome, {
      endpointId: delivery.lease.endpointId,
      deliveryId: id,
      status: answer.kind === 'answered' ? answer.status : null,
      code: answer.kind === 'no-answer' ? answer.code : null,
    });
  }
}
