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
    quietReqLogger: true,
    genReqId: (_request, response) => requestIdOf(response as Response),
    serializers: { req: () => undefined, res: () => undefined, err: () => undefined },
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'info'),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customProps: (request, response) => {
      const { locals } = response as Response;
      return {
        method: request.method,
        route: locals['route'] as string | undefined,
        status: response.statusCode,
        key: callerOf(response as Response)?.prefix,
        code: locals['code'] as string | undefined,
      };
    },
  }) as RequestHandler;
}
