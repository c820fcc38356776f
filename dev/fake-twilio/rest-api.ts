import express, { type Request, type Response, type Router } from 'express';
import type { FakeMessage } from './fake-message';
import type { FakeTwilioFault, FaultRules } from './faults';
import { formFields } from './form-fields';
import { matches, messageJson, messagePageJson, type MessageFilter } from './message-json';
import type { MessageStore } from './message-store';
import type { OptOuts } from './opt-outs';
import { readCreateForm, type CreateForm } from './read-create-form';
import { refusalJson, twilioRefusal, type TwilioRefusalAnswer } from './twilio-refusal';

export type RestApi = {
  readonly accountSid: string;
  readonly authToken: string;
  readonly store: MessageStore;
  readonly faults: FaultRules;
  readonly optOuts: OptOuts;
  /** Begins what happens to a message after the request: its statuses and callbacks. */
  readonly carry: (message: FakeMessage, errorCode: number | null) => void;
};

const PAGE_SIZE = { usual: 50, most: 1_000 };

/** The part of Twilio's REST API that the product uses: the account, and its messages. */
export function restApi(api: RestApi): Router {
  const { accountSid, store, faults } = api;
  const router = express.Router();

  router.use((request, response, next) => {
    if (isAuthorized(request, api)) next();
    else refuse(response.set('WWW-Authenticate', 'Basic realm="Twilio API"'), twilioRefusal(20003));
  });

  router.get('/:account.json', (request, response) => {
    if (request.params.account !== accountSid) {
      refuse(response, notFound(request));
      return;
    }
    response.json({ sid: accountSid, friendly_name: 'Fake Twilio', status: 'active', type: 'Full' });
  });

  router.post('/:account/Messages.json', express.urlencoded({ extended: false }), (request, response) => {
    if (request.params.account !== accountSid) {
      refuse(response, notFound(request));
      return;
    }
    const form = formFields(request.body);
    const fault = faults.take('create', form.get('To') ?? '');
    const answered = fault !== null && fault.kind !== 'undelivered';
    if (fault !== null && answered && !isTaken(fault)) {
      fail(response, fault);
      return;
    }
    const wanted = readCreateForm(form);
    if ('code' in wanted) {
      refuse(response, wanted);
      return;
    }
    if (api.optOuts.has(wanted.to, wanted.from)) {
      refuse(response, twilioRefusal(21610));
      return;
    }
    const message = create(api, wanted);
    // The answer shows the message as it was made: what happens to it comes after.
    if (fault !== null && answered) fail(response, fault);
    else response.status(201).json(messageJson(accountSid, message));
    api.carry(message, fault?.kind === 'undelivered' ? fault.code : null);
  });

  router.get('/:account/Messages.json', (request, response) => {
    const query = new URL(request.originalUrl, 'http://localhost').searchParams;
    const fault = faults.take('read', query.get('To') ?? '');
    if (request.params.account !== accountSid) refuse(response, notFound(request));
    else if (fault !== null) fail(response, fault);
    else {
      const filter = filterOf(query);
      const found = store.newestFirst().filter((message) => matches(message, filter));
      const page = whole(query.get('Page')) ?? 0;
      const pageSize = Math.min(whole(query.get('PageSize')) ?? PAGE_SIZE.usual, PAGE_SIZE.most);
      response.json(messagePageJson(accountSid, found, query, page, Math.max(pageSize, 1)));
    }
  });

  router.get('/:account/Messages/:sid.json', (request, response) => {
    const message = store.get(request.params.sid);
    const fault = faults.take('read', message?.to ?? '');
    if (fault !== null) fail(response, fault);
    else if (request.params.account !== accountSid || message === null) refuse(response, notFound(request));
    else response.json(messageJson(accountSid, message));
  });

  router.use((request, response) => {
    refuse(response, notFound(request));
  });
  return router;
}

function create({ store }: RestApi, wanted: CreateForm): FakeMessage {
  return store.add({
    ...wanted,
    direction: 'outbound-api',
    status: wanted.messagingServiceSid === null ? 'queued' : 'accepted',
  });
}

function isAuthorized(request: Request, { accountSid, authToken }: RestApi): boolean {
  const expected = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  return request.headers.authorization === `Basic ${expected}`;
}

function isTaken(fault: FakeTwilioFault): boolean {
  return fault.kind.startsWith('taken-but-');
}

/** Answers, or does not, as the fault says. */
function fail(response: Response, fault: FakeTwilioFault): void {
  switch (fault.kind) {
    case 'too-many-requests':
      refuse(response.set('Retry-After', String(fault.retryAfterSeconds)), twilioRefusal(20429));
      return;
    case 'server-error':
    case 'taken-but-server-error':
      refuse(response, twilioRefusal(20500));
      return;
    case 'refuse':
    case 'undelivered':
      refuse(response, twilioRefusal(fault.code));
      return;
    case 'drop':
    case 'taken-but-drop':
      response.destroy();
      return;
    case 'hang':
    case 'taken-but-hang':
      // The request stays open until the client or `stop` ends it.
      return;
  }
}

function refuse(response: Response, refusal: TwilioRefusalAnswer): void {
  response.status(refusal.status).json(refusalJson(refusal));
}

function notFound(request: Request): TwilioRefusalAnswer {
  const { pathname } = new URL(request.originalUrl, 'http://localhost');
  return { ...twilioRefusal(20404), message: `The requested resource ${pathname} was not found` };
}

function filterOf(query: URLSearchParams): MessageFilter {
  const instant = (name: string): number | null => {
    const at = Date.parse(query.get(name) ?? '');
    return Number.isNaN(at) ? null : at;
  };
  return {
    to: query.get('To'),
    from: query.get('From'),
    sentOn: query.get('DateSent')?.slice(0, 10) ?? null,
    sentFrom: instant('DateSent>'),
    sentTo: instant('DateSent<'),
  };
}

function whole(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}
