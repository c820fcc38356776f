import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { problemOut } from '../../api/contract/problem';
import type { Language } from '../../domain/types';
import { CliError } from '../cli-error';
import { reasonOf } from '../reason-of';

/** A running API, and a key of it. */
export type Server = {
  /** Without a slash at the end. */
  readonly url: string;
  readonly apiKey: string;
};

type Body = { readonly type: string; readonly content: string } | FormData;

/** How often a request is sent that the rate limit or an engine that does not answer in time holds up. */
const ATTEMPTS = 5;
const LATER: ReadonlySet<number> = new Set([429, 503]);

/**
 * Talks to the API. Answers are read by its contract; a refusal becomes a `CliError` that says what was refused, where
 * and what is accepted, in the language given.
 */
export class ApiClient {
  constructor(
    private readonly server: Server,
    private readonly language: Language,
  ) {}

  get<T>(path: string, answer: z.ZodType<T>): Promise<T> {
    return this.send('GET', path, null, answer);
  }

  post<T>(path: string, json: unknown, answer: z.ZodType<T>): Promise<T> {
    return this.send('POST', path, { type: 'application/json', content: JSON.stringify(json) }, answer);
  }

  postYaml<T>(path: string, yaml: string, answer: z.ZodType<T>): Promise<T> {
    return this.send('POST', path, { type: 'text/yaml', content: yaml }, answer);
  }

  postForm<T>(path: string, form: FormData, answer: z.ZodType<T>): Promise<T> {
    return this.send('POST', path, form, answer);
  }

  /** Overwrites what is there, whatever its version. */
  put<T>(path: string, json: unknown, answer: z.ZodType<T>): Promise<T> {
    return this.send('PUT', path, { type: 'application/json', content: JSON.stringify(json) }, answer);
  }

  /** Changes what is there, whatever its version. */
  patch<T>(path: string, json: unknown, answer: z.ZodType<T>): Promise<T> {
    return this.send('PATCH', path, { type: 'application/json', content: JSON.stringify(json) }, answer);
  }

  private async send<T>(method: string, path: string, body: Body | null, answer: z.ZodType<T>): Promise<T> {
    const headers: Record<string, string> = {
      authorization: `Bearer ${this.server.apiKey}`,
      'accept-language': this.language,
      // The same key with every attempt: what was done once is not done twice.
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...(method === 'PUT' || method === 'PATCH' ? { 'if-match': '*' } : {}),
      ...(body === null || body instanceof FormData ? {} : { 'content-type': body.type }),
    };
    const content = body === null ? null : body instanceof FormData ? body : body.content;
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.fetch(method, path, headers, content);
      if (LATER.has(response.status) && attempt < ATTEMPTS) {
        await delay(1_000 * Math.max(1, Number(response.headers.get('retry-after') ?? attempt)));
        continue;
      }
      const text = await response.text();
      if (!response.ok) throw new CliError(refusalLines(`${method} ${path}`, response.status, text));
      return answer.parse(text === '' ? null : JSON.parse(text));
    }
  }

  private async fetch(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | FormData | null,
  ): Promise<Response> {
    try {
      return await fetch(this.server.url + path, { method, headers, body });
    } catch (error) {
      throw new CliError([
        `The API at ${this.server.url} does not answer (${reasonOf(error)}); expected PERENNIAL_URL to name one that runs`,
      ]);
    }
  }
}

function refusalLines(what: string, status: number, text: string): readonly string[] {
  const problem = problemOut.safeParse(parseOrNull(text));
  if (!problem.success) return [`${what} was answered with ${status}: ${text.slice(0, 300)}`];
  const { detail, whatToDo, errors } = problem.data;
  const places = errors.filter((error) => !detail.endsWith(error.detail));
  return [`${what}: ${detail}`, ...places.map((error) => `  ${error.pointer} ${error.detail}`), whatToDo];
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
