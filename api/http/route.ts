import { z } from 'zod';
import { DomainError, type ErrorItem } from '../../domain/errors';
import type { FurtherAnswer } from '../contract/answers';
import type { Answer, Call, CallBase } from './call';
import { describeIssues } from './describe-issue';
import { mendFields, unstorableTexts } from './unstorable-texts';

/**
 * Who may call a route.
 * - `public`: anybody (webhooks and health, which check in ways of their own)
 * - `read`: every role
 * - `facts`: who writes facts: operator, admin and integration
 * - `operate`: operator and admin
 * - `admin`: admin
 */
export type Access = 'public' | 'read' | 'facts' | 'operate' | 'admin';

/**
 * How a POST, PUT, PATCH or DELETE takes effect.
 * - `transaction`: everything it writes and the answer kept for its Idempotency-Key commit together
 * - `outside`: it also asks Temporal, a mail server or a file; the key is reserved first, and the answer kept afterwards
 * - `none`: it only computes
 */
export type Effect = 'transaction' | 'outside' | 'none';

export type Versioned = 'no' | 'optional' | 'required';

export type BodyType =
  'application/json' | 'text/yaml' | 'text/csv' | 'multipart/form-data' | 'application/x-www-form-urlencoded';

type Success = {
  readonly status: 200 | 201 | 202 | 204;
  readonly schema?: z.ZodType;
  /** Default `application/json`. */
  readonly contentType?: string;
  readonly description: string;
};

/** A route as the table, the router, the OpenAPI document and the tests see it. */
export type Route = {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With `{name}` for parameters. */
  readonly path: string;
  readonly name: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string | null;
  readonly access: Access;
  readonly effect: Effect;
  /** Whether `If-Match` is asked for, where two operators could overwrite each other. */
  readonly versioned: Versioned;
  readonly params: z.ZodObject | null;
  readonly query: z.ZodObject | null;
  readonly body: z.ZodType | null;
  readonly bodyTypes: readonly BodyType[];
  readonly bodyLimitBytes: number;
  readonly success: Success;
  readonly also: readonly FurtherAnswer[];
  readonly verify: Verify | null;
  /**
   * Checks parameters and body and returns the handler over them.
   * @throws DomainError `bad-request` for parameters, `validation-failed` for a body, with every fault in `errors`
   */
  readonly prepare: (raw: RawInput) => (base: CallBase) => Promise<Answer>;
};

export type RawInput = { readonly params: unknown; readonly query: unknown; readonly body: unknown };

/**
 * Finds out by what came whether it is from whom it should be, before anything of it is judged: who cannot sign a request
 * learns nothing of what is wrong with it. What has been proved to come from a provider is a form that it will not send
 * again in another way: characters that no database keeps are replaced, where those of other callers are refused.
 * @throws DomainError `signature-not-valid`
 */
export type Verify = (request: Pick<CallBase, 'deps' | 'url' | 'header'> & { readonly body: unknown }) => void;

type RouteSpec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> = {
  readonly method: Route['method'];
  readonly path: string;
  /** Of the operation, in camelCase; unique. */
  readonly name: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  /** Default `transaction` for everything but GET. */
  readonly effect?: Effect;
  /** Default: `required` for PUT and PATCH, else `no`. */
  readonly versioned?: Versioned;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Default JSON. */
  readonly bodyTypes?: readonly BodyType[];
  /** Default 1 MB. */
  readonly bodyLimitBytes?: number;
  readonly success: Success;
  /** Answers of another status in the form of the success; refusals need no mention. */
  readonly also?: readonly FurtherAnswer[];
  readonly verify?: Verify;
  readonly handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Answer>;
};

const nothing = z.strictObject({});
type Nothing = typeof nothing;

export const MEGABYTE = 1024 * 1024;

/** A body can be wrong in thousands of places; the first hundred tell enough. */
const MOST_FAULTS = 100;

/** Declares a route once; everything else is made from it. */
export function defineRoute<
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodType = z.ZodUndefined,
>(spec: RouteSpec<P, Q, B>): Route {
  const params = spec.params ?? null;
  const query = spec.query ?? null;
  const body = spec.body ?? null;
  const take = spec.verify === undefined ? (given: unknown) => given : mendFields;
  return {
    method: spec.method,
    path: spec.path,
    name: spec.name,
    tag: spec.tag,
    summary: spec.summary,
    description: spec.description ?? null,
    access: spec.access,
    effect: spec.method === 'get' ? 'none' : (spec.effect ?? 'transaction'),
    versioned: spec.versioned ?? (spec.method === 'put' || spec.method === 'patch' ? 'required' : 'no'),
    params,
    query,
    body,
    bodyTypes: body === null ? [] : (spec.bodyTypes ?? ['application/json']),
    bodyLimitBytes: spec.bodyLimitBytes ?? MEGABYTE,
    success: spec.success,
    also: spec.also ?? [],
    verify: spec.verify ?? null,
    prepare: (raw) => {
      const faults: ErrorItem[] = [];
      const parsed = {
        params: read(params ?? nothing, raw.params, 'path', faults) as z.output<P>,
        query: read(query ?? nothing, raw.query, 'query', faults) as z.output<Q>,
      };
      refuse('bad-request', faults);
      const checked = {
        ...parsed,
        body: (body === null ? undefined : read(body, take(raw.body), '', faults)) as z.output<B>,
      };
      refuse('validation-failed', faults);
      return (base) => spec.handle({ ...base, ...checked });
    },
  };
}

function read(schema: z.ZodType, given: unknown, base: string, faults: ErrorItem[]): unknown {
  const unstorable = unstorableTexts(given, base, MOST_FAULTS);
  if (unstorable.length > 0) {
    faults.push(...unstorable);
    return null;
  }
  const result = schema.safeParse(given, { reportInput: true });
  if (result.success) return result.data;
  faults.push(...describeIssues(result.error.issues, base));
  return null;
}

function refuse(code: 'bad-request' | 'validation-failed', faults: readonly ErrorItem[]): void {
  const first = faults[0];
  if (first === undefined) return;
  const where = first.pointer === '' ? '' : `${first.pointer}: `;
  const detail = { en: where + first.detail.en, zh: where + first.detail.zh };
  throw new DomainError(code, detail, faults.slice(0, MOST_FAULTS));
}
