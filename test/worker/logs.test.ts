import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeApiKey } from '../../api/http/authenticate';
import { freePort } from '../../dev/free-port';
import { startGuarded } from '../../dev/guarded-process';
import { projectRoot } from '../../prisma/project-root';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { startTestSmtpServer } from '../support/smtp-server';
import { createTestNamespace } from '../support/test-temporal';
import { eventually } from '../workflows/support/eventually';

jest.setTimeout(300_000);

const SECRETS = {
  smtp: 'mail-password-5Qz',
  twilio: 'twilio-token-8Kw',
  payload: randomBytes(32).toString('base64'),
};
const PERSONAL = ['debtor@example.com', '+14155550123', 'Customer SECRETIVE', '4,321.09', '432109'];
const PLAYBOOK = `
playbook: both-channels
steps:
  - { id: mail, at: due, do: email, template: due-today }
  - { id: text, at: due + 1d, do: sms, template: due-today }
`;

describe('what API and worker log at the most talkative level, while providers refuse', () => {
  it('has neither a secret of the settings nor anything about a customer', async () => {
    const world = await EngineWorld.create();
    const smtp = await startTestSmtpServer();
    const text = `debtor@example.com is busy (login mailer ${SECRETS.smtp})`;
    smtp.rule({ kind: 'refuse', at: 'rcpt', code: 450, text });
    const twilio = await startRefusingTwilio();
    const { text: apiKey } = makeApiKey();
    let logs = '';
    const { address, namespace } = await createTestNamespace();
    const apiPort = await freePort();
    const env = {
      DATABASE_URL: world.databaseUrl,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      PUBLIC_URL: 'http://127.0.0.1:9',
      SMTP_URL: smtp.url.replace('smtp://', `smtp://mailer:${SECRETS.smtp}@`),
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: SECRETS.twilio,
      TWILIO_BASE_URL: twilio.url,
      PAYLOAD_KEY: `k1:${SECRETS.payload}`,
      API_BOOTSTRAP_KEY: apiKey,
      API_HOST: '127.0.0.1',
      API_PORT: String(apiPort),
      RECONCILE_CRON: 'off',
      LOG_LEVEL: 'trace',
    };
    const start = (script: string) => {
      const child = startGuarded({
        command: process.execPath,
        args: [`${projectRoot}/dist/${script}`],
        env,
        stopSignal: 'TERM',
        stopTimeoutMs: 20_000,
      });
      child.onOutput((text) => (logs += text));
      return child;
    };
    const processes = [start('api/main.js'), start('worker/main.js')];
    try {
      world.at(Date.now());
      await world.db.settings.update({ where: { id: 1 }, data: { smsFrom: '+14155550100' } });
      await world.publish('contact_policy', FREE_POLICY);
      await world.publish('playbook', PLAYBOOK);
      for (const [externalId, points] of [
        ['SECRETIVE', { email: 'debtor@example.com', phone: null }],
        ['SECRETIVE-2', { email: null, phone: '+14155550123' }],
      ] as const) {
        const id = await world.customer({ externalId, ...points });
        const dayBefore = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
        await world.invoice(id, `${externalId}-1`, dayBefore, '4321.09');
      }
      // A key that is wrong, and one that is right.
      await eventually(async () => {
        const answers = await Promise.all(
          ['pk_wrong', apiKey].map((key) =>
            fetch(`http://127.0.0.1:${apiPort}/v1/customers?search=debtor@example.com`, {
              headers: { authorization: `Bearer ${key}` },
            }).then(({ status }) => status),
          ),
        );
        expect(answers).toEqual([401, 200]);
      }, 120_000);
      await eventually(async () => {
        expect(twilio.calls()).toBeGreaterThan(0);
        expect(logs).toContain('activity failed');
      }, 120_000);
    } finally {
      await Promise.all(processes.map((one) => one.stop()));
      await smtp.stop();
      await twilio.stop();
      await world.close();
    }
    expect(logs).toContain('the worker runs');
    const databasePassword = new URL(world.databaseUrl).password;
    expect(logs).not.toContain(`:${databasePassword}@`);
    for (const secret of [...Object.values(SECRETS), apiKey, ...PERSONAL]) expect(logs).not.toContain(secret);
  });
});

/** Answers as a provider that knows too much: with the token and the number that it was given. */
async function startRefusingTwilio() {
  let calls = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      calls += 1;
      const to = new URLSearchParams(body).get('To') ?? '';
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ code: 21_211, message: `${to} is no number (token ${SECRETS.twilio})`, status: 400 }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
