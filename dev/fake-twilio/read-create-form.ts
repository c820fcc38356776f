import { twilioRefusal, type TwilioRefusalAnswer } from './twilio-refusal';

export type CreateForm = {
  readonly to: string;
  readonly from: string;
  readonly messagingServiceSid: string | null;
  readonly body: string;
  readonly statusCallback: string | null;
};

// The numbers that Twilio keeps for tests: those of its documentation on test credentials.
const MAGIC_TO: ReadonlyMap<string, number> = new Map([
  ['+15005550001', 21211],
  ['+15005550002', 21612],
  ['+15005550003', 21408],
  ['+15005550004', 21610],
  ['+15005550009', 21614],
]);
const MAGIC_FROM: ReadonlyMap<string, number> = new Map([
  ['+15005550001', 21212],
  ['+15005550007', 21606],
  ['+15005550008', 21611],
]);
/** The sender that the fake picks for a messaging service. */
const POOL_NUMBER = '+15005550006';

const E164 = /^\+[1-9]\d{6,14}$/;
const SENDER = /^(\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/;
const BODY_LIMIT = 1_600;

/** Checks the form of a new message as Twilio does, its test numbers included. */
export function readCreateForm(form: ReadonlyMap<string, string>): CreateForm | TwilioRefusalAnswer {
  const to = form.get('To') ?? '';
  const from = form.get('From') ?? '';
  const service = form.get('MessagingServiceSid') ?? '';
  const body = form.get('Body') ?? '';
  const statusCallback = form.get('StatusCallback') ?? '';
  if (to === '') return twilioRefusal(21604);
  if (from === '' && service === '') return twilioRefusal(21603);
  if (!E164.test(to)) return twilioRefusal(21211, to);
  if (from !== '' && !SENDER.test(from)) return twilioRefusal(21212, from);
  if (body === '') return twilioRefusal(21602);
  if (body.length > BODY_LIMIT) return twilioRefusal(21617);
  if (statusCallback !== '' && !isWebUrl(statusCallback)) return twilioRefusal(21609, statusCallback);
  const magic = MAGIC_FROM.get(from) ?? MAGIC_TO.get(to);
  if (magic !== undefined) return twilioRefusal(magic);
  return {
    to,
    from: from === '' ? POOL_NUMBER : from,
    messagingServiceSid: service === '' ? null : service,
    body,
    statusCallback: statusCallback === '' ? null : statusCallback,
  };
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
