import { FALLBACK_POLICY } from '../../domain/policy/fallback-policy';
import type { Calendar, ContactPolicy, Instant } from '../../domain/types';
import { choosePolicy } from './choose-documents';
import type { Db } from './db';
import { calendarOf, policyVersion } from './documents';
import { readEpisodeSnapshot, type EpisodeSnapshot } from './episode-snapshot';
import type { DocumentRef } from './stored-plan';

/** What every decision about an episode is made with, besides the facts of its kind. */
export type EpisodeContext = Pick<
  EpisodeSnapshot,
  'customer' | 'settings' | 'contactPoints' | 'messages' | 'episode' | 'openTouch'
> & {
  /** The customer's now: that of the test clock for a sandbox customer, else the machine's. */
  readonly now: Instant;
  /** The customer's. */
  readonly calendar: Calendar;
  readonly policy: { readonly ref: DocumentRef; readonly value: ContactPolicy };
  /** Steps of this episode that are settled, and when. */
  readonly done: ReadonlyMap<string, Instant>;
};

export type LoadEpisodeOptions = {
  readonly episodeId: string;
  /** The machine's clock. */
  readonly now: Instant;
  /** Decide as if this touch had not been claimed. */
  readonly withoutTouchId?: string;
};

/** @throws Error where there is no such episode, or a published contact policy cannot be read */
export async function loadEpisodeContext(db: Db, options: LoadEpisodeOptions): Promise<EpisodeContext> {
  const { episodeId, now, withoutTouchId = null } = options;
  const snapshot = await readEpisodeSnapshot(db, { episodeId, now, withoutTouchId });
  const policies = await Promise.all(snapshot.policies.map((ref) => policyVersion(db, ref)));
  const policy = choosePolicy(snapshot, policies);
  const { customer, settings, contactPoints, messages, episode, openTouch, done } = snapshot;
  return {
    ...{ customer, settings, contactPoints, messages, episode, openTouch },
    now: customer.clockNowAt ?? now,
    calendar: await calendarOf(db, snapshot),
    policy:
      policy === null
        ? { ref: { versionId: null, name: FALLBACK_POLICY.name, number: 0 }, value: FALLBACK_POLICY }
        : { ref: { versionId: policy.id, name: policy.name, number: policy.number }, value: policy.policy },
    done: new Map(done.map(({ step, at }) => [step, at])),
  };
}
