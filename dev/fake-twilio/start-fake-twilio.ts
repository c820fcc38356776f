import type { Server } from 'node:http';
import express from 'express';
import { carryInbound, carryOutbound, type Carrier } from './carry';
import type { FakeMessage } from './fake-message';
import { FaultRules, type FakeTwilioFault, type FaultScope } from './faults';
import { MessageStore } from './message-store';
import { OptOuts } from './opt-outs';
import { pageRoutes } from './page-routes';
import { restApi } from './rest-api';

export type FakeTwilioOptions = {
  /** Default: a free one. */
  readonly port?: number;
  readonly accountSid: string;
  /** Checked on requests, and signs webhooks. */
  readonly authToken: string;
  /** Where SMS of customers are posted to. Default: nowhere, until `setInboundUrl`. */
  readonly inboundUrl?: string;
  /** Milliseconds from one status of a message to the next. Default 400. */
  readonly stepMs?: number;
};

export type InboundSms = {
  /** The customer's number. */
  readonly from: string;
  /** Ours. */
  readonly to: string;
  readonly body: string;
  /** Default: `inboundUrl`. */
  readonly webhookUrl?: string;
};

export type FakeTwilio = {
  /** In place of `https://api.twilio.com`; its `/` is a page for people. */
  readonly url: string;
  /** Everything sent and received, in order. */
  readonly messages: () => readonly FakeMessage[];
  readonly setFault: (fault: FakeTwilioFault, scope?: FaultScope) => void;
  readonly clearFaults: () => void;
  readonly setInboundUrl: (url: string) => void;
  /** An SMS of a customer. `answer` is the HTTP status of the webhook, or in words why there was none. */
  readonly receive: (sms: InboundSms) => Promise<{ readonly sid: string; readonly answer: number | string }>;
  /** Resolves when every message so far has reached its last status and every webhook has its answer. */
  readonly settled: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/**
 * Starts an HTTP server on 127.0.0.1 that speaks as much of Twilio as the product uses: it makes, gets and lists
 * messages, posts signed status callbacks and inbound messages, acts on STOP and START, knows Twilio's test numbers, and
 * fails on demand. It keeps everything in memory.
 */
export async function startFakeTwilio(options: FakeTwilioOptions): Promise<FakeTwilio> {
  const { accountSid, authToken } = options;
  const store = new MessageStore();
  const faults = new FaultRules();
  const optOuts = new OptOuts();
  const stopping = new AbortController();
  const carrier: Carrier = {
    accountSid,
    store,
    webhooks: { authToken, stopped: stopping.signal },
    stepMs: options.stepMs ?? 400,
  };
  const underWay = new Set<Promise<unknown>>();
  let inboundUrl = options.inboundUrl ?? null;

  function track<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  }

  async function receive(sms: InboundSms): Promise<{ sid: string; answer: number | string }> {
    const url = sms.webhookUrl ?? inboundUrl;
    if (url === null)
      throw new Error('No webhook takes inbound messages: give webhookUrl, or inboundUrl at the start.');
    const { from, to, body } = sms;
    optOuts.hear(from, to, body);
    const message = store.add({
      direction: 'inbound',
      status: 'received',
      messagingServiceSid: null,
      statusCallback: null,
      from,
      to,
      body,
    });
    return { sid: message.sid, answer: await track(carryInbound(carrier, message, url)) };
  }

  const app = express();
  app.disable('x-powered-by');
  app.use(
    '/2010-04-01/Accounts',
    restApi({
      accountSid,
      authToken,
      store,
      faults,
      optOuts,
      carry: (message, errorCode) => void track(carryOutbound(carrier, message.sid, errorCode)),
    }),
  );
  app.use(pageRoutes({ store, inboundUrl: () => inboundUrl, receive }));
  const server = await listen(app, options.port ?? 0);

  return {
    url: urlOf(server),
    messages: () => store.all(),
    setFault: (fault, scope = {}) => {
      faults.set(fault, scope);
    },
    clearFaults: () => {
      faults.clear();
    },
    setInboundUrl: (url) => {
      inboundUrl = url;
    },
    receive,
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop: async () => {
      stopping.abort();
      // Requests that hang on purpose would keep the server open.
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all(underWay);
    },
  };
}

function listen(app: express.Express, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1', (error?: Error) => {
      if (error) reject(error);
      else resolve(server);
    });
  });
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake Twilio has no port.');
  return `http://127.0.0.1:${address.port}`;
}
