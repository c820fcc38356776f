import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_VARIABLES, ConfigError, parseConfig } from '../../config/config';
import { projectRoot } from '../../prisma/project-root';

const COMPLETE = {
  DATABASE_URL: 'postgresql://u:p@db:5432/perennial',
  TEMPORAL_ADDRESS: 'temporal:7233',
  PUBLIC_URL: 'https://pay.example.com/',
  SMTP_URL: 'smtp://mail:25',
};
const KEY = `2026:${Buffer.alloc(32).toString('base64')}`;

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  throw new Error('Expected the configuration to be refused');
}

describe('the configuration', () => {
  it('needs four variables, and has a default for the rest', () => {
    expect(parseConfig(COMPLETE)).toMatchObject({
      TEMPORAL_NAMESPACE: 'default',
      PUBLIC_URL: 'https://pay.example.com',
      EMAIL_PER_SECOND: 10,
      LOG_LEVEL: 'info',
    });
  });

  it('takes an empty variable as not set', () => {
    expect(parseConfig({ ...COMPLETE, LOG_LEVEL: '', METRICS_PORT: ' ' })).toMatchObject({ LOG_LEVEL: 'info' });
  });

  it('tells all faults together, and no values', () => {
    expect(
      faultsOf({ ...COMPLETE, SMTP_URL: '', DATABASE_URL: 'mysql://root:secret@db', EMAIL_PER_SECOND: 'many' }),
    ).toEqual([
      'DATABASE_URL is no URL of the kind postgresql://… or postgres://…',
      'EMAIL_PER_SECOND is no whole number',
      'SMTP_URL is not set',
    ]);
  });

  it('tells the missing half of a pair together with a variable that is missing and one that is wrong', () => {
    const given = { ...COMPLETE, SMTP_URL: '', API_PORT: 'http', TWILIO_AUTH_TOKEN: 't', WORKER_BUILD_ID: '1 2' };
    expect(faultsOf(given)).toEqual([
      'API_PORT is no whole number',
      'SMTP_URL is not set',
      'TWILIO_ACCOUNT_SID is not set, although the other half of the Twilio account is',
      'WORKER_BUILD_ID has other characters than letters, 0–9, -, _, + and .',
      "WORKER_DEPLOYMENT is not set, although the other half of the worker's version is",
    ]);
  });

  it.each([
    [{ TEMPORAL_ADDRESS: 'http://temporal' }, 'TEMPORAL_ADDRESS is not of the form host:port'],
    [{ WORKFLOW_SLOTS: '1' }, 'WORKFLOW_SLOTS is not between 2 and 1000'],
    [{ TEMPORAL_TLS: 'yes' }, 'TEMPORAL_TLS is neither "true" nor "false"'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is none of fatal, error, warn, info, debug, trace, silent'],
    [{ TASK_QUEUE_PREFIX: 'Prod_' }, 'TASK_QUEUE_PREFIX has other characters than a–z, 0–9 and -'],
    [{ TWILIO_ACCOUNT_SID: 'AC1' }, 'TWILIO_AUTH_TOKEN is not set, although the other half of the Twilio account is'],
    [
      { WORKER_DEPLOYMENT: 'perennial' },
      "WORKER_BUILD_ID is not set, although the other half of the worker's version is",
    ],
    [
      { WORKER_DEPLOYMENT: 'a:b', WORKER_BUILD_ID: '0.2.0' },
      'WORKER_DEPLOYMENT has other characters than letters, 0–9, - and _',
    ],
    [{ PAYLOAD_KEY: 'short:YWJj' }, 'PAYLOAD_KEY has a key "short" of 3 bytes; expected 32'],
    [{ RECONCILE_CRON: 'nightly' }, 'RECONCILE_CRON is neither "off" nor five fields such as "0 2 * * *"'],
    [{ RECONCILE_RENEW_DAYS: '91' }, 'RECONCILE_RENEW_DAYS is not between 1 and 90'],
    [{ TRUST_PROXY: '0' }, 'TRUST_PROXY is not between 1 and 10 proxies'],
    [
      { TRUST_PROXY: '10.0.0.1, proxy' },
      'TRUST_PROXY has "proxy", which is no IP address, network or one of loopback, linklocal, uniquelocal',
    ],
    [
      { TRUST_PROXY: '10.0.0.0/33' },
      'TRUST_PROXY has "10.0.0.0/33", which is no IP address, network or one of loopback, linklocal, uniquelocal',
    ],
    [{ PAYLOAD_KEY: 'nokey' }, 'PAYLOAD_KEY has no "id:base64" at place 1'],
    [{ PAYLOAD_KEY: 'none' }, 'PAYLOAD_KEY has no "id:base64" behind "none"'],
    [{ PAYLOAD_KEY: `${KEY},none` }, 'PAYLOAD_KEY has no "id:base64" at place 2'],
    [
      { API_BOOTSTRAP_KEY: 'my-first-key' },
      'API_BOOTSTRAP_KEY is no API key; expected "pk_", 8 characters of a–z and 0–9, "_", and 43 characters of base64url',
    ],
  ])('refuses %j', (given, fault) => {
    expect(faultsOf({ ...COMPLETE, ...given })).toEqual([fault]);
  });

  it.each([
    ['2', 2],
    ['loopback', ['loopback']],
    ['10.0.0.0/8, 2001:db8::1', ['10.0.0.0/8', '2001:db8::1']],
  ])('trusts the proxies of %j', (given, proxies) => {
    expect(parseConfig({ ...COMPLETE, TRUST_PROXY: given }).TRUST_PROXY).toEqual(proxies);
  });

  it('is listed variable by variable for self-hosters', () => {
    const page = readFileSync(path.join(projectRoot, 'docs', 'self-hosting', 'configuration.md'), 'utf8');
    const listed = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map((match) => match[1]);
    expect(listed.sort()).toEqual(Object.keys(CONFIG_VARIABLES).sort());
  });
});
