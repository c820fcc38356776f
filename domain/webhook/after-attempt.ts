/** What came of posting one event. */
export type WebhookAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly excerpt: string }
  /** `code` is the system's, such as `ECONNREFUSED`, or one of ours: `TIMEOUT`, `ADDRESS_FORBIDDEN`. */
  | { readonly kind: 'no-answer'; readonly code: string };

export type AfterAttempt =
  | { readonly outcome: 'delivered' }
  /** The endpoint says that it will never take events again: it is paused, and the event waits. */
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'retried'; readonly waitMs: number; readonly restMs: number }
  | { readonly outcome: 'failed'; readonly restMs: number };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** From a failed attempt to the next: 10 attempts over 68.6 hours, so that a weekend without anybody is outlived. */
export const RETRY_WAITS_MS: readonly number[] = [
  5 * SECOND,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
  24 * HOUR,
];

const FIRST_REST_MS = 5 * SECOND;
const LONGEST_REST_MS = 5 * MINUTE;

type Attempt = {
  readonly answer: WebhookAnswer;
  /** Of this event, this one included. */
  readonly attempts: number;
  /** Of the endpoint in a row, over all events, before this one. */
  readonly failures: number;
};

/**
 * What an attempt leads to. An endpoint that does not answer, or answers with a fault of its own, rests: the events
 * behind wait for it instead of using up their attempts. One that refuses this event alone is asked for the next at once.
 * @returns `waitMs` for this event, `restMs` for the endpoint
 * @example afterAttempt({ answer: { kind: 'no-answer', code: 'ECONNREFUSED' }, attempts: 1, failures: 0 })
 *   // { outcome: 'retried', waitMs: 5000, restMs: 5000 }
 */
export function afterAttempt({ answer, attempts, failures }: Attempt): AfterAttempt {
  const status = answer.kind === 'answered' ? answer.status : null;
  if (status !== null && status >= 200 && status < 300) return { outcome: 'delivered' };
  if (status === 410) return { outcome: 'gone' };
  const restMs = isAboutTheEvent(status) ? 0 : Math.min(FIRST_REST_MS * 2 ** Math.min(failures, 10), LONGEST_REST_MS);
  const waitMs = RETRY_WAITS_MS[attempts - 1];
  return waitMs === undefined ? { outcome: 'failed', restMs } : { outcome: 'retried', waitMs, restMs };
}

/** 408 and 429 ask for time, not for another event. */
function isAboutTheEvent(status: number | null): boolean {
  return status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429;
}
