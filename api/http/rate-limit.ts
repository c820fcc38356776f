import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { DomainError } from '../../domain/errors';
import { callerOf } from './mount-route';

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
    keyGenerator: (request, response) => callerOf(response)?.keyId ?? ipKeyGenerator(request.ip ?? ''),
    handler: refuse(perMinute),
  });
}

/** The same for each address before anything is known of the caller, webhooks excepted. */
export function limitAddresses(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMinute,
    standardHeaders: false,
    legacyHeaders: false,
    skip: (request) => request.path.startsWith('/webhooks/'),
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
    handler: refuse(perMinute),
  });
}

function refuse(perMinute: number): RequestHandler {
  return (_request, _response, next) => {
    next(
      new DomainError('rate-limited', {
        en: `More than ${perMinute} requests in a minute`,
        zh: `一分钟内超过 ${perMinute} 个请求`,
      }),
    );
  };
}
