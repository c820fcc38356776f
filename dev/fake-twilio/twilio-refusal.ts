/** An answer that refuses, as Twilio words it. */
export type TwilioRefusalAnswer = {
  readonly status: number;
  readonly code: number;
  readonly message: string;
};

// Twilio's own numbers and texts. What is not listed here is answered as a plain 400.
const KNOWN: ReadonlyMap<number, { readonly status: number; readonly message: string }> = new Map([
  [20003, { status: 401, message: 'Authenticate' }],
  [20404, { status: 404, message: 'The requested resource was not found' }],
  [20429, { status: 429, message: 'Too Many Requests' }],
  [20500, { status: 500, message: 'Internal Server Error' }],
  [21211, { status: 400, message: "Invalid 'To' Phone Number" }],
  [21212, { status: 400, message: "Invalid 'From' Number" }],
  [
    21408,
    {
      status: 400,
      message: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    },
  ],
  [21602, { status: 400, message: 'Message body is required.' }],
  [21603, { status: 400, message: "A 'From' phone number is required." }],
  [21604, { status: 400, message: "A 'To' phone number is required." }],
  [
    21606,
    { status: 400, message: "The 'From' phone number provided is not a valid message-capable Twilio phone number" },
  ],
  [21609, { status: 400, message: "The 'StatusCallback' URL is not a valid URL." }],
  [21610, { status: 400, message: 'Attempt to send to unsubscribed recipient' }],
  [21611, { status: 429, message: "This 'From' number has exceeded the maximum number of queued messages" }],
  [
    21612,
    { status: 400, message: "Message cannot be sent with the current combination of 'To' and/or 'From' parameters" },
  ],
  [21614, { status: 400, message: "'To' number is not a valid mobile number" }],
  [21617, { status: 400, message: 'The concatenated message body exceeds the 1600 character limit' }],
]);

/** @param detail follows Twilio's text: the value that was given. */
export function twilioRefusal(code: number, detail?: string): TwilioRefusalAnswer {
  const { status, message } = KNOWN.get(code) ?? { status: 400, message: `Error ${code}` };
  return { status, code, message: detail === undefined ? message : `${message}: ${detail}` };
}

/** The body of the answer. */
export function refusalJson(refusal: TwilioRefusalAnswer): object {
  return {
    code: refusal.code,
    message: refusal.message,
    more_info: `https://www.twilio.com/docs/errors/${refusal.code}`,
    status: refusal.status,
  };
}
