import express, { type Router } from 'express';
import { formFields } from './form-fields';
import type { MessageStore } from './message-store';
import { smsList, smsPage, type PageModel } from './page';

export type PageRoutes = {
  readonly store: MessageStore;
  readonly inboundUrl: () => string | null;
  /** Answers as the customer. */
  readonly receive: (sms: { readonly from: string; readonly to: string; readonly body: string }) => Promise<unknown>;
};

/** The page for people: what was sent, and a way to answer it. */
export function pageRoutes({ store, inboundUrl, receive }: PageRoutes): Router {
  const router = express.Router();
  const model = (): PageModel => ({ newestFirst: store.newestFirst(), inboundUrl: inboundUrl() });

  router.get('/', (_request, response) => {
    response.type('html').send(smsPage(model()));
  });
  router.get('/list', (_request, response) => {
    response.type('html').send(smsList(model()));
  });
  router.post('/answer', express.urlencoded({ extended: false }), async (request, response) => {
    const form = formFields(request.body);
    const message = store.get(form.get('sid') ?? '');
    const body = form.get('keyword') ?? form.get('body') ?? '';
    if (message === null || inboundUrl() === null) {
      response.status(400).type('text').send('There is nothing to answer, or no webhook that takes answers.');
      return;
    }
    if (body.trim() !== '') await receive({ from: message.to, to: message.from, body });
    response.redirect(303, '/');
  });
  return router;
}
