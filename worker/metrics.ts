import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ActivityObserver } from '../activities/activity-deps';
import { REPAIRS, REPORT_KINDS } from '../domain/reconcile/finding';
import type { ReconcileReport } from '../domain/reconcile/reconcile-report';
import type { Channel } from '../domain/types';
import type { PrismaClient } from '../prisma/generated/client';
import { oldestDeliverySeconds, oldestEventSeconds, oldestOverdueSeconds, oldestWaveSeconds } from './ages';
import type { ActivityRun } from './observe-activities';
import type { RelayObserver } from './outbox-relay';
import type { WebhookObserver } from './webhooks/webhook-deliverer';

export type Metrics = {
  readonly registry: Registry;
  readonly activity: (run: ActivityRun) => void;
  readonly touches: ActivityObserver;
  readonly relay: Pick<RelayObserver, 'signalled'> & { readonly failed: () => void };
  /** One part of a reconcile, or all of it. */
  readonly reconciled: (report: Pick<ReconcileReport, 'repaired' | 'reported'>) => void;
  readonly webhookAttempted: (outcome: Parameters<WebhookObserver['attempted']>[0]) => void;
};

const CHANNELS: readonly Channel[] = ['email', 'sms'];

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
  const waited = new Histogram({
    name: 'perennial_activity_wait_seconds',
    help: 'Time that an attempt of an activity waited for a worker, after its retry interval',
    labelNames: ['activity'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800],
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
  const late = new Histogram({
    name: 'perennial_message_late_seconds',
    help: 'Time between the instant at which a message was due and the answer of the provider that took it',
    labelNames: ['channel'],
    buckets: [1, 2.5, 5, 10, 30, 60, 300, 900, 1_800, 3_600, 14_400, 86_400],
    registers,
  });
  const unknown = new Counter({
    name: 'perennial_messages_unknown_total',
    help: 'Messages of which nobody can say whether they went out',
    labelNames: ['channel'],
    registers,
  });
  new Gauge({
    name: 'perennial_touch_overdue_seconds',
    help: 'Time since the earliest planned touch was due that has not been done; 0 = none is overdue',
    registers,
    async collect() {
      this.set(await oldestOverdueSeconds(db));
    },
  });
  const repaired = new Counter({
    name: 'perennial_reconcile_repairs_total',
    help: 'Faults between rows and workflows that a reconcile has mended',
    labelNames: ['kind'],
    registers,
  });
  const reported = new Counter({
    name: 'perennial_reconcile_reports_total',
    help: 'What a reconcile has found that only a person can mend',
    labelNames: ['kind'],
    registers,
  });
  // A counter whose first value is not 0 hides its first step from Prometheus.
  for (const channel of CHANNELS) unknown.inc({ channel }, 0);
  for (const kind of Object.keys(REPAIRS)) repaired.inc({ kind }, 0);
  for (const kind of REPORT_KINDS) reported.inc({ kind }, 0);
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
  new Gauge({
    name: 'perennial_wave_oldest_seconds',
    help: 'Age of the oldest change of which not all customers that it concerns have an event; 0 = none is under way',
    registers,
    async collect() {
      this.set(await oldestWaveSeconds(db));
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
    activity: ({ activity, outcome, seconds, waitedSeconds }) => {
      activities.observe({ activity, outcome }, seconds);
      waited.observe({ activity }, waitedSeconds);
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
      messageSent: (channel, lateMs) => {
        late.observe({ channel }, lateMs / 1_000);
      },
      messageUnknown: (channel) => {
        unknown.inc({ channel });
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
    reconciled: (report) => {
      for (const [kind, count] of Object.entries(report.repaired)) repaired.inc({ kind }, count);
      for (const [kind, count] of Object.entries(report.reported)) reported.inc({ kind }, count);
    },
    webhookAttempted: (outcome) => {
      posted.inc({ outcome });
    },
  };
}
