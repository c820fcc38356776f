import { messagesPageOut } from '../../api/contract/messages';
import type { ApiClient } from '../../cli/http/api-client';
import { STORY_CUSTOMERS, TOLD } from './story-customers';
import { until } from './until';

/** Those to whom something is sent as soon as they are activated. */
const EXPECTED = STORY_CUSTOMERS.filter(({ anyHour, contactPoints }) => anyHour && contactPoints.length > 0).map(
  ({ externalId }) => externalId,
);

/**
 * Waits until everybody who is due has a message.
 * @returns the provider's ID of the SMS that is to be answered with STOP
 * @throws Error that names those who have none
 */
export function firstMessages(api: ApiClient): Promise<{ readonly smsSid: string }> {
  return until(async () => {
    const { items } = await api.get('/v1/messages?state=sent,delivered&limit=200', messagesPageOut);
    const reached = new Set(items.map(({ customer }) => customer.externalId));
    const missing = EXPECTED.filter((externalId) => !reached.has(externalId));
    const sms = items.find(({ customer, channel }) => customer.externalId === TOLD.stopping && channel === 'sms');
    if (missing.length === 0 && sms?.providerId) return { found: { smsSid: sms.providerId } };
    return { missing: `no message has been sent to ${missing.join(', ') || TOLD.stopping}` };
  });
}
