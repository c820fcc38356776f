import { z } from 'zod';
import { API_KEY_EXPECTED, API_KEY_FORM } from './api-key-form';
import { parseTrustedProxies, type TrustedProxies } from './trusted-proxies';
import { parsePayloadKeys, type PayloadKeys } from './payload-keys';

const text = z.string().trim().min(1, 'is empty');
const url = (...protocols: string[]) =>
  text.refine(
    (value) => {
      const protocol = URL.canParse(value) ? new URL(value).protocol.slice(0, -1) : null;
      return protocol !== null && protocols.includes(protocol);
    },
    `is no URL of the kind ${protocols.map((protocol) => `${protocol}://…`).join(' or ')}`,
  );
const whole = (least: number, most: number) =>
  text
    .refine((value) => /^\d+$/.test(value), 'is no whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `is not between ${least} and ${most}`);
const yesOrNo = z
  .enum(['true', 'false'], { error: 'is neither "true" nor "false"' })
  .transform((value) => value === 'true');
const port = whole(0, 65_535);

/** Five fields of numbers, names, lists, ranges and steps; what they mean, Temporal judges. */
function isCron(value: string): boolean {
  const fields = value.split(/\s+/);
  return fields.length === 5 && fields.every((field) => /^[\d*/,a-z-]+$/i.test(field));
}

/**
 * The environment, variable by variable. `docs/self-hosting/configuration.md` lists the same, and a test compares them.
 * What has no default and is not marked optional must be set.
 */
export const CONFIG_VARIABLES = {
  DATABASE_URL: url('postgresql', 'postgres'),
  DATABASE_POOL_SIZE: whole(2, 500).default(20),
  TEMPORAL_ADDRESS: text.refine((value) => /^[^\s/]+:\d+$/.test(value), 'is not of the form host:port'),
  TEMPORAL_NAMESPACE: text.default('default'),
  TEMPORAL_TLS: yesOrNo.default(false),
  TEMPORAL_API_KEY: text.optional(),
  TEMPORAL_COMPRESSION: z.enum(['none', 'gzip'], { error: 'is neither "none" nor "gzip"' }).default('none'),
  TASK_QUEUE_PREFIX: text.regex(/^[a-z0-9-]+$/, 'has other characters than a–z, 0–9 and -').optional(),
  PAYLOAD_KEY: z
    .string()
    .transform((value, context): PayloadKeys => {
      const keys = parsePayloadKeys(value);
      if (typeof keys !== 'string') return keys;
      context.addIssue({ code: 'custom', message: keys });
      return z.NEVER;
    })
    .optional(),
  CODEC_UI_ORIGIN: text
    .refine(
      (value) => URL.canParse(value) && new URL(value).origin === value,
      'is no origin such as https://temporal.example.com',
    )
    .optional(),
  PUBLIC_URL: url('http', 'https').transform((value) => value.replace(/\/+$/, '')),
  SMTP_URL: url('smtp', 'smtps'),
  SMTP_CONNECTIONS: whole(1, 1_000).default(20),
  TWILIO_ACCOUNT_SID: text.optional(),
  TWILIO_AUTH_TOKEN: text.optional(),
  TWILIO_BASE_URL: url('http', 'https').optional(),
  SANDBOX_SMTP_URL: url('smtp', 'smtps').optional(),
  WORKER_DEPLOYMENT: text.regex(/^[\w-]{1,100}$/, 'has other characters than letters, 0–9, - and _').optional(),
  WORKER_BUILD_ID: text.regex(/^[\w.+-]{1,100}$/, 'has other characters than letters, 0–9, -, _, + and .').optional(),
  EMAIL_PER_SECOND: whole(1, 10_000).default(10),
  SMS_PER_SECOND: whole(1, 10_000).default(1),
  WORKFLOW_SLOTS: whole(2, 1_000).default(40),
  ACTIVITY_SLOTS: whole(1, 1_000).default(40),
  API_HOST: text.default('0.0.0.0'),
  API_PORT: port.default(3000),
  TRUST_PROXY: text
    .transform((value, context): TrustedProxies => {
      const proxies = parseTrustedProxies(value);
      if (typeof proxies !== 'string') return proxies;
      context.addIssue({ code: 'custom', message: proxies });
      return z.NEVER;
    })
    .optional(),
  API_RATE_LIMIT_PER_MINUTE: whole(1, 1_000_000).default(600),
  API_BOOTSTRAP_KEY: text.regex(API_KEY_FORM, `is no API key; expected ${API_KEY_EXPECTED}`).optional(),
  WEBHOOK_ALLOW_HTTP: yesOrNo.default(false),
  RECONCILE_CRON: text
    .refine((value) => value === 'off' || isCron(value), 'is neither "off" nor five fields such as "0 2 * * *"')
    .default('0 2 * * *'),
  RECONCILE_RENEW_DAYS: whole(1, 90).default(30),
  METRICS_PORT: port.optional(),
  SDK_METRICS_PORT: port.optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'is none of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
} as const;

/** Settings that mean nothing without each other. */
const PAIRS = [
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'Twilio account'],
  ['WORKER_DEPLOYMENT', 'WORKER_BUILD_ID', "worker's version"],
] as const;

const schema = z.object(CONFIG_VARIABLES);

export type Config = z.output<typeof schema>;

/** All faults of the environment, one line each. Values are not shown, since some are secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:\n  ${faults.join('\n  ')}`,
    );
  }
}

/**
 * Reads the configuration of the API and the worker. An empty variable counts as not set.
 * @throws ConfigError with every fault there is
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(CONFIG_VARIABLES).map((name) => [name, env[name]?.trim() === '' ? undefined : env[name]]),
  );
  const parsed = schema.safeParse(given);
  const missing = missingHalves(given);
  if (parsed.success && missing.length === 0) return parsed.data;
  const faults = (parsed.error?.issues ?? []).map(({ path, message }) => {
    const name = String(path[0]);
    return `${name} ${given[name] === undefined ? 'is not set' : message}`;
  });
  throw new ConfigError([...faults, ...missing].sort());
}

/** Looked for beside the schema, which would not look at pairs once a single variable is missing. */
function missingHalves(given: Readonly<Record<string, string | undefined>>): readonly string[] {
  return PAIRS.flatMap(([one, other, name]) => {
    if ((given[one] === undefined) === (given[other] === undefined)) return [];
    const missing = given[one] === undefined ? one : other;
    return [`${missing} is not set, although the other half of the ${name} is`];
  });
}
