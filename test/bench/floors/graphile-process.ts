import { Logger, run } from 'graphile-worker';
import { createSmtpEmailSender } from '../../../activities/channels/smtp-email-sender';
import { sendFloorMail } from './floor-mail';

/** A job queue in PostgreSQL with a job for each reminder, and the same sender behind it. It runs until it is stopped. */
async function main(): Promise<void> {
  const { DATABASE_URL: connectionString = '', SMTP_URL: url = '' } = process.env;
  const sender = createSmtpEmailSender({ url });
  const runner = await run({
    connectionString,
    concurrency: 20,
    pollInterval: 200,
    logger: new Logger(() => () => undefined),
    taskList: {
      remind: async (payload) => {
        await sendFloorMail(sender, (payload as { readonly address: string }).address);
      },
    },
  });
  process.stdout.write('ready\n');
  await runner.promise;
  await sender.close();
}

void main();
