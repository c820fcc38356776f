import { startOfDay } from '../../domain/calendar/zone';
import type { DecideInput } from '../../domain/decide/input';
import { scheduleItem } from '../../domain/decide/schedule';
import { touchLogOf } from '../../domain/decide/touch-log';
import { FALLBACK_POLICY } from '../../domain/policy/fallback-policy';
import type { Calendar, ContactPolicy, DueItem, HoldFacts, Instant } from '../../domain/types';
import { choosePlaybook, choosePolicy, stepsSinceFor, type ChosenPlaybook } from './choose-documents';
import type { Db } from './db';
import { calendarOf, playbookVersion, policyVersion, type PlaybookVersion, type PolicyVersion } from './documents';
import { readSnapshot, type Snapshot } from './snapshot';
import { storedPlan, type DocumentRef } from './stored-plan';

/** What goes with a decision's input: who, when, and by which versions. */
export type DecideContext = {
  /** The customer's now: that of the test clock for a sandbox customer, else the machine's. */
  readonly now: Instant;
  readonly customer: Snapshot['customer'];
  readonly settings: Snapshot['settings'];
  readonly episode: Snapshot['episode'];
  readonly playbook: DocumentRef | null;
  readonly playbookSinceAt: Instant | null;
  readonly policy: DocumentRef;
  readonly openTouch: Snapshot['openTouch'];
};

export type LoadedInput = { readonly input: DecideInput; readonly context: DecideContext };

export type LoadOptions = {
  /** The machine's clock, in epoch milliseconds. */
  readonly now: Instant;
  /** Decide as if this touch had not been claimed; contact points that refused it are not usable. */
  readonly withoutTouchId?: string;
};

/** Longer than gaps and caps mostly are; where the policy looks further back, the snapshot is read once more. */
const MESSAGE_DAYS = 92;

/**
 * Everything that `decide` looks at for one customer, as of one moment. Published versions and calendars are remembered
 * in the process by their identity; which ones are published is read every time.
 *
 * @throws Error where there is no such customer, or a published document cannot be read
 */
export async function loadDecideInput(db: Db, customerId: string, options: LoadOptions): Promise<LoadedInput> {
  const loaded = await load(db, customerId, options, MESSAGE_DAYS);
  const { minimumGapDays, caps } = loaded.input.policy;
  const needed = Math.max(minimumGapDays, ...caps.map((cap) => cap.perDays));
  return needed < MESSAGE_DAYS ? loaded : load(db, customerId, options, needed + 1);
}

async function load(db: Db, customerId: string, options: LoadOptions, messageDays: number): Promise<LoadedInput> {
  const withoutTouchId = options.withoutTouchId ?? null;
  const snapshot = await readSnapshot(db, { customerId, withoutTouchId, now: options.now, messageDays });
  if (snapshot === null) throw new Error(`There is no customer ${customerId}`);
  const now = snapshot.customer.clockNowAt ?? options.now;

  const playbooks: PlaybookVersion[] = [];
  const policies: PolicyVersion[] = [];
  for (const ref of snapshot.versions) {
    if (ref.kind === 'playbook') playbooks.push(await playbookVersion(db, ref));
    else policies.push(await policyVersion(db, ref));
  }
  const calendar = await calendarOf(db, snapshot);
  const chosen = choosePlaybook(snapshot, playbooks, now);
  const policy = choosePolicy(snapshot, policies);
  return {
    input: decideInput(snapshot, chosen, policy?.policy ?? FALLBACK_POLICY, calendar, now),
    context: {
      now,
      customer: snapshot.customer,
      settings: snapshot.settings,
      episode: snapshot.episode,
      playbook: chosen === null ? null : refOf(chosen.version),
      playbookSinceAt: chosen?.sinceAt ?? null,
      policy: policy === null ? { versionId: null, name: FALLBACK_POLICY.name, number: 0 } : refOf(policy),
      openTouch: snapshot.openTouch,
    },
  };
}

function decideInput(
  snapshot: Snapshot,
  chosen: ChosenPlaybook | null,
  policy: ContactPolicy,
  calendar: Calendar,
  now: Instant,
): DecideInput {
  const { customer } = snapshot;
  const playbook = chosen?.version.playbook ?? null;
  const seen = new Map(Object.entries(storedPlan(snapshot.episode?.plan)?.stepsSeenAt ?? {}));
  return {
    customer: {
      id: customer.id,
      zone: customer.zone,
      language: customer.language,
      segment: customer.segment,
      country: customer.country,
      attributes: customer.attributes,
    },
    items: snapshot.items.map((row) => {
      const item: DueItem = { ...row, amountMinor: BigInt(row.amountMinor), balanceMinor: BigInt(row.balanceMinor) };
      return playbook === null ? { ...item, nominals: [] } : scheduleItem(item, playbook, calendar, customer.zone);
    }),
    holds: snapshot.holds.flatMap(({ untilOn, memberSinceAt, ...hold }): HoldFacts[] => {
      // A date means its start in the zone that the customer has now, wherever it was when the hold was placed.
      const untilAt = untilOn === null ? hold.untilAt : startOfDay(untilOn, customer.zone);
      // It never held who joined the group after its end.
      const isOver = untilAt !== null && memberSinceAt !== null && untilAt <= memberSinceAt;
      return isOver ? [] : [{ ...hold, untilAt }];
    }),
    holdEnds: snapshot.holdEnds,
    contactPoints: snapshot.contactPoints,
    contactMissing: customer.contactMissingAt !== null,
    playbook,
    policy,
    calendar,
    settled: touchLogOf(snapshot.settled),
    messages: snapshot.messages,
    stepsSince: chosen === null ? new Map() : stepsSinceFor(snapshot, chosen, seen, now),
    paused: customer.engagement !== 'active',
  };
}

function refOf(version: PlaybookVersion | PolicyVersion): DocumentRef {
  return { versionId: version.id, name: version.name, number: version.number };
}
