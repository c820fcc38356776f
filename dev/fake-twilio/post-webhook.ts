import twilio from 'twilio';

/** Where webhooks go out from. */
export type WebhookSender = {
  readonly authToken: string;
  /** Ends what is under way. */
  readonly stopped: AbortSignal;
};

const TIMEOUT_MS = 15_000;
const LOCAL_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Posts a form with Twilio's signature.
 * @returns the HTTP status of the answer, or in words why there was none.
 */
export async function postWebhook(
  { authToken, stopped }: WebhookSender,
  url: string,
  params: Readonly<Record<string, string>>,
): Promise<number | string> {
  // A fake must not reach the servers that a real configuration names.
  if (!LOCAL_HOST.test(new URL(url).hostname)) return 'not posted: the fake reaches this machine only';
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'User-Agent': 'TwilioProxy/1.1',
        // The URL as it was given: the receiver signs what it was told, not what a parser makes of it.
        'X-Twilio-Signature': twilio.getExpectedTwilioSignature(authToken, url, params),
      },
      body: new URLSearchParams(params),
      redirect: 'manual',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return reasonOf(error);
  }
}

/** `fetch` says "fetch failed" and keeps the reason in the cause. */
function reasonOf(error: unknown): string {
  const fields: object = typeof error === 'object' && error !== null ? error : {};
  if ('cause' in fields && fields.cause !== undefined) return reasonOf(fields.cause);
  if ('code' in fields && typeof fields.code === 'string') return fields.code;
  return 'message' in fields ? String(fields.message) : String(error);
}
