import { ConfigError, CONFIG_VARIABLES, parseConfig, type Config } from '../../config/config';
import type { CivilDate } from '../../domain/types';
import type { Environment } from '../server-source';
import { checkDatabase } from './check-database';
import { checkPublicUrl, checkSmtp, checkTwilio } from './check-providers';
import { checkTemporal } from './check-temporal';
import { fail, ok, type Finding } from './finding';

/**
 * Looks at everything that Perennial needs, part by part, as the configuration in `env` names it. A part whose settings
 * are at fault is left out; the fault itself is told.
 * @param today for how far calendars reach
 */
export async function examine(env: Environment, today: CivilDate): Promise<readonly Finding[]> {
  const database = setting(env, 'DATABASE_URL');
  const address = setting(env, 'TEMPORAL_ADDRESS');
  const smtp = setting(env, 'SMTP_URL');
  const publicUrl = setting(env, 'PUBLIC_URL');
  const none = Promise.resolve([]);
  const findings = await Promise.all<Finding | readonly Finding[]>([
    database === undefined ? none : checkDatabase(database, today),
    address === undefined
      ? none
      : checkTemporal({
          TEMPORAL_ADDRESS: address,
          TEMPORAL_NAMESPACE: setting(env, 'TEMPORAL_NAMESPACE') ?? 'default',
          TEMPORAL_TLS: setting(env, 'TEMPORAL_TLS') ?? false,
          TEMPORAL_API_KEY: setting(env, 'TEMPORAL_API_KEY'),
          TASK_QUEUE_PREFIX: setting(env, 'TASK_QUEUE_PREFIX') ?? '',
          WORKER_DEPLOYMENT: setting(env, 'WORKER_DEPLOYMENT'),
        }),
    smtp === undefined ? none : checkSmtp(smtp),
    checkTwilio({
      accountSid: setting(env, 'TWILIO_ACCOUNT_SID') ?? null,
      authToken: setting(env, 'TWILIO_AUTH_TOKEN') ?? null,
      baseUrl: setting(env, 'TWILIO_BASE_URL') ?? null,
    }),
    publicUrl === undefined ? none : checkPublicUrl(publicUrl),
  ]);
  return [...configuration(env), ...findings.flat()];
}

function configuration(env: Environment): readonly Finding[] {
  try {
    parseConfig(env);
    return [ok('configuration', 'every setting can be read')];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => fail('configuration', fault, 'see docs/self-hosting/configuration.md'));
  }
}

/** One setting on its own, or `undefined` where it is not set or at fault. */
function setting<Name extends keyof Config>(env: Environment, name: Name): Config[Name] | undefined {
  const given = env[name]?.trim() === '' ? undefined : env[name];
  const read = CONFIG_VARIABLES[name].safeParse(given);
  return read.success ? (read.data as Config[Name]) : undefined;
}
