import { providerText, type HandOver } from './hand-over';
import { TwilioRefusal } from './twilio-http-client';

// Twilio's error numbers. 21211 invalid, 21214 not reachable, 21217 not valid, 21614 no mobile number.
const DEAD_NUMBERS = [21211, 21214, 21217, 21614];
// The recipient answered STOP to this sender.
const OPTED_OUT = [21610];
// 14107 and 20429 too many requests, 20003 credentials, 20005 account not active, 20404 no such account, 21611 queue full,
// 63038 daily limit. Nothing was taken, and the same message can go when the account allows it.
const NOT_NOW = [14107, 20003, 20005, 20404, 20429, 21611, 63038];
// Of the socket and of name resolution, before there was a connection.
const NOT_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'];
const BAD_CERTIFICATE = /CERT|SELF_SIGNED|LEAF_SIGNATURE|ERR_TLS/;

/** What a failed request to make a message means. Where Twilio did not say, it may have made the message. */
export function twilioOutcome(error: unknown): HandOver {
  if (error instanceof TwilioRefusal) return refusalOutcome(error);
  const code = codeOf(error);
  const text = providerText(error instanceof Error ? error.message : String(error));
  if (NOT_CONNECTED.includes(code) || BAD_CERTIFICATE.test(code)) {
    return { kind: 'transient', code, text, retryAfterMs: null };
  }
  return { kind: 'unknown', code, text };
}

function refusalOutcome(refusal: TwilioRefusal): HandOver {
  const { status, number, retryAfterMs } = refusal;
  const code = String(number ?? status);
  const text = providerText(refusal.message);
  const notNow = number === null ? status === 401 || status === 403 : NOT_NOW.includes(number);
  if (status === 429 || notNow) {
    return { kind: 'transient', code, text, retryAfterMs };
  }
  // 408 comes from a gateway: whether the request went on behind it is not known.
  if (status >= 500 || status === 408 || status < 400) return { kind: 'unknown', code, text };
  return { kind: 'refused', code, text, contactPoint: contactPointOf(number) };
}

function contactPointOf(number: number | null): 'bounced' | 'opted-out' | null {
  if (number === null) return null;
  if (OPTED_OUT.includes(number)) return 'opted-out';
  return DEAD_NUMBERS.includes(number) ? 'bounced' : null;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'ERROR';
}
