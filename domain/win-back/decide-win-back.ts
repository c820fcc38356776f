import { addDays } from '../calendar/civil-date';
import { civilDateAt, instantOf } from '../calendar/zone';
import type { Instant, LocalizedText } from '../types';
import { blockedUntil, blocksOf } from './blocks';
import { planStep } from './plan-step';
import type { WinBackDecision, WinBackOutcome } from './win-back-decision';
import type { StartedWinBack, WinBackInput } from './win-back-facts';
import { stepCost, type WinBackBranch, type WinBackStep } from './win-back-policy';

/**
 * What a win-back does next.
 *
 * Without a step that is left, as a hold-out, and while something stands in the way, it stays open until the measuring
 * ends, so that an order until then still counts as won back.
 * @param asOf the customer's now, or the planned instant of the touch that is to act
 */
export function decideWinBack(input: WinBackInput, asOf: Instant): WinBackDecision {
  const { facts, done } = input;
  const { winBack } = facts;
  if (winBack === null) return decideStart(input, asOf);
  if (facts.orderedAt !== null) return closed('won', 'The customer has ordered', '客户已下单');
  if (facts.stopReason !== null) return closed('stopped', 'It was stopped by hand', '已人工停止');
  if (!isAwayFor(input))
    return closed('stopped', 'The customer is no longer lost for this reason', '客户不再因此原因流失');

  const branch = branchOf(winBack);
  const left = branch.steps.filter(({ id }) => !done.has(id));
  const spent = whySpent(input, winBack, left[0] ?? null);
  if (done.has('end')) {
    return spent === null
      ? closed('ended', 'The measuring has ended', '观察期结束')
      : closed('exhausted', `The measuring has ended; ${spent.en}`, `观察期结束；${spent.zh}`);
  }
  const endAt = winBack.measureUntilAt;
  if (winBack.holdOut)
    return untilEnd(endAt, asOf, 'held out: it gets nothing and is measured', '对照组：不触达，仅观察');
  if (facts.optedOutAt !== null)
    return closed('opted-out', 'The customer has opted out of marketing', '客户已退订营销');
  if (facts.repliedAt !== null) return decideReply(done, asOf);
  if (endAt <= asOf) return untilEnd(endAt, asOf, 'the measuring ends', '观察期结束');
  if (spent !== null) return untilEnd(endAt, asOf, spent.en, spent.zh);
  const [step] = left;
  if (step === undefined) return untilEnd(endAt, asOf, 'every step is done', '所有步骤均已完成');

  const blocks = blocksOf(input, winBack.policy);
  const clearAt = blockedUntil(blocks);
  if (clearAt === null) {
    const en = blocks.map(({ text }) => text.en).join(', ');
    const zh = blocks.map(({ text }) => text.zh).join('，');
    return untilEnd(endAt, asOf, `nothing is sent while ${en}`, `暂不发送：${zh}`);
  }
  const since = Math.max(nominalAt(input, winBack, branch, step), clearAt);
  const touch = planStep(input, winBack, step, since, asOf);
  if (touch === null) {
    return untilEnd(endAt, asOf, 'no contact window opens for the next step', '下一步骤没有可用的联系时段');
  }
  return touch.at < endAt ? touch : untilEnd(endAt, asOf, 'the next step would come later', '下一步骤晚于观察期');
}

function decideStart(input: WinBackInput, asOf: Instant): WinBackDecision {
  const { facts, reason } = input;
  if (!isAwayFor(input))
    return closed('stopped', 'The customer is no longer lost for this reason', '客户不再因此原因流失');
  if (!facts.hasPolicy) return closed('no-policy', 'No published win-back policy applies', '没有适用的已发布挽回策略');
  return {
    status: 'planned',
    at: asOf,
    action: 'startWinBack',
    step: 'start',
    summary: `Start a win-back (${reason})`,
    reason: { en: `The customer went away: ${reason}`, zh: `客户流失：${reason}` },
    moves: [],
  };
}

/** A reply ends the automatic part: the owner goes on. */
function decideReply(done: WinBackInput['done'], asOf: Instant): WinBackDecision {
  if (done.has('reply')) return closed('replied', 'The customer has replied', '客户已回复');
  return {
    status: 'planned',
    at: asOf,
    action: 'createOwnerTask',
    step: 'reply',
    summary: 'Task: answer the reply',
    reason: { en: 'The customer has replied; a person goes on', zh: '客户已回复，由人跟进' },
    moves: [],
  };
}

function untilEnd(endAt: Instant, asOf: Instant, en: string, zh: string): WinBackDecision {
  return {
    status: 'planned',
    at: Math.max(endAt, asOf),
    action: 'endWinBack',
    step: 'end',
    summary: `Wait for an order until the measuring ends: ${en}`,
    reason: { en: `It waits for an order until the measuring ends: ${en}`, zh: `等待订单直至观察期结束：${zh}` },
    moves: [],
  };
}

function closed(outcome: WinBackOutcome, en: string, zh: string): WinBackDecision {
  return { status: 'closed', outcome, summary: en, reason: { en, zh } };
}

/** Whether the customer still is where it was; another stage or reason later is another win-back. */
function isAwayFor({ customer, reason, startedBy }: WinBackInput): boolean {
  return customer.stage === startedBy && customer.lostReason === reason;
}

function branchOf({ policy, branch }: StartedWinBack): WinBackBranch {
  const found = policy.branches.find(({ id }) => id === branch);
  if (found === undefined) throw new Error(`Win-back policy "${policy.name}" has no branch "${branch}"`);
  return found;
}

/** Why nothing more is done although a step is left. */
function whySpent({ facts }: WinBackInput, winBack: StartedWinBack, next: WinBackStep | null): LocalizedText | null {
  if (next === null) return null;
  const { policy, currency } = winBack;
  if (facts.touches >= policy.maxTouches) {
    return { en: `${facts.touches} touches are the most`, zh: `已达最多触达次数 ${facts.touches}` };
  }
  const most = currency === null ? undefined : policy.budget.get(currency);
  if (most === undefined || facts.costMinor + stepCost(next, currency) <= most) return null;
  return { en: 'the next step would cost more than the budget', zh: '下一步骤将超出预算' };
}

/** A step keeps its distance from the one above, so that a wait does not make them follow each other closely. */
function nominalAt(
  { customer, startedAt, done }: WinBackInput,
  { policy }: StartedWinBack,
  { steps }: WinBackBranch,
  step: WinBackStep,
): Instant {
  const above = steps[steps.indexOf(step) - 1];
  const fromAt = (above && done.get(above.id)) ?? startedAt;
  const on = addDays(civilDateAt(fromAt, customer.zone), step.afterDays);
  return Math.max(instantOf(on, step.sendAt ?? policy.sendAt, customer.zone), fromAt);
}
