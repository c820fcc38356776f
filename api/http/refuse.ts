import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { DomainError } from '../../domain/errors';
import { isUnavailable } from '../../prisma/is-unavailable';
import { CursorFault } from './keyset';
import { requestIdOf } from './mount-route';
import { languageOf, problemOf, sendProblem } from './problem';

/** Answers for addresses that are none. */
export function refuseUnknown(): RequestHandler {
  return (request) => {
    throw new DomainError('not-found', {
      en: `There is no address ${request.path}`,
      zh: `没有地址 ${request.path}`,
    });
  };
}

/** Answers for methods that a known address does not take. */
export function refuseMethod(allowed: readonly string[]): RequestHandler {
  const allow = allowed.join(', ');
  return (request, response) => {
    response.setHeader('Allow', allow);
    throw new DomainError('method-not-allowed', {
      en: `Given ${request.method}; accepted here is ${allow}`,
      zh: `给定 ${request.method}；此处接受 ${allow}`,
    });
  };
}

/** Turns every error into a problem; only those nobody foresaw are logged with their stack. */
export function refuseErrors(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (thrown: unknown, request: Request, response: Response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const error = domainErrorOf(thrown);
    const requestId = requestIdOf(response);
    response.locals['code'] = error.code;
    if (error.code === 'internal-error' || error.code === 'database-unavailable')
      logger.error({ requestId, err: thrown }, 'request failed');
    sendProblem(response, problemOf(error, languageOf(request), requestId));
  };
}

function domainErrorOf(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  if (thrown instanceof CursorFault) {
    const detail = {
      en: 'The cursor is not one of this list in this order; expected the "next" of the page before',
      zh: '游标不属于该列表或该排序；应为上一页的 "next"',
    };
    return new DomainError('bad-request', detail, [{ pointer: 'query/cursor', detail }]);
  }
  if (thrown instanceof URIError)
    return new DomainError('bad-request', {
      en: 'The address has a "%" that is no escape',
      zh: '地址中的 "%" 不是有效的转义',
    });
  if (isUnavailable(thrown))
    return new DomainError('database-unavailable', { en: 'The database did not answer', zh: '数据库没有响应' });
  return new DomainError('internal-error', {
    en: 'The log has more under the requestId',
    zh: '详情见日志中的 requestId',
  });
}
