import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient';
import type Response from 'twilio/lib/http/response';

/** An answer of Twilio other than 2xx. */
export class TwilioRefusal extends Error {
  override readonly name = 'TwilioRefusal';

  constructor(
    readonly status: number,
    /** Twilio's own error number, where the answer has one. */
    readonly number: number | null,
    text: string,
    readonly retryAfterMs: number | null,
  ) {
    super(text);
  }
}

/**
 * Twilio's own HTTP client (proxy and CA settings included) with three differences: it can be pointed at another server,
 * it never tries again by itself, and a refusal keeps its status and `Retry-After`.
 */
export class TwilioHttpClient extends twilio.RequestClient {
  /** @param baseUrl replaces `https://api.twilio.com`; `null` leaves it. */
  constructor(
    private readonly baseUrl: string | null,
    timeoutMs: number,
  ) {
    // A request that waited for a connection here would go out after a kill switch.
    super({ timeout: timeoutMs, autoRetry: false, maxSockets: Infinity });
  }

  override async request<TData>(options: RequestClient.RequestOptions<TData>): Promise<Response<TData>> {
    const { pathname, search } = new URL(options.uri);
    const uri = this.baseUrl === null ? options.uri : `${this.baseUrl.replace(/\/$/, '')}${pathname}${search}`;
    const response = await super.request<TData>({ ...options, uri });
    if (response.statusCode >= 200 && response.statusCode < 300) return response;
    throw refusalOf(response.statusCode, response.body, response.headers);
  }
}

function refusalOf(status: number, body: unknown, headers: unknown): TwilioRefusal {
  const answer = fieldsOf(typeof body === 'string' ? parsed(body) : body);
  const number = answer.get('code');
  const message = answer.get('message');
  return new TwilioRefusal(
    status,
    typeof number === 'number' ? number : null,
    typeof message === 'string' ? message : `HTTP ${status}`,
    retryAfterMs(fieldsOf(headers).get('retry-after')),
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfterMs(header: unknown): number | null {
  if (typeof header !== 'string') return null;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(at - Date.now(), 0);
}
