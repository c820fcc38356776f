import { decideEscalation, type EscalationAction } from '../../domain/escalate/decide-escalation';
import { loadEscalation, type LoadedEscalation } from '../../facts/read/escalation';
import { endEscalation } from '../../facts/write/escalations';
import { lockCustomer } from '../../facts/write/lock-customer';
import type { EpisodeDefinition } from './episode-definition';
import { escalateToLevel, exhaustLadder, holdTouches } from './escalation-acts';
import { composeEscalationNotice } from './escalation-notice';

/** A ladder of people, climbed until somebody takes the matter on and resolves it. */
export const escalationDefinition: EpisodeDefinition<LoadedEscalation, EscalationAction> = {
  kind: 'escalation',
  load: loadEscalation,
  decide: (facts, _context, asOf) => decideEscalation(facts, asOf),
  acts: {
    placeHold: { kind: 'at-once', act: holdTouches },
    escalateToLevel: { kind: 'at-once', act: escalateToLevel },
    notifyStaff: { kind: 'message', compose: composeEscalationNotice },
    exhaustLadder: { kind: 'at-once', act: exhaustLadder },
  },
  // Closed with its customer, an escalation is still open itself.
  onClosed: async (tx, { facts: { row, status }, context, ctx }) => {
    if (status !== 'climbing' && status !== 'acknowledged') return;
    const customer = await lockCustomer(tx, context.customer.id, ctx);
    const end = { status: 'cancelled', resolvedBy: ctx.actor, outcome: null, note: null } as const;
    await endEscalation(tx, customer, row, end, ctx);
  },
};
