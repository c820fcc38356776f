import { z } from 'zod';
import { buildOpenApi, type DescribedRoute } from '../contract/openapi';
import { rolesOf } from '../http/authenticate';
import { defineRoute, type Route } from '../http/route';

function describe(route: Route): DescribedRoute {
  return { ...route, roles: route.access === 'public' ? [] : rolesOf(route.access) };
}

/** The route that describes all others, and itself. */
export function openApiRoute(others: readonly Route[]): Route {
  let document: object | null = null;
  const route: Route = defineRoute({
    method: 'get',
    path: '/v1/openapi.json',
    name: 'getOpenApi',
    tag: 'Health',
    summary: 'This description, OpenAPI 3.1',
    access: 'public',
    success: { status: 200, schema: z.looseObject({}), description: 'The document.' },
    handle: async ({ deps }) => {
      document ??= buildOpenApi([...others, route].map(describe), deps.config.publicUrl);
      return { body: document };
    },
  });
  return route;
}
