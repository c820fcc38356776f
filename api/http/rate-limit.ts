import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit, type AugmentedRequest, type Options } from 'express-rate-limit';
import { DomainError } from '../../domain/errors';
import type { LocalizedText } from '../../domain/types';
import { callerOf, isSigned } from './mount-route';

const MINUTE_MS = 60_000;

/**
 * At most `perMinute` requests of one API key (of one address where a route is public) in a minute, with the
 * `RateLimit` headers of draft 8. Each API process counts for itself.
 */
export function limitRate(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier: 'requests',
    keyGenerator: (request, response) => callerOf(response)?.keyId ?? addressOf(request),
    handler: refuse(perMinute),
  });
}

/** The same for each address before anything is known of the caller, webhooks excepted. */
export function limitAddresses(perMinute: number): RequestHandler {
  return rateLimit({
    ...byAddress(perMinute),
    skip: (request) => request.path.startsWith('/webhooks/'),
    handler: refuse(perMinute),
  });
}

/**
 * The same for webhooks, where only calls count that nobody has signed: a provider reports many messages from few
 * addresses, and repeats nothing that was refused. An address that has spent them is refused unread, so that flooding
 * costs neither a body nor a signature.
 */
export function limitUnsigned(perMinute: number): RequestHandler {
  const count = rateLimit({ ...byAddress(perMinute), handler: () => undefined });
  return async (request, response, next) => {
    const spent = await count.getKey(addressOf(request));
    if (spent?.resetTime !== undefined && spent.totalHits >= perMinute && spent.resetTime.getTime() > Date.now())
      throw tooMany(response, spent.resetTime, {
        en: `More than ${perMinute} calls in a minute that nobody has signed`,
        zh: `一分钟内未签名的调用超过 ${perMinute} 次`,
      });
    // At the end, also of a call that is broken off: a burst under way must not count before it can prove itself.
    response.once('close', () => {
      if (!isSigned(response)) void count(request, response, () => undefined);
    });
    next();
  };
}

function byAddress(perMinute: number): Partial<Options> {
  return {
    windowMs: MINUTE_MS,
    limit: perMinute,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: addressOf,
  };
}

function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '');
}

function refuse(perMinute: number): RequestHandler {
  return (request, response, next) => {
    const { resetTime } = (request as AugmentedRequest)['rateLimit'] ?? {};
    next(
      tooMany(response, resetTime, {
        en: `More than ${perMinute} requests in a minute`,
        zh: `一分钟内超过 ${perMinute} 个请求`,
      }),
    );
  };
}

function tooMany(response: Response, resetTime: Date | undefined, detail: LocalizedText): DomainError {
  const seconds = resetTime === undefined ? 60 : Math.ceil((resetTime.getTime() - Date.now()) / 1_000);
  response.setHeader('Retry-After', String(Math.max(1, seconds)));
  return new DomainError('rate-limited', detail);
}
