import { setTimeout as delay } from 'node:timers/promises';
import type { WebhookDeliverer } from './webhook-deliverer';

export type RunningDeliverer = {
  /** Ends after the attempts that are under way, which takes ten seconds at most. */
  readonly stop: () => Promise<void>;
};

export type DelivererLoop = {
  readonly deliverer: WebhookDeliverer;
  /** How often it looks. Default 1 s. */
  readonly pollMs?: number;
  readonly onError: (error: unknown) => void;
};

/** While transactions that write the timeline are open: most end within milliseconds. */
const SOON_MS = 100;

/** Looks for events every second. Errors are told and outlived. */
export function runDeliverer({ deliverer, pollMs = 1_000, onError }: DelivererLoop): RunningDeliverer {
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const again = await deliverer.look().catch((error: unknown) => {
        onError(error);
        return 'later' as const;
      });
      const waitMs = again === 'at-once' ? 0 : again === 'soon' ? Math.min(SOON_MS, pollMs) : pollMs;
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = loop();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      await deliverer.stop();
    },
  };
}
