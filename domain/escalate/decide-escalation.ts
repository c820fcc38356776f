import { assertNever } from '../assert-never';
import type { EpisodeDecision, EpisodeTouch } from '../episode/episode-decision';
import type { Instant, LocalizedText } from '../types';
import type { LadderStaff } from './choose-person';
import { climbOn, type ClimbedLevel } from './climb';
import type { Ladder } from './ladder';

export type EscalationStatus = 'climbing' | 'acknowledged' | 'resolved' | 'exhausted' | 'cancelled';
export type EscalationAction = 'placeHold' | 'escalateToLevel' | 'notifyStaff' | 'exhaustLadder';

/** Everything that decides how an escalation goes on. */
export type EscalationFacts = {
  readonly ladder: Ladder;
  readonly status: EscalationStatus;
  readonly climb: readonly ClimbedLevel[];
  readonly startedAt: Instant;
  /** When the climb goes on: the end of the last level's wait, or of the time to resolve; `null` before the first. */
  readonly dueAt: Instant | null;
  readonly staff: readonly LadderStaff[];
  readonly ownerId: string | null;
  /** A kill switch keeps emails back: the climb does not wait for them. */
  readonly emailStopped: boolean;
  /** Steps that are settled. */
  readonly done: ReadonlySet<string>;
};

/**
 * What an escalation does next. Level by level somebody is told and has the level's business hours to acknowledge;
 * acknowledged, it is to be resolved in time, else the climb goes on. A level that comes late is told when it comes, and
 * its wait begins then.
 */
export function decideEscalation(facts: EscalationFacts, asOf: Instant): EpisodeDecision<EscalationAction> {
  switch (facts.status) {
    case 'resolved':
      return closed('resolved', { en: 'It was resolved', zh: '已解决' });
    case 'cancelled':
      return closed('cancelled', { en: 'It was cancelled', zh: '已取消' });
    case 'exhausted':
      return closed('exhausted', { en: 'The last level has not answered', zh: '最后一级未响应' });
    case 'acknowledged':
      // Somebody may be quicker than the first step.
      return holdFirst(facts, asOf) ?? goOn(facts, asOf, NOT_RESOLVED);
    case 'climbing':
      return holdFirst(facts, asOf) ?? climbFurther(facts, asOf);
    default:
      return assertNever(facts.status);
  }
}

function holdFirst({ ladder, startedAt, done }: EscalationFacts, asOf: Instant): EpisodeTouch<EscalationAction> | null {
  if (!ladder.holdWhileOpen || done.has('hold')) return null;
  const summary = 'Hold touches while the escalation is open';
  return touch('placeHold', 'hold', Math.max(startedAt, asOf), summary, HOLD);
}

/** The email to the level that was told last, then the next level; an email that comes too late gives way to it. */
function climbFurther(facts: EscalationFacts, asOf: Instant): EpisodeTouch<EscalationAction> {
  const { ladder, climb, dueAt, done, emailStopped } = facts;
  const last = climb.at(-1);
  if (last === undefined) return goOn(facts, asOf, STARTED);
  const emails = ladder.levels[last.level - 1]?.by.includes('email') === true && !emailStopped;
  const isInTime = dueAt === null || asOf < dueAt;
  if (emails && isInTime && last.staffId !== null && !done.has(`email-${last.level}`)) {
    const summary = `Email to level ${last.level} of ${ladder.levels.length}`;
    return touch('notifyStaff', `email-${last.level}`, Math.max(last.at, asOf), summary, TOLD);
  }
  return goOn(facts, asOf, NO_ANSWER);
}

const HOLD: LocalizedText = { en: 'The ladder holds touches while it is open', zh: '该升级链在处理期间暂停触达' };
const TOLD: LocalizedText = { en: 'The level is told by email, too', zh: '同时以邮件通知该级' };
const STARTED: LocalizedText = { en: 'The escalation begins', zh: '升级开始' };
const NO_ANSWER: LocalizedText = { en: 'Nobody has acknowledged in time', zh: '未在时限内确认' };
const NOT_RESOLVED: LocalizedText = {
  en: 'It was acknowledged, but not resolved in time',
  zh: '已确认，但未在时限内解决',
};
const EXHAUSTED: LocalizedText = { en: 'no level is left', zh: '已无更高级别' };

/** The next level, or the end of the ladder, when its time has come. */
function goOn(
  { ladder, climb, startedAt, dueAt, staff, ownerId }: EscalationFacts,
  asOf: Instant,
  why: LocalizedText,
): EpisodeTouch<EscalationAction> {
  const at = Math.max(dueAt ?? startedAt, asOf);
  const { kind, passed } = climbOn(ladder, climb, { staff, ownerId }, at);
  if (kind === 'exhaust') {
    const reason = { en: `${why.en}, and ${EXHAUSTED.en}`, zh: `${why.zh}，且${EXHAUSTED.zh}` };
    return touch('exhaustLadder', 'exhausted', at, 'End of the ladder', reason);
  }
  const level = passed.at(-1)?.level ?? 0;
  return touch('escalateToLevel', `level-${level}`, at, `Escalate to level ${level} of ${ladder.levels.length}`, why);
}

function touch(
  action: EscalationAction,
  step: string,
  at: Instant,
  summary: string,
  reason: LocalizedText,
): EpisodeTouch<EscalationAction> {
  return { status: 'planned', at, action, step, summary, reason, moves: [] };
}

function closed(outcome: EscalationStatus, reason: LocalizedText): EpisodeDecision<EscalationAction> {
  return { status: 'closed', outcome, summary: `Escalation ${outcome}`, reason };
}
