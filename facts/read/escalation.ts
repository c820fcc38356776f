import type { ClimbedLevel } from '../../domain/escalate/climb';
import type { EscalationFacts, EscalationStatus } from '../../domain/escalate/decide-escalation';
import type { Escalation } from '../../prisma/generated/client';
import type { Db } from './db';
import { escalationPeople } from './escalation-people';
import { ladderVersion } from './escalation-ladder';
import type { EpisodeContext } from './load-episode-context';

export type LoadedEscalation = EscalationFacts & { readonly row: Escalation };

/** What decides how an escalation goes on. @throws Error where the episode has no escalation */
export async function loadEscalation(db: Db, context: EpisodeContext): Promise<LoadedEscalation> {
  const { customer, settings, episode, done } = context;
  const row = await db.escalation.findUniqueOrThrow({ where: { id: episode.id } });
  const { ladder } = await ladderVersion(db, row.ladderVersionId);
  const isOpen = row.status === 'climbing' || row.status === 'acknowledged';
  return {
    row,
    ladder,
    status: row.status as EscalationStatus,
    climb: row.climb as unknown as readonly ClimbedLevel[],
    startedAt: row.createdAt.getTime(),
    dueAt: row.dueAt?.getTime() ?? null,
    staff: isOpen ? await escalationPeople(db, ladder, customer.ownerId) : [],
    ownerId: customer.ownerId,
    emailStopped: settings.sendingStopped || settings.emailStopped,
    done: new Set(done.keys()),
  };
}
