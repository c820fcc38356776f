import { Client } from 'pg';
import { examine } from '../../cli/doctor/examine';
import type { Finding } from '../../cli/doctor/finding';
import { startFakeTwilio, type FakeTwilio } from '../../dev/fake-twilio/start-fake-twilio';
import { seedDefaults } from '../../facts/write/seed-defaults';
import { startTestSmtpServer, type TestSmtpServer } from '../support/smtp-server';
import { useTestDatabase } from '../support/test-database';
import { useTestNamespace } from '../support/test-temporal';
import { runCli, NO_SERVER } from './support/run-cli';

const account = { accountSid: 'AC00000000000000000000000000000001', authToken: 'secret' };
const TODAY = '2026-06-01';

describe('perennial doctor', () => {
  const database = useTestDatabase();
  const temporal = useTestNamespace();
  let smtp: TestSmtpServer;
  let twilio: FakeTwilio;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    await seedDefaults(database.prisma, { actor: 'seed', now: Date.parse(TODAY) });
    smtp = await startTestSmtpServer();
    twilio = await startFakeTwilio(account);
    env = {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      PUBLIC_URL: 'http://127.0.0.1:9',
      SMTP_URL: smtp.url,
      TWILIO_ACCOUNT_SID: account.accountSid,
      TWILIO_AUTH_TOKEN: account.authToken,
      TWILIO_BASE_URL: twilio.url,
    };
  });
  afterAll(async () => {
    await smtp.stop();
    await twilio.stop();
  });

  async function findings(change: Readonly<Record<string, string>> = {}, today = TODAY) {
    const found = await examine({ ...env, ...change }, today);
    return Object.fromEntries(found.map((finding) => [finding.subject, finding])) as Record<string, Finding>;
  }

  it('finds every service, and warns of what does not run', async () => {
    const found = await findings();
    const statuses = Object.fromEntries(Object.entries(found).map(([subject, { status }]) => [subject, status]));
    expect(statuses).toEqual({
      configuration: 'ok',
      database: 'ok',
      migrations: 'ok',
      'calendar cn': 'ok',
      'calendar de': 'ok',
      'calendar default': 'ok',
      'calendar gb': 'ok',
      'calendar us': 'ok',
      temporal: 'ok',
      namespace: 'ok',
      'search attributes': 'ok',
      workers: 'warning',
      smtp: 'ok',
      twilio: 'ok',
      'public address': 'warning',
    });
    expect(found['workers']?.detail).toBe('nobody serves lifecycle, email, sms, clock');
  });

  it.each([
    ['DATABASE_URL', 'postgresql://nobody@127.0.0.1:9/none', 'database', 'start PostgreSQL'],
    ['TEMPORAL_ADDRESS', '127.0.0.1:9', 'temporal', 'start Temporal'],
    ['TEMPORAL_NAMESPACE', 'atlantis', 'namespace', 'namespace create --namespace atlantis'],
    ['SMTP_URL', 'smtp://127.0.0.1:9', 'smtp', 'SMTP_URL'],
    ['TWILIO_BASE_URL', 'http://127.0.0.1:9', 'twilio', 'TWILIO_BASE_URL'],
    ['TWILIO_AUTH_TOKEN', 'wrong', 'twilio', 'TWILIO_AUTH_TOKEN'],
    ['PUBLIC_URL', 'not a url', 'configuration', 'configuration.md'],
  ])('fails where %s is "%s", says how to mend it, and looks at the rest', async (name, value, subject, mend) => {
    const found = await findings({ [name]: value });
    expect(found[subject]).toMatchObject({ status: 'fail', mend: expect.stringContaining(mend) as string });
    const failed = Object.values(found).filter(({ status }) => status === 'fail');
    expect(failed.map((finding) => finding.subject)).toEqual([subject]);
  });

  it('fails where the tables are not there, or not all of them', async () => {
    const empty = new URL(database.url);
    empty.pathname = '/postgres';
    expect((await findings({ DATABASE_URL: empty.href }))['migrations']).toMatchObject({
      status: 'fail',
      mend: expect.stringContaining('migrate-main') as string,
    });
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('UPDATE _prisma_migrations SET finished_at = NULL');
    expect((await findings())['migrations']?.detail).toMatch(/not applied: .*_initial/);
    await client.query('UPDATE _prisma_migrations SET finished_at = started_at');
    await client.end();
  });

  it.each([
    ['2026-10-31', 'ok'],
    ['2026-11-20', 'warning'],
    ['2027-01-01', 'fail'],
  ])('on %s, finds a calendar that is known to the end of 2026: %s', async (today, status) => {
    expect((await findings({}, today))['calendar cn']?.status).toBe(status);
  });

  it('warns without a Twilio account', async () => {
    const found = await findings({ TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' });
    expect(found['twilio']?.status).toBe('warning');
  });

  it('never shows a password', async () => {
    const secret = 'S3cret';
    const found = await findings({
      DATABASE_URL: `postgresql://someone:${secret}@127.0.0.1:9/none`,
      SMTP_URL: `smtp://someone:${secret}@127.0.0.1:9`,
      TWILIO_AUTH_TOKEN: secret,
    });
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('prints a line for each finding, and ends with 1 where one fails', async () => {
    const withEnvironment = (wrong: Readonly<Record<string, string>>) => ({
      ...NO_SERVER,
      withEnvironment: <T>(work: (given: typeof env) => Promise<T>) => work({ ...env, ...wrong }),
    });
    const well = await runCli(['doctor'], withEnvironment({}));
    expect(well.stdout).toMatch(/^ok {4}database +PostgreSQL/m);
    const ill = await runCli(['doctor'], withEnvironment({ SMTP_URL: 'smtp://127.0.0.1:9' }));
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/^FAIL {2}smtp +127\.0\.0\.1:9: .*\n +→ /m);
  });
});
