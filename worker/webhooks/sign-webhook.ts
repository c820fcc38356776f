import { createHmac } from 'node:crypto';

const SECRET_PREFIX = 'whsec_';

/** What is signed: the three parts that a receiver has, so that neither can be changed or sent again later. */
type Signed = { readonly id: string; readonly timestampSeconds: number; readonly body: string };

/**
 * The headers that say who posts, after the Standard Webhooks convention.
 * @param secrets `whsec_` and base64; a signature of each, while a rotation lasts
 */
export function signWebhook(secrets: readonly string[], signed: Signed): Readonly<Record<string, string>> {
  const { id, timestampSeconds, body } = signed;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestampSeconds}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signatures.join(' '),
  };
}
