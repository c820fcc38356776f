import { DomainError, notAccepted } from '../../domain/errors';
import type { LocalizedText } from '../../domain/types';
import type { Escalation } from '../../prisma/generated/client';
import { ladderFor, ladderNames } from '../read/escalation-ladder';
import { lockCustomer } from './lock-customer';
import { requestEpisode } from './request-episode';
import { inTransaction, type DbOrTx, type FactContext, type Written } from './transaction';

export type EscalationCause = 'playbook-step' | 'assignment' | 'referral' | 'complaint' | 'api';

export type RequestEscalationInput = {
  readonly customerId: string;
  /** Name of a ladder. */
  readonly ladder: string;
  readonly cause: EscalationCause;
  /** What it is about, in a few words: titles of tasks and notices. */
  readonly subject: LocalizedText;
  /** Numbers of the invoices that it is about. */
  readonly invoices?: readonly string[];
  readonly note?: string | null;
  /** As in the timeline: `staff:…`, `key:…`, `workflow`. */
  readonly requestedBy: string;
  /** What asks for it: asked again, it is the same escalation. */
  readonly requestKey: string;
};

/** What an escalation knows from its beginning, in `Episode.input`. */
export type EscalationInput = {
  readonly cause: EscalationCause;
  readonly subject: LocalizedText;
  readonly invoices: readonly string[];
  readonly note: string | null;
};

/**
 * Starts an escalation: the first level is told as soon as the customer's lifecycle has heard of it. A ladder that is not
 * published any more gives way to the standard one, so that nothing that has to be escalated is lost.
 * @returns `unchanged` where the same request has started one
 * @throws DomainError `not-found`, `state-conflict` for a closed customer
 */
export async function requestEscalation(
  db: DbOrTx,
  request: RequestEscalationInput,
  ctx: FactContext,
): Promise<Written<Escalation>> {
  const { customerId, cause, subject, invoices = [], note = null, requestedBy, requestKey } = request;
  return inTransaction(db, async (tx) => {
    const customer = await lockCustomer(tx, customerId, ctx);
    if (customer.engagement === 'closed') {
      throw new DomainError('state-conflict', {
        en: 'The customer is closed; only an open one can have an escalation',
        zh: '该客户已关闭；只有未关闭的客户可以升级',
      });
    }
    const { versionId, ladder } = await ladderFor(tx, request.ladder);
    const input = { ladder: ladder.name, cause, subject, invoices, note };
    const asked = { kind: 'escalation', requestKey, input, requestedBy } as const;
    const { outcome, episodeId } = await requestEpisode(tx, customer, asked, ctx);
    const known = await tx.escalation.findUnique({ where: { id: episodeId } });
    if (outcome === 'unchanged' && known !== null) return { outcome, row: known };
    const createdAt = new Date(customer.nowMs);
    const data = { id: episodeId, customerId, ladder: ladder.name, ladderVersionId: versionId, cause, note, createdAt };
    return { outcome, row: await tx.escalation.create({ data }) };
  });
}

/**
 * Refuses the name of a ladder that nobody can climb.
 * @throws DomainError `validation-failed` that lists the ladders that are there
 */
export async function checkLadder(db: DbOrTx, name: string): Promise<void> {
  const names = await ladderNames(db);
  if (names.includes(name)) return;
  throw notAccepted('/ladder', {
    en: `There is no published ladder "${name}"; expected one of ${names.join(', ')}`,
    zh: `没有已发布的升级链 "${name}"；应为 ${names.join('、')} 之一`,
  });
}
