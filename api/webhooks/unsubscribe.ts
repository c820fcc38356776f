import type { Purpose } from '../../domain/types';
import { readContactPoint } from '../../facts/write/contact-row';
import { optOut } from '../../facts/write/opt-out';
import { UNKNOWN_LINK } from '../contract/answers';
import { unsubscribeBody, unsubscribeParams } from '../contract/webhooks';
import type { Answer, Db } from '../http/call';
import { defineRoute, type Route } from '../http/route';
import { unsubscribePage, type UnsubscribeState } from './unsubscribe-page';

const TAG = 'Unsubscribe';
const HTML = 'text/html';

type Subscription = { readonly contactPointId: string; readonly purpose: Purpose; readonly language: string };

async function findSubscription(db: Db, token: string): Promise<Subscription | null> {
  const message = await db.message.findUnique({
    where: { unsubscribeToken: token },
    select: { contactPointId: true, purpose: true, language: true },
  });
  // A notice to staff has no token.
  const contactPointId = message?.contactPointId ?? null;
  return message === null || contactPointId === null ? null : { ...message, contactPointId };
}

function page(state: UnsubscribeState, subscription: Subscription | null, fallback: 'en' | 'zh'): Answer {
  const language = subscription === null ? fallback : subscription.language === 'zh' ? 'zh' : 'en';
  const body = unsubscribePage(state, language, subscription?.purpose ?? null);
  return { status: state === 'unknown' ? 404 : 200, body, contentType: HTML };
}

export const unsubscribeRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/u/{token}',
    name: 'showUnsubscribe',
    tag: TAG,
    summary: 'Ask whether to unsubscribe',
    description: 'Never unsubscribes: mail scanners follow every link.',
    access: 'public',
    params: unsubscribeParams,
    success: { status: 200, contentType: HTML, description: 'A page with a button.' },
    also: [UNKNOWN_LINK],
    handle: async ({ db, params, language }) => {
      const subscription = await findSubscription(db, params.token);
      return page(subscription === null ? 'unknown' : 'asking', subscription, language);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/u/{token}',
    name: 'unsubscribe',
    tag: TAG,
    summary: 'Unsubscribe from the purpose of a message (RFC 8058)',
    description: 'Once is enough; again has no second effect.',
    access: 'public',
    params: unsubscribeParams,
    body: unsubscribeBody,
    bodyTypes: ['application/x-www-form-urlencoded', 'multipart/form-data'],
    success: { status: 200, contentType: HTML, description: 'A page that says so.' },
    also: [UNKNOWN_LINK],
    handle: async ({ db, params, language, now }) => {
      const subscription = await findSubscription(db, params.token);
      if (subscription === null) return page('unknown', null, language);
      const { contactPointId, purpose } = subscription;
      const { channel, address, customerId } = await readContactPoint(db, contactPointId);
      // At the address, in whichever roles the customer has it.
      const ended = { channel, address, customerId, purpose, code: 'unsubscribe link' };
      await optOut(db, ended, { actor: 'customer', now });
      return page('done', subscription, language);
    },
  }),
];
