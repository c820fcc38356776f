import express, { type Express } from 'express';
import helmet from 'helmet';
import { serveCodec } from './codec/serve-codec';
import { serveDocs } from './docs-page';
import type { ApiDeps } from './deps';
import { logRequests } from './http/log-requests';
import { callerMiddleware, giveRequestId, routeHandler } from './http/mount-route';
import { limitAddresses, limitRate, limitUnsigned } from './http/rate-limit';
import { refuseErrors, refuseMethod, refuseUnknown } from './http/refuse';
import type { Route } from './http/route';
import { routes } from './routes';

/** Callers of one company share an address; the limit per address is only against who tries keys. */
const KEYS_PER_ADDRESS = 20;

/** The whole API over what it is given; it opens and closes nothing itself. */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', deps.config.trustProxy ?? false);
  app.use(giveRequestId);
  app.use(logRequests(deps.logger));
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null, 'img-src': ["'self'", 'data:'] } },
    }),
  );
  serveDocs(app);
  const perAddress = deps.config.rateLimitPerMinute * KEYS_PER_ADDRESS;
  app.use(limitAddresses(perAddress));
  app.use('/webhooks', limitUnsigned(perAddress));
  if (deps.codec !== undefined) serveCodec(app, deps, deps.codec);
  const rate = limitRate(deps.config.rateLimitPerMinute);
  for (const [path, ofPath] of byPath(routes)) {
    const place = app.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const route of ofPath) {
      place[route.method](
        (_request, response, next) => {
          response.locals['route'] = route.path;
          next();
        },
        callerMiddleware(route, deps),
        // Of a provider only what it has not signed is limited.
        ...(isWebhook(route) ? [] : [rate]),
        routeHandler(route, deps),
      );
    }
    place.all(refuseMethod(allowedOf(ofPath)));
  }
  app.use(refuseUnknown());
  app.use(refuseErrors(deps.logger));
  return app;
}

function isWebhook(route: Route): boolean {
  return route.path.startsWith('/webhooks/');
}

function byPath(all: readonly Route[]): Map<string, Route[]> {
  const grouped = new Map<string, Route[]>();
  for (const route of all) grouped.set(route.path, [...(grouped.get(route.path) ?? []), route]);
  return grouped;
}

function allowedOf(ofPath: readonly Route[]): string[] {
  const methods = ofPath.map(({ method }) => method.toUpperCase());
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}
