import type { PayloadCodec } from '@temporalio/common';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { DomainError } from '../../domain/errors';
import type { ApiDeps } from '../deps';
import { authenticate, authorize } from '../http/authenticate';
import { refuseMethod } from '../http/refuse';

export type CodecDeps = {
  /** The same that worker and API encrypt with. */
  readonly payloadCodec: PayloadCodec;
  /** Of Temporal's UI, whose pages may call from a browser; `null` = no page may. */
  readonly uiOrigin: string | null;
};

/** Temporal's own bound for what one event carries is 2 MB; a page of the UI asks for the payloads of one event at a time. */
const MOST_BYTES = 8 * 1024 * 1024;
/** An hour: how long a browser remembers that it may call. */
const PREFLIGHT_SECONDS = 3_600;

const payloads = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), z.base64()).nullish(), data: z.base64().nullish() }))
    .max(10_000),
});
type WirePayload = z.infer<typeof payloads>['payloads'][number];

/**
 * Temporal's remote codec protocol: the UI and the command line send payloads as they lie in histories, and get them
 * readable. For keys of operators and admins, like everything that shows how the engine works inside.
 */
export function serveCodec(app: Express, deps: Pick<ApiDeps, 'prisma' | 'clock'>, codec: CodecDeps): void {
  const { payloadCodec } = codec;
  const ways = { encode: payloadCodec.encode.bind(payloadCodec), decode: payloadCodec.decode.bind(payloadCodec) };
  for (const [name, turn] of Object.entries(ways)) {
    const path = `/codec/${name}`;
    app.options(path, allowUi(codec.uiOrigin), (_request, response) => {
      response.status(204).end();
    });
    app.post(path, allowUi(codec.uiOrigin), operatorsOnly(deps), async (request, response) => {
      response.locals['route'] = path;
      response.setHeader('Cache-Control', 'no-store');
      const given = await readPayloads(request, response);
      const turned = await turn(given.map(fromWire)).catch(() => {
        throw notTurned();
      });
      response.json({ payloads: turned.map(toWire) });
    });
    app.all(path, refuseMethod(['POST', 'OPTIONS']));
  }
}

function allowUi(uiOrigin: string | null): RequestHandler {
  return (request, response, next) => {
    response.vary('Origin');
    if (uiOrigin !== null && request.get('origin') === uiOrigin) {
      response.setHeader('Access-Control-Allow-Origin', uiOrigin);
      response.setHeader('Access-Control-Allow-Credentials', 'true');
      response.setHeader('Access-Control-Allow-Methods', 'POST, OPTIONS');
      response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type, X-Namespace');
      response.setHeader('Access-Control-Max-Age', String(PREFLIGHT_SECONDS));
    }
    next();
  };
}

function operatorsOnly({ prisma, clock }: Pick<ApiDeps, 'prisma' | 'clock'>): RequestHandler {
  return async (request, _response, next) => {
    authorize(await authenticate(prisma, request.get('authorization'), clock()), 'operate');
    next();
  };
}

const parseJson = express.json({ limit: MOST_BYTES, type: () => true });

/** @throws DomainError `bad-request`, `body-too-large` */
async function readPayloads(request: Request, response: Response): Promise<readonly WirePayload[]> {
  await new Promise<void>((resolve, reject) => {
    void parseJson(request, response, (fault?: { readonly type?: unknown } | 'route' | 'router' | null) => {
      if (fault === undefined || fault === null) resolve();
      else reject(typeof fault === 'object' && fault.type === 'entity.too.large' ? tooLarge() : notPayloads());
    });
  });
  const given = payloads.safeParse(request.body);
  if (!given.success) throw notPayloads();
  return given.data.payloads;
}

function tooLarge(): DomainError {
  return new DomainError('body-too-large', {
    en: `The body is larger than ${MOST_BYTES} bytes`,
    zh: `请求体超过 ${MOST_BYTES} 字节`,
  });
}

function notPayloads(): DomainError {
  return new DomainError('bad-request', {
    en: 'Expected {"payloads": […]} as JSON, with metadata and data in base64, as Temporal sends it',
    zh: '应为 JSON {"payloads": […]}，其中 metadata 和 data 为 base64，即 Temporal 发送的形式',
  });
}

function notTurned(): DomainError {
  return new DomainError('bad-request', {
    en: 'A payload is encrypted with a key that PAYLOAD_KEY does not list, or was changed since',
    zh: '某个载荷使用了 PAYLOAD_KEY 中没有的密钥加密，或已被改动',
  });
}

function fromWire({ metadata, data }: WirePayload) {
  const fields = Object.entries(metadata ?? {}).map(([name, text]) => [name, Buffer.from(text, 'base64')] as const);
  return { metadata: Object.fromEntries(fields), data: Buffer.from(data ?? '', 'base64') };
}

function toWire({ metadata, data }: Awaited<ReturnType<PayloadCodec['decode']>>[number]) {
  const fields = Object.entries(metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  return {
    metadata: Object.fromEntries(fields) as Readonly<Record<string, string>>,
    data: Buffer.from(data ?? []).toString('base64'),
  };
}
