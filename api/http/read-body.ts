import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import express, { type Request, type RequestHandler, type Response } from 'express';
import multer, { MulterError } from 'multer';
import { DomainError } from '../../domain/errors';
import { toStorable } from '../../domain/text/storable-text';
import type { UploadedFile } from './call';
import { placeOfJsonFault } from './json-fault';
import type { BodyType, Route } from './route';

export type ReadBody = {
  readonly value: unknown;
  readonly file: UploadedFile | null;
  /** Everything that the body says, for telling requests apart. */
  readonly mark: string;
};

/** What callers write for a type that we name otherwise. */
const ALIASES: Readonly<Record<BodyType, readonly string[]>> = {
  'application/json': ['application/json', 'application/*+json'],
  'text/yaml': ['text/yaml', 'application/yaml', 'application/x-yaml', 'text/x-yaml', 'text/vnd.yaml'],
  'text/csv': ['text/csv'],
  'multipart/form-data': ['multipart/form-data'],
  'application/x-www-form-urlencoded': ['application/x-www-form-urlencoded'],
};

/**
 * Reads the body that a route takes. A JSON body becomes its value; YAML and CSV stay text; a form becomes an object of strings; of a multipart body the
 * fields become an object of strings, and the file lies on disk until the response is finished.
 * @throws DomainError `unsupported-media-type`, `body-too-large`, `bad-request`
 */
export async function readBody(route: Route, request: Request, response: Response): Promise<ReadBody> {
  if (!hasBody(request)) return emptyBody(route);
  if (route.bodyTypes.length === 0) {
    const text = await readText(route, request, response);
    if (text.trim() === '' || text.trim() === '{}') return emptyBody(route);
    throw new DomainError('bad-request', { en: 'This address takes no body', zh: '该地址不接受请求体' });
  }
  const type = route.bodyTypes.find((one) => typeof request.is([...ALIASES[one]]) === 'string');
  if (type === undefined) throw unsupported(request.get('content-type') ?? 'none', route);
  if (type === 'multipart/form-data') return readMultipart(route, request, response);
  const text = await readText(route, request, response);
  return { value: valueOf(type, text), file: null, mark: text };
}

function valueOf(type: BodyType, text: string): unknown {
  switch (type) {
    case 'application/json':
      return parseJson(text);
    case 'application/x-www-form-urlencoded':
      return Object.fromEntries(new URLSearchParams(text));
    default:
      return text;
  }
}

function hasBody(request: Request): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.get('content-length') ?? 0) > 0;
}

/** Where every field is optional, no body says the same as `{}`. */
function emptyBody(route: Route): ReadBody {
  return { value: route.body === null ? undefined : {}, file: null, mark: '' };
}

async function readText(route: Route, request: Request, response: Response): Promise<string> {
  await run(express.text({ type: () => true, limit: route.bodyLimitBytes }), request, response, route);
  return typeof request.body === 'string' ? request.body : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { line, column } = placeOfJsonFault(text);
    throw new DomainError('bad-request', {
      en: `The body is not JSON: the fault is at line ${line}, column ${column}`,
      zh: `请求体不是 JSON：错误在第 ${line} 行第 ${column} 列`,
    });
  }
}

async function readMultipart(route: Route, request: Request, response: Response): Promise<ReadBody> {
  const folder = await mkdtemp(path.join(tmpdir(), 'perennial-upload-'));
  response.once('close', () => void rm(folder, { recursive: true, force: true }));
  const upload = multer({
    dest: folder,
    limits: { fileSize: route.bodyLimitBytes, files: 1, fields: 20, fieldSize: 256 * 1024, parts: 25 },
    defParamCharset: 'utf8',
  });
  await run(upload.single('file'), request, response, route);
  const fields = { ...(request.body as Record<string, unknown>) };
  const given = request.file;
  const sha256 = given === undefined ? '' : await hashOfFile(given.path);
  const file =
    given === undefined ? null : { path: given.path, name: toStorable(path.basename(given.originalname)), sha256 };
  return { value: fields, file, mark: JSON.stringify([fields, sha256]) };
}

async function hashOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Runs a body parser and turns its errors into ours. */
async function run(parser: RequestHandler, request: Request, response: Response, route: Route): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    void parser(request, response, (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(bodyError(error, request, route));
    });
  });
}

function bodyError(error: unknown, request: Request, route: Route): Error {
  const type = error instanceof MulterError ? error.code : (error as { readonly type?: unknown }).type;
  switch (type) {
    case 'entity.too.large':
    case 'LIMIT_FILE_SIZE':
    case 'LIMIT_FIELD_VALUE':
      return new DomainError('body-too-large', {
        en: `The body is larger than ${route.bodyLimitBytes} bytes`,
        zh: `请求体超过 ${route.bodyLimitBytes} 字节`,
      });
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return unsupported(`${request.get('content-type') ?? ''} ${request.get('content-encoding') ?? ''}`.trim(), route);
    case 'LIMIT_UNEXPECTED_FILE':
    case 'LIMIT_FILE_COUNT':
      return new DomainError('bad-request', {
        en: 'The form has another file; expected one file in the field "file"',
        zh: '表单含有其他文件；应在字段 "file" 中放一个文件',
      });
    default: {
      const status = (error as { readonly status?: unknown }).status;
      const isTheirs = error instanceof MulterError || (typeof status === 'number' && status < 500);
      if (isTheirs || error instanceof Error)
        return new DomainError('bad-request', {
          en: `The body cannot be read: ${(error as Error).message}`,
          zh: `无法读取请求体：${(error as Error).message}`,
        });
      return new Error('The body parser failed', { cause: error });
    }
  }
}

function unsupported(given: string, route: Route): DomainError {
  return new DomainError('unsupported-media-type', {
    en: `Given ${given}; expected ${route.bodyTypes.join(' or ')}`,
    zh: `给定 ${given}；应为 ${route.bodyTypes.join(' 或 ')}`,
  });
}
