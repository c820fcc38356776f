import type { IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { callerOf, requestIdOf } from './mount-route';

/**
 * One line per request: method, route, status, duration, request ID, key prefix and error code. The address is logged
 * as the route's pattern, because addresses carry unsubscribe tokens and queries carry names.
 */
export function logRequests(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    // What is said of a request is said once, at its end; its own logger would say the beginning again.
    quietReqLogger: true,
    genReqId: (_request, response) => requestIdOf(response as Response),
    serializers: { req: () => undefined, res: () => undefined, err: () => undefined },
    customAttributeKeys: { reqId: 'requestId', responseTime: 'durationMs' },
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'info'),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customSuccessObject: (request, response, line: object) => ({
      ...line,
      ...whatWasAsked(request, response as Response),
    }),
    customErrorObject: (request, response, _error, line: object) => ({
      ...line,
      ...whatWasAsked(request, response as Response),
    }),
  }) as RequestHandler;
}

function whatWasAsked({ method }: IncomingMessage, response: Response): object {
  const { locals } = response;
  return {
    method,
    route: locals['route'] as string | undefined,
    status: response.statusCode,
    key: callerOf(response)?.prefix,
    code: locals['code'] as string | undefined,
  };
}
