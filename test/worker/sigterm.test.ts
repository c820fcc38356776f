import { setTimeout as delay } from 'node:timers/promises';
import { startGuarded } from '../../dev/guarded-process';
import { createWebhookEndpoint } from '../../facts/write/webhook-endpoints';
import { projectRoot } from '../../prisma/project-root';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { startTestSmtpServer } from '../support/smtp-server';
import { createTestNamespace } from '../support/test-temporal';
import { eventually } from '../workflows/support/eventually';
import { WebhookReceiver } from './support/webhook-receiver';

jest.setTimeout(400_000);

/** What operators are asked to give a stopping worker, and the compose file gives it. */
const GRACE_MS = 150_000;
const CUSTOMERS = 20;
const CONNECTIONS = 4;
const PLAYBOOK = `
playbook: one
steps:
  - { id: first, at: due, do: email, template: due-today }
`;

describe('SIGTERM to the worker as it is deployed, while it hands mails to a slow server and events to an endpoint', () => {
  it('ends it with code 0 when what is under way has ended, and another worker sends the rest, each message once', async () => {
    const world = await EngineWorld.create();
    const smtp = await startTestSmtpServer();
    const receiver = await WebhookReceiver.start();
    const { address, namespace } = await createTestNamespace();
    const startWorker = () =>
      startGuarded({
        command: process.execPath,
        args: [`${projectRoot}/dist/worker/main.js`],
        env: {
          DATABASE_URL: world.databaseUrl,
          TEMPORAL_ADDRESS: address,
          TEMPORAL_NAMESPACE: namespace,
          PUBLIC_URL: 'http://127.0.0.1:9',
          SMTP_URL: smtp.url,
          SMTP_CONNECTIONS: String(CONNECTIONS),
          EMAIL_PER_SECOND: '50',
          RECONCILE_CRON: 'off',
          LOG_LEVEL: 'error',
        },
        stopSignal: 'TERM',
        stopTimeoutMs: GRACE_MS,
      });
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    smtp.rule((at) => (at === 'data' ? { kind: 'wait', at, until: answered } : null));
    receiver.answer = (_, response) => answered.then(() => response.writeHead(204).end());
    const states = async () => {
      const rows = await world.db.message.groupBy({ by: ['state'], _count: true });
      return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]));
    };
    const first = startWorker();
    let second: typeof first | null = null;
    try {
      world.at(Date.now());
      await world.publish('contact_policy', FREE_POLICY);
      await world.publish('playbook', PLAYBOOK);
      const endpoint = { url: receiver.url, kinds: [], note: null, allowHttp: false };
      await createWebhookEndpoint(world.db, endpoint, world.ctx());
      const overdueOn = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
      for (let n = 0; n < CUSTOMERS; n += 1) {
        await world.invoice(await world.customer({ externalId: `c-${n}` }), `INV-${n}`, overdueOn);
      }
      await eventually(async () => {
        expect([smtp.received.length, receiver.posts.length]).toEqual([CONNECTIONS, 1]);
      }, 120_000);

      const stopped = first.stop();
      await delay(1_000);
      answer();
      await stopped;

      expect({ code: await first.ended, printed: first.output() }).toEqual({ code: 0, printed: '' });
      // All that was handed over has its answer, and nothing was begun that was not ended.
      const sent = smtp.received.length;
      expect(await states()).toEqual({ sent });
      expect(sent).toBeLessThan(CUSTOMERS);

      second = startWorker();
      await eventually(async () => expect(await states()).toEqual({ sent: CUSTOMERS }), 120_000);
      const recipients = smtp.received.flatMap(({ envelope }) => envelope.to);
      expect([recipients.length, new Set(recipients).size]).toEqual([CUSTOMERS, CUSTOMERS]);
      expect(await world.db.message.count({ where: { attempts: { not: 1 } } })).toBe(0);
      const events = await world.db.timelineEvent.findMany({ orderBy: { id: 'asc' } });
      expect(events.filter(({ kind }) => /^message\.(uncertain|unknown|delayed)$/.test(kind))).toEqual([]);
      const told = events.map(({ id }) => String(id));
      await eventually(async () => expect(new Set(receiver.ids)).toEqual(new Set(told)), 60_000);
      expect(receiver.ids).toHaveLength(told.length);
    } finally {
      answer();
      await Promise.all([first.stop(), second?.stop()]);
      await smtp.stop();
      await receiver.stop();
      await world.close();
    }
  });
});
