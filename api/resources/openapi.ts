import { z } from 'zod';
import { buildOpenApi, type DescribedRoute } from '../contract/openapi';
import { rolesOf } from '../http/authenticate';
import { defineRoute, type Route } from '../http/route';

function describe(route: Route): DescribedRoute {
  return { ...route, roles: route.access === 'public' ? [] : rolesOf(route.access) };
}

/** The OpenAPI document of the routes. */
export function describeRoutes(routes: readonly Route[], publicUrl: string): object {
  return buildOpenApi(routes.map(describe), publicUrl);
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
      document ??= describeRoutes([...others, route], deps.config.publicUrl);
      return { body: document };
    },
  });
  return route;
}
