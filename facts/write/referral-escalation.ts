import { endEscalation } from './escalations';
import type { LockedCustomer } from './lock-customer';
import type { FactContext, Tx } from './transaction';

/** What asks for the escalation of a referral that nobody has decided in time. */
export function referralKey(reviewId: string): string {
  return `referral-${reviewId}`;
}

/** Ends the escalation of a referral that is decided now: nobody has to be told of it any more. */
export async function endReferralEscalation(
  tx: Tx,
  customer: LockedCustomer,
  {
    reviewId,
    decision,
    decidedBy,
  }: { readonly reviewId: string; readonly decision: string; readonly decidedBy: string },
  ctx: FactContext,
): Promise<void> {
  const episode = await tx.episode.findUnique({
    where: {
      customerId_kind_requestKey: {
        customerId: customer.id,
        kind: 'escalation',
        requestKey: referralKey(reviewId),
      },
    },
    select: { id: true },
  });
  const escalation = episode === null ? null : await tx.escalation.findUnique({ where: { id: episode.id } });
  if (escalation === null || (escalation.status !== 'climbing' && escalation.status !== 'acknowledged')) return;
  const end = { status: 'resolved', resolvedBy: decidedBy, outcome: decision, note: null } as const;
  await endEscalation(tx, customer, escalation, end, ctx);
}
