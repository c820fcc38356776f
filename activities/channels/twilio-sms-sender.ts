import twilio from 'twilio';
import type { HandOver } from './hand-over';
import type { OutgoingSms, SmsLookUp, SmsSender } from './sms-sender';
import { TwilioHttpClient } from './twilio-http-client';
import { twilioOutcome } from './twilio-outcome';

export type TwilioSettings = {
  readonly accountSid: string;
  readonly authToken: string;
  /** Another server that speaks Twilio's API; `null` = Twilio. */
  readonly baseUrl: string | null;
  /** For one request. Default 15 s. */
  readonly timeoutMs?: number;
};

// Twilio's clock and ours may differ.
const CLOCK_SLACK_MS = 60_000;
// Twilio lists the newest first; nobody gets more than these in the minutes between hand-over and look-up.
const LOOK_UP_ROWS = 200;

/** Sends through Twilio's Messages API, with the official client. */
export function createTwilioSmsSender(settings: TwilioSettings): SmsSender {
  const client = twilio(settings.accountSid, settings.authToken, {
    httpClient: new TwilioHttpClient(settings.baseUrl, settings.timeoutMs ?? 15_000),
    autoRetry: false,
  });

  async function create(sms: OutgoingSms): Promise<HandOver> {
    try {
      const made = await client.messages.create({
        to: sms.to,
        body: sms.body,
        ...(sms.from.startsWith('MG') ? { messagingServiceSid: sms.from } : { from: sms.from }),
        ...(sms.statusCallback === null ? {} : { statusCallback: sms.statusCallback }),
      });
      return { kind: 'accepted', providerId: made.sid };
    } catch (error) {
      return twilioOutcome(error);
    }
  }

  return {
    send: async (sms, signal) => {
      if (signal === undefined) return create(sms);
      if (signal.aborted)
        return { kind: 'transient', code: 'ABORTED', text: 'Aborted before it was sent', retryAfterMs: null };
      return untilAborted(create(sms), signal);
    },
    lookUp: async (sms, since) => {
      // Not filtered by DateSent: a message that still waits in Twilio's queue has none.
      const rows = await client.messages.list({ to: sms.to, limit: LOOK_UP_ROWS });
      const from = since.getTime() - CLOCK_SLACK_MS;
      const match = rows.find((row) => row.dateCreated.getTime() >= from && hasBody(row.body, sms.body));
      return match === undefined ? { found: false } : foundAs(match.sid, match.status, match.errorCode);
    },
  };
}

/** Trial accounts put a sentence of their own in front. */
function hasBody(stored: string, sent: string): boolean {
  return stored.trim().endsWith(sent.trim());
}

/** @param errorNumber nothing where there was no error, whatever its type in the client says */
function foundAs(providerId: string, status: string, errorNumber: number | null | undefined): SmsLookUp {
  return { found: true, providerId, status, errorCode: errorNumber?.toString() ?? null };
}

/** The client cannot take a request back, so an aborted one may still be carried out. */
function untilAborted(sending: Promise<HandOver>, signal: AbortSignal): Promise<HandOver> {
  return new Promise((resolve) => {
    const onAbort = (): void => {
      resolve({ kind: 'unknown', code: 'ABORTED', text: 'Aborted while Twilio had the request' });
    };
    signal.addEventListener('abort', onAbort, { once: true });
    void sending.then((outcome) => {
      signal.removeEventListener('abort', onAbort);
      resolve(outcome);
    });
  });
}
