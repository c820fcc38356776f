import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { inTransaction } from '../../facts/write/transaction';
import type { ApiDeps } from '../deps';
import { authenticate, authorize } from './authenticate';
import type { Answer, CallBase, Caller } from './call';
import {
  claimInTransaction,
  keepInTransaction,
  keepReserved,
  readIdempotencyKey,
  release,
  requestHashOf,
  reserve,
  type RequestMark,
} from './idempotency';
import { languageOf } from './problem';
import { readBody } from './read-body';
import type { Route } from './route';
import { etagOf, readBaseVersion } from './version';

/** Gives a request its ID before anything else can fail: the caller's own where it is harmless, else a new one. */
export function giveRequestId(request: Request, response: Response, next: NextFunction): void {
  const given = request.get('x-request-id');
  const requestId = given !== undefined && /^[\w.-]{1,100}$/.test(given) ? given : randomUUID();
  response.locals['requestId'] = requestId;
  response.setHeader('X-Request-Id', requestId);
  next();
}

export function requestIdOf(response: Response): string {
  return String(response.locals['requestId']);
}

/** Finds out who calls, and refuses who may not; the rate limit behind it counts by key. */
export function callerMiddleware(route: Route, deps: ApiDeps): RequestHandler {
  return async (request, response, next) => {
    if (route.access === 'public') {
      next();
      return;
    }
    const caller = await authenticate(deps.prisma, request.get('authorization'), deps.clock());
    response.locals['caller'] = caller;
    authorize(caller, route.access);
    next();
  };
}

export function callerOf(response: Response): Caller | null {
  return (response.locals['caller'] as Caller | undefined) ?? null;
}

/** Whether a request has turned out to be from whom it should be, which one that was refused before has not. */
export function isSigned(response: Response): boolean {
  return response.locals['signed'] === true;
}

/** Checks, runs and answers one request of a route. */
export function routeHandler(route: Route, deps: ApiDeps): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(response);
    const language = languageOf(request);
    const body = await readBody(route, request, response);
    const header = (name: string) => request.get(name);
    if (route.verify !== null) {
      route.verify({ deps, url: request.originalUrl, header, body: body.value });
      response.locals['signed'] = true;
    }
    const run = route.prepare({ params: request.params, query: request.query, body: body.value });
    const base: CallBase = {
      deps,
      db: deps.prisma,
      caller,
      actor: caller === null ? 'public' : `key:${caller.prefix}`,
      now: deps.clock(),
      language,
      requestId: requestIdOf(response),
      ifVersion: readBaseVersion(route, request, caller),
      file: body.file,
      url: request.originalUrl,
      header,
    };
    const key = route.method === 'post' ? readIdempotencyKey(request.get('idempotency-key')) : null;
    const mark: RequestMark | null =
      key === null || caller === null
        ? null
        : {
            apiKeyId: caller.keyId,
            key,
            route: `${route.method} ${route.path}`,
            requestHash: requestHashOf([request.method, request.originalUrl, body.mark]),
          };
    const { answer, replayed } = await take(route, base, mark, run);
    if (replayed) response.setHeader('Idempotency-Replayed', 'true');
    await send(route, response, answer);
  };
}

type Taken = { readonly answer: Answer; readonly replayed: boolean };

async function take(
  route: Route,
  base: CallBase,
  mark: RequestMark | null,
  run: (base: CallBase) => Promise<Answer>,
): Promise<Taken> {
  switch (route.effect) {
    case 'none':
      return { answer: await run(base), replayed: false };
    case 'transaction':
      return inOneTransaction(route, base, mark, run);
    case 'outside':
      return mark === null ? { answer: await run(base), replayed: false } : reserved(route, base, mark, run);
  }
}

async function inOneTransaction(
  route: Route,
  base: CallBase,
  mark: RequestMark | null,
  run: (base: CallBase) => Promise<Answer>,
): Promise<Taken> {
  return inTransaction(base.deps.prisma, async (tx) => {
    const kept = mark === null ? null : await claimInTransaction(tx, mark);
    if (kept !== null) return { answer: kept, replayed: true };
    const answer = await run({ ...base, db: tx });
    if (mark !== null) await keepInTransaction(tx, mark, statusOf(route, answer), answer, base.now);
    return { answer, replayed: false };
  });
}

async function reserved(
  route: Route,
  base: CallBase,
  mark: RequestMark,
  run: (base: CallBase) => Promise<Answer>,
): Promise<Taken> {
  const { prisma } = base.deps;
  const kept = await reserve(prisma, mark, base.now);
  if (kept !== null) return { answer: kept, replayed: true };
  try {
    const answer = await run(base);
    await keepReserved(prisma, mark, statusOf(route, answer), answer);
    return { answer, replayed: false };
  } catch (error) {
    await release(prisma, mark);
    throw error;
  }
}

function statusOf(route: Route, answer: Answer): number {
  return answer.status ?? route.success.status;
}

async function send(route: Route, response: Response, answer: Answer): Promise<void> {
  if (answer.version !== undefined) response.setHeader('ETag', etagOf(answer.version));
  if (answer.location !== undefined) response.setHeader('Location', answer.location);
  if (answer.fileName !== undefined) response.attachment(answer.fileName);
  response.status(statusOf(route, answer));
  response.setHeader('Cache-Control', 'no-store');
  if (answer.body === undefined) {
    response.end();
    return;
  }
  const contentType = answer.contentType ?? route.success.contentType ?? 'application/json';
  if (isPieces(answer.body)) {
    await sendPieces(response.type(contentType), answer.body);
    return;
  }
  const text = contentType === 'application/json' ? JSON.stringify(answer.body) : (answer.body as string);
  response.type(contentType).send(Buffer.from(text));
}

function isPieces(body: unknown): body is AsyncIterable<string> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** Piece by piece as the reader takes them. One that goes away ends the reading; where reading fails, the answer breaks off. */
async function sendPieces(response: Response, pieces: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), response);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
