import { explainMove } from '../domain/decide/explain';
import type {
  Channel,
  Instant,
  LocalizedText,
  Move,
  PairRef,
  PlannedTouch,
  TouchAction,
  TouchReason,
} from '../domain/types';
import type { DecideContext } from '../facts/read/load-decide-input';
import type { holdData } from '../facts/write/hold-row';
import type { CreditEntry } from '../facts/write/timeline/credit-entries';
import type { EscalationEntry } from '../facts/write/timeline/escalation-entries';
import type { WinBackEntry } from '../facts/write/timeline/win-back-entries';
import type { Tx } from '../facts/write/transaction';
import { Prisma } from '../prisma/generated/client';
import type { EpisodeEntry } from './episodes/episode-entries';
import type { RunRef } from './run-ref';

/** A due item's step as people name it. */
type NamedPair = { readonly invoice: string; readonly step: string };
/** The versions that something was decided by. */
export type By = { readonly playbook: NamedVersion | null; readonly policy: NamedVersion };
type NamedVersion = { readonly name: string; readonly version: number };
type Planned = { readonly action: TouchAction; readonly at: string };
/** A rule that moved a message: its name and values, instants as ISO, and in words. */
type Moved = {
  readonly rule: Move['rule'];
  readonly from: string;
  readonly to: string;
  readonly because: LocalizedText;
};

/** What touches and messages leave in the timeline, by kind. */
export type EngineEntry = { readonly touchId?: string; readonly messageId?: string } & (
  | EpisodeEntry
  | EscalationEntry
  | WinBackEntry
  | CreditEntry
  | {
      readonly kind: 'touch.done';
      readonly data: By & {
        readonly action: TouchAction;
        readonly lead: NamedPair | null;
        readonly covers: readonly (NamedPair & { readonly outcome: string })[];
        readonly nominalAt: string;
        readonly moves: readonly Moved[];
        /** The lead's own channel, where it had no usable contact point. */
        readonly insteadOf: Channel | null;
      };
    }
  | {
      readonly kind: 'touch.moved';
      readonly data: By & Planned & { readonly lead: NamedPair; readonly moves: readonly Moved[] };
    }
  | {
      readonly kind: 'touch.guarded';
      readonly data: By & {
        readonly planned: Planned;
        /** What is decided instead. */
        readonly instead: { readonly status: string; readonly action: TouchAction | null; readonly at: string | null };
        readonly because: readonly LocalizedText[];
      };
    }
  | { readonly kind: 'touch.released'; readonly data: { readonly because: readonly LocalizedText[] } }
  | {
      readonly kind: 'step.skipped';
      readonly data: By & { readonly pairs: readonly (NamedPair & { readonly explanation: LocalizedText | null })[] };
    }
  | {
      readonly kind: 'step.superseded';
      readonly data: By & { readonly because: 'later-step' | 'hold-ended'; readonly pairs: readonly NamedPair[] };
    }
  | { readonly kind: 'hold.expired'; readonly data: Awaited<ReturnType<typeof holdData>> }
  /** Every pair is settled and money is still owed. */
  | { readonly kind: 'collections.exhausted'; readonly data: { readonly title: LocalizedText } }
  | { readonly kind: 'credit-hold.placed'; readonly data: { readonly lead: NamedPair } }
  | {
      readonly kind: 'task.created';
      readonly data: {
        readonly taskId: string;
        readonly kind: string;
        readonly queue: string;
        readonly title: LocalizedText;
      };
    }
  | {
      readonly kind: 'message.sent';
      readonly data: {
        readonly channel: Channel;
        readonly template: string;
        readonly handedOverAt: string | null;
        /** Codes with which copies were refused; the message itself went out. */
        readonly failedCopies: readonly string[];
      };
    }
  | {
      readonly kind: 'message.refused' | 'message.delayed' | 'message.uncertain' | 'message.unknown';
      readonly data: { readonly channel: Channel; readonly code: string };
    }
);

export type EntryContext = {
  readonly customerId: string;
  /** In the customer's time. */
  readonly at: Instant;
  readonly run: RunRef;
};

/** Entries as rows for `jsonb_to_recordset(…) AS t(${TIMELINE_COLUMNS})`. */
function timelineRows(entries: readonly EngineEntry[], { customerId, at, run }: EntryContext): string {
  return JSON.stringify(
    entries.map(({ kind, data, touchId, messageId }) => ({
      customerId,
      at: new Date(at).toISOString(),
      kind,
      actor: 'workflow',
      data,
      touchId: touchId ?? null,
      messageId: messageId ?? null,
      workflowId: run.workflowId,
      runId: run.runId,
    })),
  );
}

const NAMES = ['customerId', 'at', 'kind', 'actor', 'data', 'touchId', 'messageId', 'workflowId', 'runId'];
const TIMELINE_NAMES = Prisma.raw(NAMES.map((name) => `"${name}"`).join(', '));
const TIMELINE_COLUMNS = Prisma.raw(
  `"customerId" uuid, "at" timestamptz, "kind" text, "actor" text, "data" jsonb, "touchId" uuid, "messageId" uuid, "workflowId" text, "runId" text`,
);

/** Adds entries to the timeline, in their order. */
export async function writeTimeline(tx: Tx, entries: readonly EngineEntry[], context: EntryContext): Promise<void> {
  if (entries.length > 0) await tx.$executeRaw(timelineInsert(entries, context));
}

/** The same as a statement, or as a part of a larger one; a `WHERE` may follow. */
export function timelineInsert(entries: readonly EngineEntry[], context: EntryContext): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO "TimelineEvent" (${TIMELINE_NAMES})
    SELECT ${TIMELINE_NAMES} FROM jsonb_to_recordset(${timelineRows(entries, context)}::jsonb) AS t(${TIMELINE_COLUMNS})`;
}

/** What a touch that was done leaves: the touch, what it skipped, and what it superseded. The end of a hold says so itself. */
export function touchEntries(
  touchId: string,
  touch: Omit<PlannedTouch, 'status'>,
  by: By,
  zone: string,
): readonly EngineEntry[] {
  const entries: EngineEntry[] = [];
  if (touch.action === 'end-hold') return entries;
  if (touch.action === 'skip') {
    const pairs = touch.covers.map((pair) => ({ ...named(pair), explanation: pair.explanation }));
    entries.push({ kind: 'step.skipped', touchId, data: { ...by, pairs } });
  } else {
    entries.push({
      kind: 'touch.done',
      touchId,
      data: {
        ...by,
        action: touch.action,
        lead: touch.lead === null ? null : named(touch.lead),
        covers: touch.covers.map((pair) => ({ ...named(pair), outcome: pair.outcome })),
        nominalAt: new Date(touch.reason.nominalAt).toISOString(),
        moves: movesOf(touch.reason, zone),
        insteadOf: touch.reason.insteadOf,
      },
    });
  }
  if (touch.superseded.length > 0) {
    const pairs = touch.superseded.map(named);
    entries.push({ kind: 'step.superseded', touchId, data: { ...by, because: 'later-step', pairs } });
  }
  return entries;
}

export function versionsOf({ playbook, policy }: DecideContext): By {
  return {
    playbook: playbook === null ? null : { name: playbook.name, version: playbook.number },
    policy: { name: policy.name, version: policy.number },
  };
}

export function movesOf({ moves }: TouchReason, zone: string): readonly Moved[] {
  return moves.map((move) => ({
    rule: move.rule,
    from: new Date(move.from).toISOString(),
    to: new Date(move.to).toISOString(),
    because: explainMove(move, zone),
  }));
}

export function named({ invoice, step }: PairRef): NamedPair {
  return { invoice, step };
}
