import { explainDecision } from '../domain/decide/explain';
import type { Decision } from '../domain/types';
import type { LoadedInput } from '../facts/read/load-decide-input';
import type { Tx } from '../facts/write/transaction';
import { freePairs } from './put-touch';
import type { RunRef } from './run-ref';
import { writeTimeline } from './timeline';

/** Takes back an open touch: its pairs wait again, its message is never handed over, and the timeline says why. */
export async function releaseTouch(tx: Tx, { context }: LoadedInput, decision: Decision, run: RunRef): Promise<void> {
  const touchId = context.openTouch?.id;
  if (touchId === undefined) return;
  await freePairs(tx, touchId);
  await tx.message.updateMany({ where: { touchId, state: 'claimed' }, data: { state: 'released' } });
  await tx.touch.update({ where: { id: touchId }, data: { status: 'released' } });
  const because = explainDecision(decision, context.customer.zone);
  await writeTimeline(tx, [{ kind: 'touch.released', touchId, data: { because } }], {
    customerId: context.customer.id,
    at: context.now,
    run,
  });
}
