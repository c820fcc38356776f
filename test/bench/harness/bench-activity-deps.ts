import type { ActivityDeps } from '../../../activities/activity-deps';
import { capturedEmailSender, capturedSmsSender } from '../../../activities/channels/captured-senders';
import type { BenchSite } from './bench-site';

/** For activities that run in this process, with senders that send nothing. */
export function benchActivityDeps({ db }: BenchSite): ActivityDeps {
  const senders = { email: capturedEmailSender, sms: capturedSmsSender };
  return {
    db,
    clock: () => Date.now(),
    senders,
    sandboxSenders: senders,
    publicUrl: 'http://127.0.0.1:9',
    observer: {
      messageReached: () => undefined,
      touchActed: () => undefined,
      touchGuarded: () => undefined,
      messageSent: () => undefined,
      messageUnknown: () => undefined,
    },
  };
}
