import { acknowledgeEscalation, resolveEscalation } from '../facts/write/escalations';
import type { Escalation } from '../prisma/generated/client';
import type { ActivityDeps } from './activity-deps';
import { asCommand } from './command';

type Answer = { readonly escalationId: string; readonly actor: string; readonly staffId: string | null };
export type AcknowledgeCommand = Answer & { readonly note: string | null };
export type ResolveCommand = AcknowledgeCommand & { readonly outcome: string };

/** Where an escalation stands after somebody has answered it. */
export type EscalationAnswer = { readonly status: string; readonly outcome: string | null };

/** Somebody takes an escalation on. A second time it has no effect. */
export function acknowledgeCommand(
  deps: ActivityDeps,
  { actor, ...input }: AcknowledgeCommand,
): Promise<EscalationAnswer> {
  return asCommand(async () => answerOf((await acknowledgeEscalation(deps.db, input, ctxOf(deps, actor))).row));
}

/** Somebody ends an escalation with its outcome. A second time it has no effect. */
export function resolveCommand(deps: ActivityDeps, { actor, ...input }: ResolveCommand): Promise<EscalationAnswer> {
  return asCommand(async () => answerOf((await resolveEscalation(deps.db, input, ctxOf(deps, actor))).row));
}

function answerOf({ status, outcome }: Escalation): EscalationAnswer {
  return { status, outcome };
}

function ctxOf(deps: ActivityDeps, actor: string) {
  return { actor, now: deps.clock() };
}
