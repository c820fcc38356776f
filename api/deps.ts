import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { EmailSender } from '../activities/channels/email-sender';
import type { SmsSender } from '../activities/channels/sms-sender';
import type { TrustedProxies } from '../config/trusted-proxies';
import type { CodecDeps } from './codec/serve-codec';
import type { PrismaClient } from '../prisma/generated/client';

/** What the app is built from, so that tests build the real one with other parts. */
export type ApiDeps = {
  readonly prisma: PrismaClient;
  /** Over one shared connection, which may be lazy: nothing is asked of Temporal before a request needs it. */
  readonly temporal: Client;
  /** For test sends; customers' messages are the worker's. */
  readonly senders: { readonly email: Pick<EmailSender, 'send'>; readonly sms: Pick<SmsSender, 'send'> };
  readonly logger: Logger;
  /** The machine's clock, in epoch milliseconds. */
  readonly clock: () => number;
  readonly config: ApiConfig;
  /** Where payloads are encrypted: serves Temporal's remote codec protocol. */
  readonly codec?: CodecDeps;
};

export type ApiConfig = {
  /** Where customers and providers reach the API, without a slash at the end. */
  readonly publicUrl: string;
  /** Requests per key and minute. */
  readonly rateLimitPerMinute: number;
  /** Whose `X-Forwarded-For` tells a client's address; `null` = nobody's: the client is who connects. */
  readonly trustProxy: TrustedProxies | null;
  /** Task queue of the workflows that the API starts. */
  readonly lifecycleQueue: string;
  /** For the signatures of Twilio's webhooks; `null` refuses them all. */
  readonly twilioAuthToken: string | null;
  /** Whether webhook endpoints of other machines may be plain HTTP. */
  readonly webhookAllowHttp: boolean;
};
