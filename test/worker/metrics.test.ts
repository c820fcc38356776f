import { createMetrics } from '../../worker/metrics';
import { startMetricsServer } from '../../worker/metrics-server';
import { useTestDatabase } from '../support/test-database';

describe('the metrics of a worker', () => {
  const database = useTestDatabase();

  it('are served for Prometheus, without anything that names a customer', async () => {
    const metrics = createMetrics(database.prisma);
    metrics.touches.touchActed('email');
    metrics.touches.messageSent('email', 1_500);
    metrics.touches.messageUnknown('sms');
    metrics.reconciled({ repaired: { 'overdue-touch': 2 }, reported: { 'orphan-workflow': 1 } });
    metrics.webhookAttempted('delivered');
    metrics.activity({
      activity: 'sendEmail',
      outcome: 'done',
      seconds: 0.2,
      waitedSeconds: 3,
      error: null,
      workflowId: 'customer/1',
      attempt: 1,
    });
    const server = await startMetricsServer(metrics.registry, 0);
    try {
      const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
      expect(text).toContain('perennial_touches_total{action="email"} 1');
      expect(text).toContain('perennial_activity_seconds_count{activity="sendEmail",outcome="done"} 1');
      expect(text).toContain('perennial_activity_wait_seconds_sum{activity="sendEmail"} 3');
      expect(text).toContain('perennial_message_late_seconds_sum{channel="email"} 1.5');
      expect(text).toContain('perennial_messages_unknown_total{channel="sms"} 1');
      expect(text).toContain('perennial_touch_overdue_seconds 0');
      expect(text).toContain('perennial_reconcile_repairs_total{kind="overdue-touch"} 2');
      expect(text).toContain('perennial_reconcile_repairs_total{kind="no-keeper"} 0');
      expect(text).toContain('perennial_reconcile_reports_total{kind="orphan-workflow"} 1');
      expect(text).toContain('perennial_outbox_oldest_seconds 0');
      expect(text).toContain('perennial_wave_oldest_seconds 0');
      expect(text).toContain('perennial_webhook_attempts_total{outcome="delivered"} 1');
      expect(text).toContain('perennial_webhook_oldest_seconds 0');
      expect(text).not.toContain('customer/1');
      expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
      expect((await fetch(`http://127.0.0.1:${server.port}/other`)).status).toBe(404);
    } finally {
      await server.close();
    }
  });
});
