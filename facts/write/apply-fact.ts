import { assertNever } from '../../domain/assert-never';
import { DomainError } from '../../domain/errors';
import { applyAssignmentFact } from './apply-assignment-fact';
import { applyCreditFact } from './apply-credit-fact';
import { applyEscalationFact } from './apply-escalation-fact';
import { changeInvoice } from './change-invoice';
import { addContactPoint } from './contact-points';
import { normalizeAddress } from './contact-row';
import { changeCustomer, setEngagement } from './customers';
import type { Fact } from './fact-payloads';
import { noInvoice } from './invoice-ref';
import { issueCreditNote } from './issue-credit-note';
import { issueInvoice } from './issue-invoice';
import { liftHoldsOf } from './lift-hold';
import { lockCustomer } from './lock-customer';
import { markBounced, optIn, optOut } from './opt-out';
import { markLost } from './mark-lost';
import { placeHold } from './place-hold';
import { readFact } from './read-fact';
import { noPayment, recordPayment } from './record-payment';
import { reversePayment } from './reverse-payment';
import { stopWinBackOf } from './stop-win-back';
import { inTransaction, type DbOrTx, type FactContext, type Tx } from './transaction';
import { voidInvoice } from './void-invoice';

export type ApplyFactInput = {
  readonly customerId: string;
  /** One of `FACT_KINDS`. */
  readonly kind: string;
  readonly payload: unknown;
};

/**
 * Applies one fact about one customer, read from JSON, by the same command that the API calls for it. Given a transaction
 * it takes part in that one, so that a staged fact and its mark are written together.
 * @throws DomainError as the command does
 */
export async function applyFact(db: DbOrTx, input: ApplyFactInput, ctx: FactContext): Promise<void> {
  const fact = readFact(input.kind, input.payload);
  await inTransaction(db, async (tx) => {
    await refuseOthers(tx, input.customerId, fact);
    await apply(tx, input.customerId, fact, ctx);
  });
}

/** What a fact names belongs to its customer: a rehearsal must not reach the invoice of anybody else. */
async function refuseOthers(tx: Tx, customerId: string, { data }: Fact): Promise<void> {
  if ('invoice' in data && data.invoice !== null) {
    const { number } = data.invoice;
    if ((await tx.invoice.count({ where: { number, customerId } })) === 0) throw noInvoice({ number });
  }
  if ('payment' in data) {
    const { externalId } = data.payment;
    if ((await tx.payment.count({ where: { externalId, customerId } })) === 0) throw noPayment({ externalId });
  }
}

async function apply(tx: Tx, customerId: string, fact: Fact, ctx: FactContext): Promise<unknown> {
  switch (fact.kind) {
    case 'invoice.create':
      return issueInvoice(tx, { customerId, ...fact.data }, ctx);
    case 'invoice.change':
      return changeInvoice(tx, { version: null, ...fact.data }, ctx);
    case 'invoice.void':
      return voidInvoice(tx, { version: null, ...fact.data }, ctx);
    case 'payment.record':
      return recordPayment(tx, { customerId, ...fact.data }, ctx);
    case 'payment.reverse':
      return reversePayment(tx, fact.data, ctx);
    case 'credit-note.issue':
      return issueCreditNote(tx, { customerId, ...fact.data }, ctx);
    case 'hold.place': {
      const { invoice, ...hold } = fact.data;
      return placeHold(tx, { scope: invoice === null ? { customerId } : { invoice }, ...hold }, ctx);
    }
    case 'hold.lift':
      return liftHoldsOf(tx, fact.data.invoice === null ? { customerId } : { invoice: fact.data.invoice }, ctx);
    case 'contact.add':
      return addContactPoint(tx, { customerId, ...fact.data }, ctx);
    case 'contact.opt-out':
    case 'contact.opt-in':
    case 'contact.bounce':
      return applyToAddress(tx, customerId, fact, ctx);
    case 'customer.change':
      return changeCustomer(tx, { customerId, version: null, changes: fact.data }, ctx);
    case 'order.place':
    case 'review.request':
    case 'credit.decide':
      return applyCreditFact(tx, customerId, fact, ctx);
    case 'assignment.accept':
    case 'assignment.decline':
    case 'assignment.by-hand':
    case 'interaction.record':
      return applyAssignmentFact(tx, customerId, fact, ctx);
    case 'escalation.start':
    case 'escalation.acknowledge':
    case 'escalation.resolve':
    case 'task.complete':
      return applyEscalationFact(tx, customerId, fact, ctx);
    case 'customer.activate':
      return setEngagement(tx, { customerId, version: null, engagement: 'active', reason: fact.data.reason }, ctx);
    case 'customer.pause':
      return setEngagement(tx, { customerId, version: null, engagement: 'paused', reason: fact.data.reason }, ctx);
    case 'customer.close':
      return setEngagement(tx, { customerId, version: null, engagement: 'closed', reason: fact.data.reason }, ctx);
    case 'customer.mark-lost':
      return markLost(tx, { customerId, version: null, ...fact.data }, ctx);
    case 'win-back.stop':
      return stopWinBackOf(tx, { customerId, ...fact.data }, ctx);
    default:
      return assertNever(fact);
  }
}

type AddressFact = Extract<Fact, { kind: 'contact.opt-out' | 'contact.opt-in' | 'contact.bounce' }>;

async function applyToAddress(tx: Tx, customerId: string, fact: AddressFact, ctx: FactContext): Promise<unknown> {
  const { country } = await lockCustomer(tx, customerId, ctx);
  const address = normalizeAddress(fact.data.channel, fact.data.address, country);
  const { channel } = fact.data;
  switch (fact.kind) {
    case 'contact.opt-out':
      return optOut(tx, { ...fact.data, customerId, address }, ctx);
    case 'contact.opt-in':
      return optIn(tx, { customerId, channel, address }, ctx);
    case 'contact.bounce': {
      const contact = await tx.contactPoint.findFirst({ where: { customerId, channel, address } });
      if (contact === null) {
        throw new DomainError('not-found', {
          en: `The customer has no contact point "${address}"`,
          zh: `该客户没有联系方式 "${address}"`,
        });
      }
      return markBounced(tx, { contactPointId: contact.id, code: fact.data.code }, ctx);
    }
    default:
      return assertNever(fact);
  }
}
