import type { Prisma, PrismaClient } from '../../prisma/generated/client';
import type { ApiRole } from '../../prisma/generated/enums';
import type { Language } from '../../domain/types';
import type { ApiDeps } from '../deps';

/** A client outside or inside a transaction. */
export type Db = PrismaClient | Prisma.TransactionClient;

/** Whose key a request carries. */
export type Caller = { readonly keyId: string; readonly prefix: string; readonly role: ApiRole };

/** A file of a multipart body, on disk until the answer is sent. */
export type UploadedFile = { readonly path: string; readonly name: string; readonly sha256: string };

/** What a handler gets besides its own parameters and body. */
export type CallBase = {
  readonly deps: ApiDeps;
  /** The request's transaction where the route has one, else the client. */
  readonly db: Db;
  /** `null` on public routes only. */
  readonly caller: Caller | null;
  /** As it stands in timelines. */
  readonly actor: string;
  /** The machine's clock at the request. */
  readonly now: number;
  readonly language: Language;
  readonly requestId: string;
  /** The version that `If-Match` names; `null` where the caller may leave it out and did. */
  readonly ifVersion: number | null;
  readonly file: UploadedFile | null;
  /** Path and query as they were asked for. */
  readonly url: string;
  readonly header: (name: string) => string | undefined;
};

export type Call<Params, Query, Body> = CallBase & {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
};

/** What a handler answers. */
export type Answer = {
  /** JSON; or, with `contentType`, a string, or an asynchronous iterable of pieces where it can be long. Nothing with 204. */
  readonly body?: unknown;
  /** Where it differs from the route's. */
  readonly status?: number;
  readonly contentType?: string;
  /** Becomes the ETag. */
  readonly version?: number;
  readonly location?: string;
  readonly fileName?: string;
  /** What is kept for the Idempotency-Key in place of `body`, where that holds a secret. */
  readonly keep?: unknown;
};
