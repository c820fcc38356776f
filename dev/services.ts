import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { FakeTwilio } from './fake-twilio/start-fake-twilio';
import { startFakeTwilio } from './fake-twilio/start-fake-twilio';
import { freePort } from './free-port';
import { startPostgres } from './postgres';
import { preferredPort } from './preferred-port';
import { startSmtpInbox } from './smtp-inbox';
import { startTemporal } from './temporal';

export type ServicesOptions = {
  /** Holds what the services keep; made when missing. */
  readonly dataDir: string;
  /** `usual`: the ports that people know, where they are free. `free`: any, as tests need them. */
  readonly ports: 'usual' | 'free';
  /** Whether Temporal's workflows and the inbox's mails outlive the services, and PostgreSQL survives a power cut. */
  readonly durable: boolean;
  /** `fake`: a mail inbox and a fake Twilio. `none`: messages of real customers reach nobody. */
  readonly world: 'fake' | 'none';
  /** Starts servers of its own even where `DATABASE_URL` and `TEMPORAL_ADDRESS` name others. */
  readonly ignoreEnvironment: boolean;
  /** Is told in one line what is done. */
  readonly log: (line: string) => void;
};

export type Services = {
  readonly databaseUrl: string;
  /** Of the settings that the API and the worker read, those that name the services. */
  readonly env: Readonly<Record<string, string>>;
  readonly temporalUiUrl: string | null;
  readonly inboxUrl: string | null;
  readonly twilio: FakeTwilio | null;
  readonly stop: () => Promise<void>;
};

const USUAL_PORTS = { temporal: 7233, temporalUi: 8233, smtp: 1025, inbox: 1080, sms: 1081 } as const;

// Nothing listens there: mail that should reach nobody is refused at once.
const NOWHERE = 'smtp://127.0.0.1:9';

type Started = { readonly stop: () => Promise<void> };

/** Starts PostgreSQL, Temporal and, where wanted, the fake outside world, all on 127.0.0.1. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { dataDir, durable, ignoreEnvironment, log } = options;
  const started: Started[] = [];
  const stop = async (): Promise<void> => {
    for (const one of started.toReversed()) await one.stop();
  };
  const port = (name: keyof typeof USUAL_PORTS): Promise<number> =>
    options.ports === 'usual' ? preferredPort(USUAL_PORTS[name]) : freePort();
  const at = (name: string): string => path.join(dataDir, name);
  async function keep<T extends Started>(starting: Promise<T>): Promise<T> {
    const service = await starting;
    started.push(service);
    return service;
  }

  const ports = {
    temporal: await port('temporal'),
    ui: await port('temporalUi'),
    smtp: await port('smtp'),
    web: await port('inbox'),
    sms: await port('sms'),
  };
  const account = { accountSid: `AC${randomBytes(16).toString('hex')}`, authToken: randomBytes(16).toString('hex') };
  const isFake = options.world === 'fake';
  const starting = [
    keep(startPostgres({ dataDir: at('postgres'), durable, ignoreEnvironment, log })),
    keep(
      startTemporal({
        ...(durable ? { dbFilename: at('temporal.db') } : {}),
        port: ports.temporal,
        uiPort: ports.ui,
        ignoreEnvironment,
        log,
      }),
    ),
    isFake
      ? keep(startSmtpInbox({ smtpPort: ports.smtp, webPort: ports.web, ...(durable ? { dataDir: at('mails') } : {}) }))
      : Promise.resolve(null),
    isFake ? keep(startFakeTwilio({ ...account, port: ports.sms })) : Promise.resolve(null),
  ] as const;
  try {
    const [postgres, temporal, inbox, twilio] = await Promise.all(starting);
    return {
      env: {
        DATABASE_URL: postgres.url,
        TEMPORAL_ADDRESS: temporal.address,
        // A server of somebody else's may have workers of its own.
        ...(temporal.source === 'TEMPORAL_ADDRESS'
          ? { TASK_QUEUE_PREFIX: `dev-${randomBytes(4).toString('hex')}-` }
          : {}),
        SMTP_URL: inbox?.smtpUrl ?? NOWHERE,
        ...(inbox === null ? {} : { SANDBOX_SMTP_URL: inbox.smtpUrl }),
        ...(twilio === null ? {} : twilioEnv(account, twilio.url)),
      },
      databaseUrl: postgres.url,
      temporalUiUrl: temporal.uiUrl,
      inboxUrl: inbox?.webUrl ?? null,
      twilio,
      stop,
    };
  } catch (error) {
    await Promise.allSettled(starting);
    await stop();
    throw error;
  }
}

function twilioEnv(account: { readonly accountSid: string; readonly authToken: string }, url: string) {
  return { TWILIO_ACCOUNT_SID: account.accountSid, TWILIO_AUTH_TOKEN: account.authToken, TWILIO_BASE_URL: url };
}
