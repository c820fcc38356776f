import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import type { FurtherAnswer } from './answers';
import { problemOut } from './problem';

/** What the document says about a route; `http/route.ts` has it all. */
export type DescribedRoute = {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly name: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string | null;
  readonly roles: readonly string[];
  readonly versioned: 'no' | 'optional' | 'required';
  readonly params: z.ZodObject | null;
  readonly query: z.ZodObject | null;
  readonly body: z.ZodType | null;
  readonly bodyTypes: readonly string[];
  readonly success: {
    readonly status: number;
    readonly schema?: z.ZodType;
    readonly contentType?: string;
    readonly description: string;
  };
  readonly also: readonly FurtherAnswer[];
};

const SECURITY = 'apiKey';

/** The OpenAPI 3.1 document of all routes. */
export function buildOpenApi(routes: readonly DescribedRoute[], publicUrl: string): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', SECURITY, {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: `Authorization: Bearer pk_…`.',
  });
  for (const route of routes) registry.registerPath(pathOf(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Perennial',
      version: '1',
      description:
        'Durable customer lifecycles. Amounts are decimal strings with an ISO 4217 currency, instants are UTC, civil dates ' +
        'have no zone. Lists that grow are paged by `cursor`; every POST takes an `Idempotency-Key`; errors are ' +
        '`application/problem+json`.',
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
  });
}

function pathOf(route: DescribedRoute): RouteConfig {
  const isPublic = route.roles.length === 0;
  const headers = headersOf(route, isPublic);
  return {
    method: route.method,
    path: route.path,
    operationId: route.name,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, isPublic ? null : `Roles: ${route.roles.join(', ')}.`]
      .filter(Boolean)
      .join('\n\n'),
    security: isPublic ? [] : [{ [SECURITY]: [] }],
    request: {
      ...(route.params === null ? {} : { params: route.params }),
      ...(route.query === null ? {} : { query: route.query }),
      ...(headers === null ? {} : { headers }),
      ...(route.body === null ? {} : { body: bodyOf(route.body, route.bodyTypes) }),
    },
    responses: {
      ...answersOf(route),
      default: {
        description: 'The request is refused.',
        content: { 'application/problem+json': { schema: problemOut } },
      },
    },
  };
}

function answersOf({ success, also }: DescribedRoute): RouteConfig['responses'] {
  const { schema, contentType } = success;
  // What is no JSON is text; without either there is no body.
  const isEmpty = schema === undefined && contentType === undefined;
  const form = isEmpty ? {} : { content: { [contentType ?? 'application/json']: { schema: schema ?? z.string() } } };
  return Object.fromEntries([success, ...also].map(({ status, description }) => [status, { description, ...form }]));
}

function bodyOf(schema: z.ZodType, types: readonly string[]) {
  const contentOf = (type: string) => {
    if (type === 'application/json') return { schema };
    if (type === 'multipart/form-data') return { schema };
    return { schema: z.string() };
  };
  return { content: Object.fromEntries(types.map((type) => [type, contentOf(type)])) };
}

function headersOf(route: DescribedRoute, isPublic: boolean): z.ZodObject | null {
  const shape: Record<string, z.ZodType> = {};
  if (route.method === 'post' && !isPublic)
    shape['Idempotency-Key'] = z.string().optional().meta({
      description:
        'A key of your own; the same request with the same key has one effect, and the same answer for 48 hours.',
    });
  if (route.versioned !== 'no')
    shape['If-Match'] = z
      .string()
      .optional()
      .meta({
        description:
          route.versioned === 'required'
            ? 'The ETag that was read. Required, but for the role `integration`; `If-None-Match: *` where there is nothing yet.'
            : 'The ETag that was read, where the change is to be refused if somebody was faster.',
      });
  return Object.keys(shape).length === 0 ? null : z.object(shape);
}
