import closeWithGrace from 'close-with-grace';
import { createSmtpEmailSender } from '../activities/channels/smtp-email-sender';
import { smsSenderOf } from '../activities/channels/sms-sender-of';
import { ConfigError, parseConfig, type Config } from '../config/config';
import { createLogger } from '../config/create-logger';
import { createPayloadCodec } from '../config/payload-codec';
import { createTemporalClient } from '../config/temporal-client';
import { createPrisma } from '../prisma/client';
import { taskQueues } from '../workflows/task-queues';
import { BootstrapKeyError, storeBootstrapKey } from './bootstrap-key';
import { createApp } from './create-app';
import type { ApiDeps } from './deps';
import { startChores } from './chores';

/** An upload that is being read may take this long after the signal. */
const CLOSE_WITHIN_MS = 20_000;

async function main(config: Config): Promise<void> {
  const logger = createLogger('api', config);
  const prisma = createPrisma({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE });
  const temporal = createTemporalClient(config);
  const clock = () => Date.now();
  if (config.API_BOOTSTRAP_KEY !== undefined) await storeBootstrapKey(prisma, config.API_BOOTSTRAP_KEY, clock());

  const email = createSmtpEmailSender({ url: config.SMTP_URL });
  const app = createApp({
    prisma,
    temporal,
    senders: { email, sms: smsSenderOf(config) },
    logger,
    clock,
    config: {
      publicUrl: config.PUBLIC_URL,
      rateLimitPerMinute: config.API_RATE_LIMIT_PER_MINUTE,
      trustProxy: config.TRUST_PROXY ?? null,
      lifecycleQueue: taskQueues(config.TASK_QUEUE_PREFIX ?? '').lifecycle,
      twilioAuthToken: config.TWILIO_AUTH_TOKEN ?? null,
      webhookAllowHttp: config.WEBHOOK_ALLOW_HTTP,
    },
    ...codecOf(config),
  });
  const chores = startChores({ prisma, logger, clock });
  const server = app.listen(config.API_PORT, config.API_HOST, (error) => {
    if (error !== undefined) throw error;
    logger.info({ host: config.API_HOST, port: config.API_PORT }, 'the API listens');
  });

  closeWithGrace({ delay: CLOSE_WITHIN_MS }, async ({ err }) => {
    if (err !== undefined) logger.error({ err }, 'the API ends because of an error');
    chores.stop();
    server.closeIdleConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
    await email.close();
    await temporal.connection.close();
    await prisma.$disconnect();
  });
}

function codecOf({ PAYLOAD_KEY, CODEC_UI_ORIGIN }: Config): Pick<ApiDeps, 'codec'> {
  if (PAYLOAD_KEY === undefined) return {};
  return { codec: { payloadCodec: createPayloadCodec(PAYLOAD_KEY), uiOrigin: CODEC_UI_ORIGIN ?? null } };
}

async function start(): Promise<void> {
  try {
    await main(parseConfig(process.env));
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof BootstrapKeyError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

void start();
