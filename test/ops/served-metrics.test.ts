import { freePort } from '../../dev/free-port';
import { startGuarded } from '../../dev/guarded-process';
import { projectRoot } from '../../prisma/project-root';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { startTestSmtpServer } from '../support/smtp-server';
import { createTestNamespace } from '../support/test-temporal';
import { eventually } from '../workflows/support/eventually';
import { askedMetrics } from './support/asked-metrics';

const PLAYBOOK = `
playbook: one
steps:
  - { id: first, at: due, do: email, template: due-today }
`;
const CUSTOMERS = 3;

/** Names under which a page of Prometheus has values, or would have them. */
function seriesOf(page: string): readonly string[] {
  return [...page.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [name],
  );
}

test('a worker that has sent reminders serves every metric that alert rules and dashboard ask for', async () => {
  const world = await EngineWorld.create();
  const smtp = await startTestSmtpServer();
  const { address, namespace } = await createTestNamespace();
  const ports = [await freePort(), await freePort()] as const;
  const worker = startGuarded({
    command: process.execPath,
    args: [`${projectRoot}/dist/worker/main.js`],
    env: {
      DATABASE_URL: world.databaseUrl,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      PUBLIC_URL: 'http://127.0.0.1:9',
      SMTP_URL: smtp.url,
      RECONCILE_CRON: 'off',
      METRICS_PORT: String(ports[0]),
      SDK_METRICS_PORT: String(ports[1]),
      LOG_LEVEL: 'error',
    },
    stopSignal: 'TERM',
    stopTimeoutMs: 20_000,
  });
  try {
    world.at(Date.now());
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', PLAYBOOK);
    const overdueOn = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
    for (let n = 0; n < CUSTOMERS; n += 1) {
      await world.invoice(await world.customer({ externalId: `c-${n}` }), `INV-${n}`, overdueOn);
    }
    await eventually(async () => expect(smtp.received).toHaveLength(CUSTOMERS));

    expect(askedMetrics.length).toBeGreaterThan(20);
    await eventually(async () => {
      const pages = await Promise.all(
        ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()),
      );
      const served = new Set(pages.flatMap(seriesOf));
      expect([...new Set(askedMetrics)].filter((name) => !served.has(name))).toEqual([]);
      expect(pages[0]).toContain(`perennial_message_late_seconds_count{channel="email"} ${CUSTOMERS}`);
    }, 30_000);
  } finally {
    await worker.stop();
    await smtp.stop();
    await world.close();
  }
});
