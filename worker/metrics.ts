import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ActivityObserver } from '../activities/activity-deps';
import { Prisma, type PrismaClient } from '../prisma/generated/client';
import type { ActivityRun } from './observe-activities';
import type { RelayObserver } from './outbox-relay';
import type { WebhookObserver } from './webhooks/webhook-deliverer';

export type Metrics = {
  readonly registry: Registry;
  readonly activity: (run: ActivityRun) => void;
  readonly touches: ActivityObserver;
  readonly relay: Pick<RelayObserver, 'signalled'> & { readonly failed: () => void };
  readonly webhookAttempted: (outcome: Parameters<WebhookObserver['attempted']>[0]) => void;
};

/** What a worker process counts, in Prometheus' form. No label names a customer. */
export function createMetrics(db: PrismaClient): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const activities = new Histogram({
    name: 'perennial_activity_seconds',
    help: 'Time that an attempt of an activity took',
    labelNames: ['activity', 'outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    registers,
  });
  const acted = new Counter({
    name: 'perennial_touches_total',
    help: 'Touches that were done',
    labelNames: ['action'],
    registers,
  });
  const guarded = new Counter({
    name: 'perennial_touches_guarded_total',
    help: 'Touches that the guard stopped because the facts had changed',
    labelNames: ['action'],
    registers,
  });
  const messages = new Counter({
    name: 'perennial_message_stages_total',
    help: 'Messages that were claimed, handed over, answered by the provider and recorded',
    labelNames: ['stage'],
    registers,
  });
  const relayed = new Counter({
    name: 'perennial_relay_signals_total',
    help: 'Signals to workflows about changed facts',
    labelNames: ['outcome'],
    registers,
  });
  new Gauge({
    name: 'perennial_outbox_oldest_seconds',
    help: 'Age of the oldest event that no workflow has been told of; 0 = none waits',
    registers,
    async collect() {
      this.set(await oldestEventSeconds(db));
    },
  });
  const posted = new Counter({
    name: 'perennial_webhook_attempts_total',
    help: 'Attempts to deliver an event to an endpoint',
    labelNames: ['outcome'],
    registers,
  });
  new Gauge({
    name: 'perennial_webhook_oldest_seconds',
    help: 'Age of the oldest delivery that waits for an active endpoint; 0 = none waits',
    registers,
    async collect() {
      this.set(await oldestDeliverySeconds(db));
    },
  });
  return {
    registry,
    activity: ({ activity, outcome, seconds }) => {
      activities.observe({ activity, outcome }, seconds);
    },
    touches: {
      touchActed: (action) => {
        acted.inc({ action });
      },
      touchGuarded: (action) => {
        guarded.inc({ action });
      },
      messageReached: (stage) => {
        messages.inc({ stage });
      },
    },
    relay: {
      signalled: (customers) => {
        relayed.inc({ outcome: 'sent' }, customers);
      },
      failed: () => {
        relayed.inc({ outcome: 'failed' });
      },
    },
    webhookAttempted: (outcome) => {
      posted.inc({ outcome });
    },
  };
}

async function oldestEventSeconds(db: PrismaClient): Promise<number> {
  const rows = await db.$queryRaw<{ seconds: number | null }[]>(Prisma.sql`
    SELECT extract(epoch from now() - min("createdAt"))::double precision AS seconds FROM "Outbox" WHERE "sentAt" IS NULL`);
  return rows[0]?.seconds ?? 0;
}

async function oldestDeliverySeconds(db: PrismaClient): Promise<number> {
  const rows = await db.$queryRaw<{ seconds: number | null }[]>(Prisma.sql`
    SELECT extract(epoch from now() - min(d."createdAt"))::double precision AS seconds
    FROM "WebhookDelivery" d JOIN "WebhookEndpoint" w ON w."id" = d."endpointId"
    WHERE d."status" = 'waiting' AND w."active"`);
  return rows[0]?.seconds ?? 0;
}
