import type { MessageStage } from '../../../activities/activity-deps';

export type Release = { readonly deploymentName: string; readonly isSecond: boolean };

/** What a worker process needs to serve a world. */
export type ChaosWorkerSettings = {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly taskQueuePrefix: string;
  readonly bundlePath: string;
  readonly smtpUrl: string;
  readonly twilio: { readonly accountSid: string; readonly authToken: string; readonly baseUrl: string };
  /** From the machine's clock to the engine's. */
  readonly clockAheadMs: number;
  /** Messages of each channel under way at the same time, and handed over per second. */
  readonly activitySlots: number;
  readonly messagesPerSecond: number;
  /** What it is a version of, and whether it runs the release after the one of today; `null` = it has no version. */
  readonly release: Release | null;
  /** Whether the process moves test clocks; sandbox customers' mails go to the mail server of the scenario. */
  readonly movesClocks: boolean;
};

/** A message has come to a stage; `picked-up` is told before the claim, with the customer instead of the message. */
export type StageReached = {
  readonly number: number;
  readonly stage: MessageStage | 'picked-up';
  readonly id: string;
};

/** From the scenario: serve this world; the message may go on; serve it no longer. */
export type ToldToWorker = ChaosWorkerSettings | { readonly goOn: number } | 'end';
/** From the process: it takes work now; a message waits; it has nothing left of that world. */
export type ToldByWorker = 'serving' | StageReached | 'ended';
