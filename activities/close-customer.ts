import { setEngagement } from '../facts/write/customers';
import type { ActivityDeps } from './activity-deps';

export type CloseInput = { readonly customerId: string; readonly reason: string; readonly actor: string };

/** Closes a customer for good: its episodes hear of it as of any fact, and end. A second time it has no effect. */
export async function closeCustomer(deps: ActivityDeps, { customerId, reason, actor }: CloseInput): Promise<void> {
  await setEngagement(
    deps.db,
    { customerId, version: null, engagement: 'closed', reason },
    { actor, now: deps.clock() },
  );
}
