import { lookup } from 'node:dns';
import { Agent as HttpAgent, request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { WebhookAnswer } from '../../domain/webhook/after-attempt';
import { guardLookUp } from './guard-look-up';

export type WebhookPost = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export interface WebhookPoster {
  /** Never rejects: what goes wrong is the answer. */
  post(webhook: WebhookPost): Promise<WebhookAnswer>;
  close(): void;
}

/** All of an attempt: looking the name up, connecting, and the beginning of the answer. */
const ANSWER_WITHIN_MS = 10_000;
/** Of a refusal's body: enough to see why, too little to keep what is not ours. */
const EXCERPT_CHARS = 200;
const MOST_SOCKETS = 2;
const LOOK_UP = guardLookUp(lookup);

/**
 * Posts over HTTP or HTTPS and keeps connections for the next event. Redirects are answers like others: who follows
 * them can be led anywhere.
 * @param timeoutMs default 10 s
 */
export function createWebhookPoster({ timeoutMs = ANSWER_WITHIN_MS } = {}): WebhookPoster {
  const kept = { keepAlive: true, maxSockets: MOST_SOCKETS, timeout: 60_000 };
  const agents = { http: new HttpAgent(kept), https: new HttpsAgent(kept) };
  return {
    post: async (webhook) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const first = await attempt(webhook, agents, signal);
      // The other side closed a kept connection at the moment of its use, so it has read nothing.
      return first.answer.kind === 'no-answer' && first.wasKept
        ? (await attempt(webhook, agents, signal)).answer
        : first.answer;
    },
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

type Agents = { readonly http: HttpAgent; readonly https: HttpsAgent };
type Attempt = { readonly answer: WebhookAnswer; readonly wasKept: boolean };

function attempt({ url, headers, body }: WebhookPost, agents: Agents, signal: AbortSignal): Promise<Attempt> {
  const bytes = Buffer.from(body);
  const options: RequestOptions = {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': bytes.length,
      'user-agent': 'Perennial-Webhooks',
      ...headers,
    },
    lookup: LOOK_UP,
    signal,
  };
  return new Promise((resolve) => {
    const target = new URL(url);
    const request =
      target.protocol === 'https:'
        ? requestHttps(target, { ...options, agent: agents.https })
        : requestHttp(target, { ...options, agent: agents.http });
    let isAnswered = false;
    request.on('error', (error) => {
      // What breaks after the status has come is no other answer.
      if (isAnswered) return;
      const wasKept = request.reusedSocket && codeOf(error) === 'ECONNRESET';
      resolve({ answer: { kind: 'no-answer', code: signal.aborted ? 'TIMEOUT' : codeOf(error) }, wasKept });
    });
    request.on('response', (response) => {
      isAnswered = true;
      void answerOf(response).then((answer) => {
        resolve({ answer, wasKept: false });
      });
    });
    request.end(bytes);
  });
}

async function answerOf(response: IncomingMessage): Promise<WebhookAnswer> {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) {
    // The status says all; the rest is read away, as long as the attempt may last, so that the connection can be kept.
    response.on('error', () => undefined).resume();
    return { kind: 'answered', status, excerpt: '' };
  }
  return { kind: 'answered', status, excerpt: await excerptOf(response) };
}

async function excerptOf(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      text += chunk as string;
      if (text.length >= EXCERPT_CHARS) break;
    }
  } catch {
    // What has come until the connection broke is what there is.
  }
  // A zero character is no text to PostgreSQL.
  return Array.from(text.replaceAll(/\p{Cc}+/gu, ' ').trim())
    .slice(0, EXCERPT_CHARS)
    .join('');
}

/** Codes only: messages of connections name addresses. */
function codeOf(error: Error): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
