import type { MessageStage } from '../../../activities/activity-deps';

/** What the test tells the process, as JSON in the environment variable MORTAL_WORKER. */
export type MortalWorkerSettings = {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly namespace: string;
  readonly bundlePath: string;
  readonly smtpUrl: string;
  readonly twilio: { readonly accountSid: string; readonly authToken: string; readonly baseUrl: string };
  /** From the machine's clock to the engine's. */
  readonly clockAheadMs: number;
  /** At which stage of the message to this address the process dies. */
  readonly deaths: Readonly<Record<string, MessageStage>>;
  /** Remembers who has died. */
  readonly marksFolder: string;
};
