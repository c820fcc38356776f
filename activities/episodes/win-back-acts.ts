import { randomUUID } from 'node:crypto';
import { addDays } from '../../domain/calendar/civil-date';
import { civilDateAt } from '../../domain/calendar/zone';
import type { LetterOffer } from '../../domain/message/letter-model';
import { oneBusinessDayAfter } from '../../domain/task/one-business-day-after';
import type { Channel, LocalizedText } from '../../domain/types';
import { stepCost, type WinBackOffer, type WinBackStep } from '../../domain/win-back/win-back-policy';
import type { LoadedWinBack } from '../../facts/read/win-back';
import { startWinBack } from '../../facts/write/start-win-back';
import type { Tx } from '../../facts/write/transaction';
import type { EngineEntry } from '../timeline';
import { composeLetter } from './compose-letter';
import type { Acting, EpisodeMessage } from './episode-definition';

type WinBackActing = Acting<LoadedWinBack>;

/** Where tasks go that no step has named a queue for, until an owner or somebody else takes them. */
const REPLY_QUEUE = 'win-back';

/** Chooses how the customer is to be won back, or that nothing is done. */
export async function start(tx: Tx, { facts, context }: WinBackActing): Promise<readonly EngineEntry[]> {
  const { policy, input } = facts;
  if (policy === null) throw new Error('No win-back policy applies, although a start was decided for');
  const { customer, episode } = context;
  return [await startWinBack(tx, { customer, episode, reason: input.reason, policy })];
}

/** Work for the owner: what a step says, or an answer to the customer's reply. */
export async function createWinBackTask(tx: Tx, acting: WinBackActing): Promise<readonly EngineEntry[]> {
  const { facts, context, touch, touchId } = acting;
  const { customer, episode, calendar } = context;
  const step = touch.step === 'reply' ? null : stepOf(facts, touch.step);
  const offer = step === null ? null : offerOf(facts, step);
  const title = step === null ? REPLY : (step.title ?? { en: step.id, zh: step.id });
  const queue = step?.queue ?? REPLY_QUEUE;
  const taskId = randomUUID();
  await tx.task.create({
    data: {
      ...{ id: taskId, customerId: customer.id, episodeId: episode.id, touchId },
      ...{ kind: 'win-back', queue, ownerId: customer.ownerId },
      titleEn: title.en,
      titleZh: title.zh,
      dueAt: new Date(oneBusinessDayAfter(touch.at, calendar, customer.zone)),
      data: { reason: facts.input.reason, step: touch.step, offer: offer === null ? null : shownOffer(offer) },
      createdAt: new Date(touch.at),
    },
  });
  await recordCost(tx, acting, step);
  return [{ kind: 'task.created', touchId, data: { taskId, kind: 'win-back', queue, title } }];
}

const REPLY: LocalizedText = { en: 'Answer the reply of a lost customer', zh: '回复流失客户的来信' };

/** The letter of a step, with its offer, in the customer's language. */
export async function composeWinBackLetter(tx: Tx, acting: WinBackActing): Promise<EpisodeMessage> {
  const { facts, touch } = acting;
  const step = stepOf(facts, touch.step);
  const channel: Channel = step.do === 'sms' ? 'sms' : 'email';
  const message = await composeLetter(tx, acting, {
    channel,
    template: step.template ?? '',
    purpose: 'marketing',
    role: 'manager',
    offer: letterOffer(acting, offerOf(facts, step)),
  });
  await recordCost(tx, acting, step);
  return message;
}

/** What people see; decisions count the steps themselves. */
async function recordCost(tx: Tx, { facts, context }: WinBackActing, step: WinBackStep | null): Promise<void> {
  const { winBack, costMinor } = facts.input.facts;
  const cost = step === null ? 0n : stepCost(step, winBack?.currency ?? null);
  if (cost === 0n) return;
  await tx.winBack.update({ where: { id: context.episode.id }, data: { costMinor: costMinor + cost } });
}

function stepOf({ input }: LoadedWinBack, id: string): WinBackStep {
  const { winBack } = input.facts;
  const branch = winBack?.policy.branches.find((one) => one.id === winBack.branch);
  const step = branch?.steps.find((one) => one.id === id);
  if (step === undefined) throw new Error(`The win-back has no step "${id}"`);
  return step;
}

function offerOf({ policy }: LoadedWinBack, { offer }: WinBackStep): WinBackOffer | null {
  return offer === null ? null : (policy?.value.offers.get(offer) ?? null);
}

function letterOffer({ context, touch }: WinBackActing, offer: WinBackOffer | null): LetterOffer | null {
  if (offer === null) return null;
  const { language, zone } = context.customer;
  return {
    title: offer.title[language],
    detail: offer.detail[language] === '' ? null : offer.detail[language],
    code: offer.code,
    untilOn: addDays(civilDateAt(touch.at, zone), offer.validForDays - 1),
  };
}

/** What the owner may offer. */
function shownOffer({ name, title, kind, code, validForDays }: WinBackOffer) {
  return { name, title: { ...title }, kind, code, validForDays };
}
