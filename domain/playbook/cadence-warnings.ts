import { quoted } from '../authoring/source-node';
import { MINUTES_PER_DAY } from '../calendar/time-of-day';
import { satisfiable } from '../condition/satisfiable';
import type { FaultReport } from '../faults';
import type { Cap, ContactPolicy } from '../types';
import type { PlacedStep } from './placed-step';
import { daysBetweenSteps, stepDays, surelyBefore, type StepDay } from './step-day';

/** Whether two steps exclude each other is asked this often at most, each time this thoroughly. */
const MAX_PAIRS_JUDGED = 200;
const SEARCH_STEPS = 100;

type DatedStep = PlacedStep & { readonly day: StepDay; readonly sendAt: number };

/**
 * Warns of what is legal but hardly meant: steps out of chronological order, two message steps on one day, and a
 * cadence that a contact policy will slow down. Steps whose conditions exclude each other are not compared.
 * @param sendAt of the playbook, in minutes after midnight
 */
export function warnOfCadence(
  placed: readonly PlacedStep[],
  sendAt: number,
  policies: readonly ContactPolicy[],
  report: FaultReport,
): void {
  const days = stepDays(placed.map(({ step }) => step));
  const steps = placed.flatMap((one, index): readonly DatedStep[] => {
    const day = days[index];
    return day === undefined ? [] : [{ ...one, day, sendAt: one.step.sendAt ?? sendAt }];
  });
  warnOfOrder(steps, report);

  const messages = steps.filter(({ step }) => step.do === 'email' || step.do === 'sms');
  const excludes = exclusion();
  messages.forEach((later, index) => {
    const earlier = messages.slice(0, index).filter((one) => minutesBetween(one, later) !== null);
    const sameDay = earlier.findLast((one) => daysBetweenSteps(one.day, later.day) === 0 && !excludes(one, later));
    if (sameDay) warnOfSameDay(sameDay, later, report);
    const before = earlier.findLast((one) => daysBetweenSteps(one.day, later.day) !== 0 && !excludes(one, later));
    if (before) warnOfGaps(before, later, policies, report);
  });
  for (const policy of policies) {
    for (const cap of policy.caps) warnOfCap(messages, cap, policy.name, excludes, report);
  }
}

function warnOfOrder(steps: readonly DatedStep[], report: FaultReport): void {
  steps.forEach((later, index) => {
    const above = steps.slice(0, index).findLast((one) => surelyBefore(later.day, later.sendAt, one.day, one.sendAt));
    if (!above) return;
    report.warning(later.atPlace, 'out-of-order', {
      en: `Step ${id(later)} comes before step ${id(above)}, which stands above it; expected the steps in chronological order`,
      zh: `步骤 ${id(later)} 的时间早于排在前面的步骤 ${id(above)}；步骤应按时间先后排列`,
    });
  });
}

function warnOfSameDay(earlier: DatedStep, later: DatedStep, report: FaultReport): void {
  report.warning(later.atPlace, 'same-day', {
    en: `Steps ${id(earlier)} and ${id(later)} both send a message on one day; expected one message a day`,
    zh: `步骤 ${id(earlier)} 与 ${id(later)} 在同一天各发一条消息；应每天最多一条`,
  });
}

function warnOfGaps(
  earlier: DatedStep,
  later: DatedStep,
  policies: readonly ContactPolicy[],
  report: FaultReport,
): void {
  const minutes = minutesBetween(earlier, later) ?? 0;
  for (const { name, minimumGapDays } of policies) {
    if (minutes <= 0 || minutes >= minimumGapDays * MINUTES_PER_DAY) continue;
    const apart = daysBetweenSteps(earlier.day, later.day) ?? 0;
    report.warning(later.atPlace, 'tighter-than-gap', {
      en: `Step ${id(later)} follows ${id(earlier)} after ${minutes % MINUTES_PER_DAY === 0 ? '' : 'not quite '}${apart}d; the contact policy ${quoted(name)} keeps ${minimumGapDays}d between messages and will send it later`,
      zh: `步骤 ${id(later)} 距 ${id(earlier)} ${minutes % MINUTES_PER_DAY === 0 ? '' : '不足 '}${apart} 天；联系规则 ${quoted(name)} 要求间隔 ${minimumGapDays} 天，消息将推迟`,
    });
  }
}

/** Tells the first step that is one message too many. */
function warnOfCap(
  messages: readonly DatedStep[],
  cap: Cap,
  policy: string,
  excludes: (one: DatedStep, other: DatedStep) => boolean,
  report: FaultReport,
): void {
  const counted = messages.filter(
    ({ step }) => cap.channels.length === 0 || cap.channels.some((one) => one === step.do),
  );
  const over = counted.find((last, index) => {
    const within = counted.slice(0, index).filter((one) => {
      const minutes = minutesBetween(one, last);
      return minutes !== null && minutes >= 0 && minutes < cap.perDays * MINUTES_PER_DAY && !excludes(one, last);
    });
    return within.length >= cap.count;
  });
  if (!over) return;
  const channels = cap.channels.length === 0 ? '' : ` (${cap.channels.join(', ')})`;
  report.warning(over.atPlace, 'tighter-than-cap', {
    en: `Step ${id(over)} makes more than ${cap.count} messages${channels} in ${cap.perDays}d; the contact policy ${quoted(policy)} allows ${cap.count} and will send it later`,
    zh: `到步骤 ${id(over)} 为止，${cap.perDays} 天内的消息${channels}超过 ${cap.count} 条；联系规则 ${quoted(policy)} 最多允许 ${cap.count} 条，消息将推迟`,
  });
}

/** From one step to the other, nominally; `null` where it depends on the invoice. */
function minutesBetween(from: DatedStep, to: DatedStep): number | null {
  const days = daysBetweenSteps(from.day, to.day);
  return days === null ? null : days * MINUTES_PER_DAY + to.sendAt - from.sendAt;
}

/** Judges whether two steps can never both act, within a bound on the work for one playbook. */
function exclusion(): (one: DatedStep, other: DatedStep) => boolean {
  let judged = 0;
  return (one, other) => {
    if (one.step.when === null || other.step.when === null || judged >= MAX_PAIRS_JUDGED) return false;
    judged += 1;
    return !satisfiable({ all: [one.step.when, other.step.when] }, SEARCH_STEPS);
  };
}

function id({ step }: DatedStep): string {
  return quoted(step.id);
}
