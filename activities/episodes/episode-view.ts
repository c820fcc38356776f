import { asOfFor } from '../../domain/decide/as-of';
import type { EpisodeDecision, EpisodeTouch } from '../../domain/episode/episode-decision';
import { inWindow } from '../../domain/policy/contact-policy';
import type { Instant } from '../../domain/types';
import type { Db } from '../../facts/read/db';
import { loadEpisodeContext, type EpisodeContext } from '../../facts/read/load-episode-context';
import type { Tx } from '../../facts/write/transaction';
import type { ActivityDeps } from '../activity-deps';
import { lockForTouch } from '../guard';
import type { TouchInput } from '../next-plan';
import { contactsCustomer, MESSAGE_CHANNELS, type EpisodeDefinition } from './episode-definition';

/** What names an episode, in every input of its activities. */
export type EpisodeRef = { readonly customerId: string; readonly episodeId: string };
export type EpisodeTouchInput = EpisodeRef & TouchInput & { readonly step: string };

/** An episode with its facts, and what is decided on them. */
export type EpisodeView<Facts> = {
  readonly facts: Facts;
  readonly context: EpisodeContext;
  readonly decision: EpisodeDecision;
  readonly asOf: Instant;
};

/** Loads the facts and decides. @param plannedAt the instant of the last plan, or `null` where there is none */
export async function viewEpisode<Facts>(
  db: Db,
  definition: EpisodeDefinition<Facts>,
  query: { readonly episodeId: string; readonly now: Instant; readonly withoutTouchId?: string },
  plannedAt: Instant | null,
): Promise<EpisodeView<Facts>> {
  const context = await loadEpisodeContext(db, query);
  const facts = await definition.load(db, context);
  const asOf = asOfFor(context.now, plannedAt ?? context.episode.nextAt);
  const decision = decideOn(definition, facts, context, asOf);
  if (asOf === context.now || !isOutsideWindow(decision, context, asOf)) return { facts, context, decision, asOf };
  const { now } = context;
  return { facts, context, decision: decideOn(definition, facts, context, now), asOf: now };
}

/** The same under the customer's lock. An open touch of the episode is looked at as if it were not there. */
export async function guardEpisode<Facts>(
  tx: Tx,
  deps: ActivityDeps,
  definition: EpisodeDefinition<Facts>,
  { customerId, episodeId }: EpisodeRef,
  plannedAt: Instant | null,
): Promise<EpisodeView<Facts>> {
  await lockForTouch(tx, customerId);
  const now = deps.clock();
  const view = await viewEpisode(tx, definition, { episodeId, now }, plannedAt);
  const { openTouch } = view.context;
  if (openTouch === null) return view;
  const without = await viewEpisode(tx, definition, { episodeId, now, withoutTouchId: openTouch.id }, plannedAt);
  return { ...without, context: { ...without.context, openTouch } };
}

/** The touch to act on now, or `null` where the decision is another one, a later one, or stopped by a kill switch. */
export function dueStep<Facts>({ decision, asOf, context }: EpisodeView<Facts>, action: string): EpisodeTouch | null {
  if (decision.status !== 'planned' || decision.action !== action || decision.at > asOf) return null;
  return episodeStoppedBy(decision, context) === null ? decision : null;
}

/** The kill switch that keeps a message of an episode from being sent now, or `null`. */
export function episodeStoppedBy(
  decision: EpisodeDecision,
  { settings, now }: Pick<EpisodeContext, 'settings' | 'now'>,
): 'sending' | 'email' | 'sms' | null {
  if (decision.status !== 'planned' || decision.at > now) return null;
  const channel = MESSAGE_CHANNELS[decision.action];
  if (channel === undefined) return null;
  if (settings.sendingStopped) return 'sending';
  if (channel === 'email') return settings.emailStopped ? 'email' : null;
  return settings.smsStopped ? 'sms' : null;
}

function decideOn<Facts>(
  definition: EpisodeDefinition<Facts>,
  facts: Facts,
  context: EpisodeContext,
  asOf: Instant,
): EpisodeDecision {
  const { episode, customer } = context;
  if (episode.status === 'closed') {
    return { status: 'closed', outcome: episode.outcome ?? 'closed', summary: 'Ended', reason: ENDED };
  }
  if (customer.engagement === 'closed') {
    return { status: 'closed', outcome: 'customer-closed', summary: 'The customer is closed', reason: CUSTOMER_CLOSED };
  }
  const decision = definition.decide(facts, context, asOf);
  if (customer.engagement === 'paused' && decision.status === 'planned' && contactsCustomer(decision.action)) {
    return { status: 'idle', summary: 'The customer is paused', reason: PAUSED };
  }
  return decision;
}

/** Whether a message that is due at its planned instant has come too late for the contact window that was open then. */
function isOutsideWindow(decision: EpisodeDecision, context: EpisodeContext, asOf: Instant): boolean {
  if (decision.status !== 'planned' || decision.at > asOf || !contactsCustomer(decision.action)) return false;
  const { policy, calendar, customer, now } = context;
  const channel = decision.action === 'sendSms' ? 'sms' : 'email';
  return !inWindow(policy.value, calendar, channel, customer.zone, now);
}

const ENDED = { en: 'The episode has ended', zh: '该环节已结束' };
const CUSTOMER_CLOSED = { en: 'The customer was closed', zh: '客户已关闭' };
const PAUSED = { en: 'The customer is paused', zh: '客户已暂停' };
