import { randomBytes, randomUUID } from 'node:crypto';
import type { EpisodeTouch } from '../../domain/episode/episode-decision';
import type { Tx } from '../../facts/write/transaction';
import type { ActivityDeps } from '../activity-deps';
import { mayBeOut } from '../messages/may-be-out';
import type { Claimed, MessageSource } from '../messages/message-source';
import { releaseMessages, writeMessage, type ComposedMessage } from '../messages/write-message';
import { freePairs } from '../put-touch';
import type { RunRef } from '../run-ref';
import { writeTimeline } from '../timeline';
import { standBackFrom } from './act-on-episode';
import type { EpisodeDefinition, EpisodeMessage } from './episode-definition';
import { episodeData, movesData } from './episode-entries';
import { dueStep, guardEpisode, viewEpisode, type EpisodeTouchInput, type EpisodeView } from './episode-view';
import { putEpisodeTouch, type EpisodeTouchReason } from './put-episode-touch';
import { storeEpisodePlan } from './store-episode-plan';

/** The messages of an episode: to the customer, or notices to staff. */
export function episodeSource<Facts>(
  deps: ActivityDeps,
  definition: EpisodeDefinition<Facts>,
  action: string,
  input: EpisodeTouchInput,
): MessageSource {
  const guard = (tx: Tx) => guardEpisode(tx, deps, definition, input, input.plannedAt);
  const claimDue = async (tx: Tx, view: EpisodeView<Facts>, token: string, run: RunRef): Promise<Claimed | null> => {
    const touch = dueStep(view, action);
    return touch === null ? null : claimStep(tx, deps, definition, view, touch, { token, run });
  };
  return {
    claim: async (tx, { token, run }) => {
      const view = await guard(tx);
      const { openTouch } = view.context;
      const underWay = openTouch?.message ?? null;
      if (underWay?.state === 'handed_over') return { kind: 'uncertain', messageId: underWay.id };
      if (mayBeOut(underWay) && dueStep(view, action) === null) return { kind: 'not-again', messageId: underWay.id };
      const claimed = await claimDue(tx, view, token, run);
      if (claimed !== null) return claimed;
      if (openTouch !== null) await releaseEpisodeTouch(tx, view, run);
      return { kind: 'nothing-due', plan: await standBackFrom(tx, deps, definition, view, { ...input, action }, run) };
    },
    claimAgain: async (tx, { token, run }) => claimDue(tx, await guard(tx), token, run),
    takeBack: async (tx, { run }) => {
      await releaseEpisodeTouch(tx, await guard(tx), run);
    },
    isOwed: async (tx) => (await guard(tx)).decision.status !== 'closed',
    touch: async (tx, touchId) => readEpisodeTouch(tx, touchId, definition, input),
    // The step stays done: an episode decides by its own facts what comes instead of a message that nobody took.
    afterRefusal: async (tx, _attempt, { touchId, isAddress }) => {
      if (!isAddress) return { kind: 'given-up' };
      await tx.touch.update({ where: { id: touchId }, data: { status: 'done', actedAt: new Date(deps.clock()) } });
      return { kind: 'taken-back' };
    },
    plan: async (tx, { run }) => {
      const { episodeId, plannedAt } = input;
      const view = await viewEpisode(tx, definition, { episodeId, now: deps.clock() }, plannedAt);
      return storeEpisodePlan(tx, deps, definition, view, run);
    },
  };
}

/** Takes back an open touch: its step waits again, and its message is never handed over. */
export async function releaseEpisodeTouch<Facts>(
  tx: Tx,
  { context, decision }: EpisodeView<Facts>,
  run: RunRef,
): Promise<void> {
  const touchId = context.openTouch?.id;
  if (touchId === undefined) return;
  await freePairs(tx, touchId);
  await releaseMessages(tx, touchId);
  await tx.touch.update({ where: { id: touchId }, data: { status: 'released' } });
  await writeTimeline(tx, [{ kind: 'touch.released', touchId, data: { because: [decision.reason] } }], {
    customerId: context.customer.id,
    at: context.now,
    run,
  });
}

/** An open touch goes on under its own identity with what is decided now, and so does its message. */
async function claimStep<Facts>(
  tx: Tx,
  deps: ActivityDeps,
  definition: EpisodeDefinition<Facts>,
  { facts, context }: EpisodeView<Facts>,
  touch: EpisodeTouch,
  { token, run }: { readonly token: string; readonly run: RunRef },
): Promise<Claimed> {
  const act = definition.acts[touch.action];
  if (act?.kind !== 'message') throw new Error(`Action ${touch.action} of ${definition.kind} is no message`);
  const { openTouch, customer } = context;
  const known = openTouch?.message ?? null;
  const touchId = openTouch?.id ?? randomUUID();
  const messageId = known?.id ?? randomUUID();
  const unsubscribeToken = known?.unsubscribeToken ?? randomBytes(24).toString('base64url');
  const { publicUrl } = deps;
  const message = await act.compose(tx, {
    ...{ facts, context, touch, touchId, publicUrl },
    ctx: { actor: 'workflow', now: deps.clock() },
    unsubscribeUrl: `${publicUrl}/u/${unsubscribeToken}`,
  });
  if (openTouch !== null) await freePairs(tx, touchId);
  await putEpisodeTouch(tx, { id: touchId, touch, context, status: 'claimed', actedAt: null, run });
  const composed = composedMessage(message, { id: messageId, unsubscribeToken, host: new URL(publicUrl).hostname });
  await writeMessage(tx, composed, { touchId, customerId: customer.id, token, at: touch.at });
  return { kind: 'claimed', messageId, factsVersion: customer.factsVersion };
}

function composedMessage(
  { to, withUnsubscribe, text, html, template, language, ...message }: EpisodeMessage,
  { id, unsubscribeToken, host }: { readonly id: string; readonly unsubscribeToken: string; readonly host: string },
): ComposedMessage {
  return {
    ...message,
    id,
    contactPointId: 'contactPointId' in to ? to.contactPointId : null,
    staffId: 'staffId' in to ? to.staffId : null,
    cc: [],
    template: { ...template, language },
    messageIdHeader: message.channel === 'email' ? `<${id}@${host}>` : null,
    unsubscribeToken: withUnsubscribe ? unsubscribeToken : null,
    bodyText: text,
    bodyHtml: html,
  };
}

async function readEpisodeTouch<Facts>(
  tx: Tx,
  touchId: string,
  { kind }: EpisodeDefinition<Facts>,
  { episodeId, customerId }: EpisodeTouchInput,
) {
  const { at, action, leadStepId, reason } = await tx.touch.findUniqueOrThrow({ where: { id: touchId } });
  const { number } = await tx.episode.findUniqueOrThrow({ where: { id: episodeId }, select: { number: true } });
  const { zone } = await tx.customer.findUniqueOrThrow({ where: { id: customerId }, select: { zone: true } });
  const { because, moves } = reason as unknown as EpisodeTouchReason;
  const data = {
    ...episodeData({ kind, number }, { step: leadStepId ?? '', action }),
    because,
    moves: movesData(moves, zone),
  };
  return { at: at.getTime(), covers: [], entries: [{ kind: 'episode.acted' as const, touchId, data }] };
}
