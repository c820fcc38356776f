import type { FakeMessage } from './fake-message';

const VERSION = '2010-04-01';

/** A message as Twilio's API gives it. */
export function messageJson(accountSid: string, message: FakeMessage): object {
  const resource = `/${VERSION}/Accounts/${accountSid}/Messages/${message.sid}`;
  return {
    account_sid: accountSid,
    api_version: VERSION,
    body: message.body,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: message.direction,
    error_code: message.errorCode,
    error_message: null,
    // A messaging service picks the sender when the message leaves its queue.
    from: message.status === 'accepted' ? null : message.from,
    messaging_service_sid: message.messagingServiceSid,
    num_media: '0',
    num_segments: String(message.size.segments),
    price: null,
    price_unit: 'USD',
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${resource}/Media.json` },
    to: message.to,
    uri: `${resource}.json`,
  };
}

export type MessageFilter = {
  readonly to: string | null;
  readonly from: string | null;
  /** Sent on this day of UTC, `YYYY-MM-DD`. */
  readonly sentOn: string | null;
  /** Sent at this instant or later, epoch milliseconds. */
  readonly sentFrom: number | null;
  /** Sent at this instant or earlier, epoch milliseconds. */
  readonly sentTo: number | null;
};

export function matches(message: FakeMessage, filter: MessageFilter): boolean {
  if (filter.to !== null && filter.to !== message.to) return false;
  if (filter.from !== null && filter.from !== message.from) return false;
  if (filter.sentOn === null && filter.sentFrom === null && filter.sentTo === null) return true;
  if (message.sentAt === null) return false;
  if (filter.sentOn !== null && filter.sentOn !== new Date(message.sentAt).toISOString().slice(0, 10)) return false;
  return message.sentAt >= (filter.sentFrom ?? -Infinity) && message.sentAt <= (filter.sentTo ?? Infinity);
}

/**
 * One page of a list, with Twilio's paging fields.
 * @param query the filters as they were given, which the addresses of the other pages repeat.
 */
export function messagePageJson(
  accountSid: string,
  found: readonly FakeMessage[],
  query: URLSearchParams,
  page: number,
  pageSize: number,
): object {
  const start = page * pageSize;
  const shown = found.slice(start, start + pageSize);
  const uri = (at: number): string => {
    const other = new URLSearchParams(query);
    other.set('PageSize', String(pageSize));
    other.set('Page', String(at));
    return `/${VERSION}/Accounts/${accountSid}/Messages.json?${other.toString()}`;
  };
  return {
    end: start + Math.max(shown.length - 1, 0),
    first_page_uri: uri(0),
    messages: shown.map((message) => messageJson(accountSid, message)),
    next_page_uri: start + pageSize < found.length ? uri(page + 1) : null,
    page,
    page_size: pageSize,
    previous_page_uri: page > 0 ? uri(page - 1) : null,
    start,
    uri: uri(page),
  };
}

/** RFC 2822 with a numeric zone, whole seconds: `Fri, 20 Mar 2026 10:00:05 +0000`. */
function rfc2822(instant: number): string {
  return new Date(instant).toUTCString().replace('GMT', '+0000');
}
