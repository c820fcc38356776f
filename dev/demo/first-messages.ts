import { setTimeout as delay } from 'node:timers/promises';
import { messagesPageOut } from '../../api/contract/messages';
import type { ApiClient } from '../../cli/http/api-client';
import { STORY_CUSTOMERS, TOLD } from './story-customers';

// Two seconds on an idle machine.
const WAIT_MS = 90_000;
const LOOK_EVERY_MS = 200;

/** Those to whom something is sent as soon as they are activated. */
const EXPECTED = STORY_CUSTOMERS.filter(({ anyHour, contactPoints }) => anyHour && contactPoints.length > 0).map(
  ({ externalId }) => externalId,
);

/**
 * Waits until everybody who is due has a message.
 * @returns the provider's ID of the SMS that is to be answered with STOP
 * @throws Error that names those who have none
 */
export async function firstMessages(api: ApiClient): Promise<{ readonly smsSid: string }> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const { items } = await api.get('/v1/messages?state=sent,delivered&limit=200', messagesPageOut);
    const reached = new Set(items.map(({ customer }) => customer.externalId));
    const missing = EXPECTED.filter((externalId) => !reached.has(externalId));
    const smsSid = items.find(({ customer, channel }) => customer.externalId === TOLD.stopping && channel === 'sms');
    if (missing.length === 0 && smsSid?.providerId) return { smsSid: smsSid.providerId };
    if (Date.now() > deadline)
      throw new Error(`No message within ${WAIT_MS / 1_000} s for ${missing.join(', ') || TOLD.stopping}`);
    await delay(LOOK_EVERY_MS);
  }
}
