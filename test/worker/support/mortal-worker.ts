import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { capturedEmailSender, capturedSmsSender } from '../../../activities/channels/captured-senders';
import { createSmtpEmailSender } from '../../../activities/channels/smtp-email-sender';
import { createTwilioSmsSender } from '../../../activities/channels/twilio-sms-sender';
import { createActivities } from '../../../activities/create-activities';
import { createPrisma } from '../../../prisma/client';
import { createWorkers } from '../../../worker/create-workers';
import type { MortalWorkerSettings } from './mortal-worker-settings';

/**
 * A worker process that kills itself with SIGKILL where it is told to: for each address at one stage of its message, once.
 * It takes one message of each channel at a time, so that a death is that of no other message.
 */
async function main(settings: MortalWorkerSettings): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const db = createPrisma({ url: settings.databaseUrl, poolSize: 5 });
  const workers = await createWorkers({
    connection: await NativeConnection.connect({ address: settings.temporalAddress }),
    namespace: settings.namespace,
    taskQueuePrefix: '',
    workflowBundle: { codePath: settings.bundlePath },
    activities: createActivities({
      db,
      clock: () => Date.now() + settings.clockAheadMs,
      senders: {
        email: createSmtpEmailSender({ url: settings.smtpUrl }),
        sms: createTwilioSmsSender({ ...settings.twilio, timeoutMs: 30_000 }),
      },
      sandboxSenders: { email: capturedEmailSender, sms: capturedSmsSender },
      publicUrl: 'http://127.0.0.1:1',
      lookUpIntervalMs: 500,
      observer: {
        touchActed: () => undefined,
        touchGuarded: () => undefined,
        messageSent: () => undefined,
        messageUnknown: () => undefined,
        messageReached: async (stage, id) => {
          const { address } = await db.message.findUniqueOrThrow({ where: { id } });
          const mark = path.join(settings.marksFolder, encodeURIComponent(address));
          if (settings.deaths[address] !== stage || existsSync(mark)) return;
          writeFileSync(mark, stage);
          process.kill(process.pid, 'SIGKILL');
        },
      },
    }),
    dataConverter: {},
    observing: () => undefined,
    limits: { emailPerSecond: 100, smsPerSecond: 100, workflowSlots: 5, activitySlots: 1, emailSlots: 1 },
  });
  process.once('SIGTERM', () => {
    workers.shutdown();
  });
  await workers.run();
  process.exit(0);
}

void main(JSON.parse(process.env.MORTAL_WORKER ?? '') as MortalWorkerSettings);
