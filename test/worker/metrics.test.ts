import { createMetrics } from '../../worker/metrics';
import { startMetricsServer } from '../../worker/metrics-server';
import { useTestDatabase } from '../support/test-database';

describe('the metrics of a worker', () => {
  const database = useTestDatabase();

  it('are served for Prometheus, without anything that names a customer', async () => {
    const metrics = createMetrics(database.prisma);
    metrics.touches.touchActed('email');
    metrics.webhookAttempted('delivered');
    metrics.activity({
      activity: 'sendEmail',
      outcome: 'done',
      seconds: 0.2,
      error: null,
      workflowId: 'customer/1',
      attempt: 1,
    });
    const server = await startMetricsServer(metrics.registry, 0);
    try {
      const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
      expect(text).toContain('perennial_touches_total{action="email"} 1');
      expect(text).toContain('perennial_activity_seconds_count{activity="sendEmail",outcome="done"} 1');
      expect(text).toContain('perennial_outbox_oldest_seconds 0');
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
