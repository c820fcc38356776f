import supertest from 'supertest';
import { problemOut } from '../../../api/contract/problem';
import type { Route } from '../../../api/http/route';
import { describeRoutes } from '../../../api/resources/openapi';
import { routes } from '../../../api/routes';
import type { ApiRole } from '../../../prisma/generated/enums';
import type { ApiWorld } from './api-world';

export type Sent = {
  readonly method: Route['method'];
  /** Path and query. */
  readonly path: string;
  readonly role?: ApiRole | null;
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** JSON as tests look into it; what is asked for and not there shows in what is expected of it. */
export interface Json {
  readonly [key: string]: Json;
}

export type Received = {
  readonly status: number;
  /** JSON; of other types the text. */
  readonly body: Json;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** The route that an address belongs to. */
export function routeOf(method: string, path: string): Route | null {
  const [bare = ''] = path.split('?');
  return (
    routes.find((route) => {
      const pattern = new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      return route.method === method && pattern.test(bare);
    }) ?? null
  );
}

/** Names of the routes that have answered well, of the calling file. */
export const answeredWell = new Set<string>();

/** What an operation may answer, by its status, or by `default`: types of content with their schemas. */
type Responses = Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
type Operation = { readonly responses: Responses };
type Document = { readonly paths: Readonly<Record<string, Readonly<Partial<Record<Route['method'], Operation>>>>> };

const document = describeRoutes(routes, 'https://perennial.example.com') as Document;

/**
 * Sends a request and holds the answer against the OpenAPI document: its status, its content type and what it holds.
 */
export async function send(world: ApiWorld, sent: Sent): Promise<Received> {
  const { method, path, role = 'admin', body, type, headers = {} } = sent;
  let request = supertest(world.url)[method](path);
  if (role !== null) request = request.set('Authorization', `Bearer ${world.keyOf(role)}`);
  for (const [name, value] of Object.entries(headers)) request = request.set(name, value);
  if (type !== undefined) request = request.type(type);
  const response = await (body === undefined ? request : request.send(body as string | object));
  const received = {
    status: response.status,
    body: response.body as Json,
    text: response.text,
    headers: response.headers as Record<string, string>,
  };
  check(routeOf(method, path), received);
  return received;
}

/** @throws where an answer is not what the OpenAPI document says */
export function check(route: Route | null, { status, body, text, headers }: Received): void {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (route !== null) checkDescribed(route, status, type);
  if (type === PROBLEM) {
    problemOut.strict().parse(JSON.parse(text));
    return;
  }
  if (route === null) return;
  const { schema } = route.success;
  if (schema !== undefined) {
    const result = schema.safeParse(body);
    if (!result.success)
      throw new Error(`${route.name} answered what its contract does not say: ${result.error.message}`);
  }
  if (status < 400) answeredWell.add(route.name);
}

const PROBLEM = 'application/problem+json';

function checkDescribed({ name, path, method }: Route, status: number, type: string): void {
  const responses = document.paths[path]?.[method]?.responses ?? {};
  const types = Object.keys((responses[status] ?? responses['default'])?.content ?? {});
  // An answer without a body has no type.
  if (types.length === 0 ? type === '' : types.includes(type)) return;
  const described = Object.entries(responses).map(
    ([key, { content }]) => `${key} ${Object.keys(content ?? {}).join()}`,
  );
  throw new Error(`${name} answered ${status} ${type}; its description has ${described.join('; ')}`);
}
