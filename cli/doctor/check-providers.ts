import { createTransport } from 'nodemailer';
import { reasonOf } from '../reason-of';
import { fail, ok, warning, type Finding } from './finding';

const CALL_MS = 10_000;

/** Greets the mail server and logs in; nothing is sent. */
export async function checkSmtp(url: string): Promise<Finding> {
  const { host } = new URL(url);
  const transport = createTransport({
    url,
    connectionTimeout: CALL_MS,
    greetingTimeout: CALL_MS,
    socketTimeout: CALL_MS,
    dnsTimeout: CALL_MS,
  });
  try {
    await transport.verify();
    return ok('smtp', `${host} greets${new URL(url).username === '' ? '' : ', and lets us in'}`);
  } catch (error) {
    const mend = 'check host, port, user and password in SMTP_URL (port 587 with smtp://, 465 with smtps://)';
    return fail('smtp', `${host}: ${reasonOf(error)}`, mend);
  } finally {
    transport.close();
  }
}

export type TwilioAccount = {
  readonly accountSid: string | null;
  readonly authToken: string | null;
  /** `null` = Twilio's own. */
  readonly baseUrl: string | null;
};

/** Asks for one message with the credentials; nothing is sent. */
export async function checkTwilio({ accountSid, authToken, baseUrl }: TwilioAccount): Promise<Finding> {
  if (accountSid === null || authToken === null) {
    const detail = 'no account: no SMS goes out, and what is due by SMS goes by email, or to a person';
    return warning('twilio', detail, 'set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN');
  }
  const base = baseUrl ?? 'https://api.twilio.com';
  try {
    const response = await fetch(`${base}/2010-04-01/Accounts/${accountSid}/Messages.json?PageSize=1`, {
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
      signal: AbortSignal.timeout(CALL_MS),
    });
    if (response.ok) return ok('twilio', `account ${accountSid.slice(0, 6)}… at ${new URL(base).host}`);
    const mend = 'check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN in the Twilio console, and that the account is active';
    return fail('twilio', `${new URL(base).host} answers ${response.status}`, mend);
  } catch (error) {
    return fail(
      'twilio',
      `${new URL(base).host}: ${reasonOf(error)}`,
      'let this machine reach it by HTTPS, or mend TWILIO_BASE_URL',
    );
  }
}

/** Whether the address that customers and providers are given leads to the API. */
export async function checkPublicUrl(url: string): Promise<Finding> {
  const mend = 'start the API, and let PUBLIC_URL lead to it: unsubscribe links and webhooks go there';
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(CALL_MS) });
    if (response.ok) return ok('public address', `${url} leads to the API`);
    return warning('public address', `${url}/healthz answers ${response.status}`, mend);
  } catch (error) {
    return warning('public address', `${url} does not answer: ${reasonOf(error)}`, mend);
  }
}
