import { createReadStream } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { z } from 'zod';
import { notAccepted } from '../../domain/errors';
import type { Language } from '../../domain/types';
import { activateImport, type ImportSlice } from '../../facts/import/activate-import';
import { createImport } from '../../facts/import/create-import';
import type { CsvEncoding } from '../../facts/import/csv-source';
import { previewActivation } from '../../facts/import/preview-activation';
import { failureOf } from '../../facts/import/import-error';
import { messageOf, rowFaultsCsv } from '../../facts/import/row-faults';
import { runImport } from '../../facts/import/run-import';
import type { Import } from '../../prisma/generated/client';
import {
  activateBody,
  activatedOut,
  createImportBody,
  importErrorsPageOut,
  importOut,
  importParams,
  importsPageOut,
  listImportErrorsQuery,
  listImportsQuery,
  previewOut,
  previewQuery,
} from '../contract/imports';
import type { ApiDeps } from '../deps';
import type { Db, UploadedFile } from '../http/call';
import { factContext, iso, isoOrNull, notFound } from '../http/handler-tools';
import { readPage, type Orders } from '../http/keyset';
import { defineRoute, MEGABYTE, type Route } from '../http/route';

const TAG = 'Imports';

const ORDERS: Orders = {
  '-createdAt': { column: 'createdAt', type: 'instant', direction: 'desc' },
  createdAt: { column: 'createdAt', type: 'instant', direction: 'asc' },
};
const ERROR_ORDERS: Orders = {
  row: { column: 'row', type: 'number', direction: 'asc', id: 'bigint' },
  '-row': { column: 'row', type: 'number', direction: 'desc', id: 'bigint' },
};

function presentImport(row: Import, language: Language): z.input<typeof importOut> {
  const { id, fileName, mode, dryRun, rowsTotal, rowsRead, rowsBad, createdBy } = row;
  const { customersCreated, invoicesCreated, paymentsCreated, unchanged } = row;
  return {
    ...{ id, fileName, mode, dryRun, rowsTotal, rowsRead, rowsBad, createdBy },
    error: failureOf(row, language),
    ...{ customersCreated, invoicesCreated, paymentsCreated, unchanged },
    status: row.status as z.input<typeof importOut>['status'],
    createdAt: iso(row.createdAt),
    finishedAt: isoOrNull(row.finishedAt),
    activatedAt: isoOrNull(row.activatedAt),
  };
}

async function findImport(db: Db, id: string): Promise<Import> {
  const row = await db.import.findUnique({ where: { id } });
  if (row === null) throw notFound(`There is no import "${id}"`, `没有导入 "${id}"`);
  return row;
}

/** Goes on after the answer, on a copy of the file: the upload itself goes with the request. */
async function startImport(deps: ApiDeps, importId: string, file: UploadedFile, encoding: CsvEncoding): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'perennial-import-'));
  const copy = path.join(folder, 'rows.csv');
  await copyFile(file.path, copy);
  void runImport(deps.prisma, { importId, source: () => createReadStream(copy), encoding }, deps.clock)
    .catch((error: unknown) => {
      deps.logger.error({ importId, err: error }, 'import failed');
    })
    .finally(() => rm(folder, { recursive: true, force: true }));
}

/** Leaves out what was not given: an absent condition is no condition. */
function sliceOf(body: z.output<typeof activateBody>): ImportSlice {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

export const importRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/imports',
    name: 'listImports',
    tag: TAG,
    summary: 'List imports',
    access: 'read',
    query: listImportsQuery,
    success: { status: 200, schema: importsPageOut, description: 'A page of imports.' },
    handle: async ({ db, query, language }) => {
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.import.findMany({ where: after, orderBy, take }),
      );
      return { body: { ...page, items: page.items.map((row) => presentImport(row, language)) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/imports',
    name: 'createImport',
    tag: TAG,
    summary: 'Import customers, invoices and payments from a CSV file',
    description:
      'A form with the file in `file`. The mapping says whether its rows are invoices with their customers and payments, customers alone, or payments of invoices that are known already. Answers 202 at once; read the import for its progress. New customers start paused. The same file again has no second effect.',
    access: 'facts',
    effect: 'outside',
    body: createImportBody,
    bodyTypes: ['multipart/form-data'],
    bodyLimitBytes: 200 * MEGABYTE,
    success: { status: 202, schema: importOut, description: 'The import, waiting or under way.' },
    handle: async (call) => {
      const { deps, body, file } = call;
      if (file === null)
        throw notAccepted('/file', {
          en: 'The form has no file; expected a CSV file in the field "file"',
          zh: '表单中没有文件；应在字段 "file" 中放一个 CSV 文件',
        });
      const { mapping, mode, dryRun, encoding } = body;
      const input = { fileName: file.name, fileHash: file.sha256, mapping, mode, dryRun };
      const row = await createImport(deps.prisma, input, factContext(call));
      await startImport(deps, row.id, file, encoding);
      return { body: presentImport(row, call.language), location: `/v1/imports/${row.id}` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/imports/{id}',
    name: 'getImport',
    tag: TAG,
    summary: 'Read an import and its progress',
    access: 'read',
    params: importParams,
    success: { status: 200, schema: importOut, description: 'The import.' },
    handle: async ({ db, params, language }) => ({ body: presentImport(await findImport(db, params.id), language) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/imports/{id}/errors',
    name: 'listImportErrors',
    tag: TAG,
    summary: 'List the bad rows of an import',
    access: 'read',
    params: importParams,
    query: listImportErrorsQuery,
    success: { status: 200, schema: importErrorsPageOut, description: 'A page of bad cells.' },
    handle: async ({ db, params, query, language }) => {
      const { id } = await findImport(db, params.id);
      const page = await readPage(ERROR_ORDERS, query, ({ after, orderBy, take }) =>
        db.importError.findMany({ where: { AND: [{ importId: id }, after] }, orderBy, take }),
      );
      const items = page.items.map((fault) => {
        const { row, column, given } = fault;
        return { row, column, given, message: messageOf(fault, language) };
      });
      return { body: { ...page, items } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/imports/{id}/errors.csv',
    name: 'downloadImportErrors',
    tag: TAG,
    summary: 'Download the bad rows of an import as CSV',
    access: 'read',
    params: importParams,
    success: { status: 200, contentType: 'text/csv', description: 'Row, column, what was given and what is accepted.' },
    handle: async ({ db, params, language }) => {
      const { id } = await findImport(db, params.id);
      return { body: rowFaultsCsv(db, id, language), contentType: 'text/csv', fileName: `import-${id}-errors.csv` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/imports/{id}/preview',
    name: 'previewImport',
    tag: TAG,
    summary: 'See what the first day would send',
    description:
      'Of the import’s paused customers, if they were activated now: touches until midnight of each one’s day.',
    access: 'read',
    params: importParams,
    query: previewQuery,
    success: { status: 200, schema: previewOut, description: 'Counts by action and step.' },
    handle: async ({ deps, params, query, now }) => {
      const { id } = await findImport(deps.prisma, params.id);
      const summary = await previewActivation(deps.prisma, { importId: id, first: query.first ?? 1_000 }, now);
      const { looked, customers, touches, byAction } = summary;
      return { body: { customers: looked, customersTouched: customers, touches, byAction } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/imports/{id}/activate',
    name: 'activateImport',
    tag: TAG,
    summary: 'Activate an import’s customers, all or a slice',
    description: 'All conditions hold together; none means all. Can be repeated, slice by slice.',
    access: 'operate',
    effect: 'outside',
    params: importParams,
    body: activateBody,
    success: { status: 200, schema: activatedOut, description: 'How many were activated.' },
    handle: async (call) => ({
      body: await activateImport(
        call.deps.prisma,
        { importId: call.params.id, slice: sliceOf(call.body) },
        factContext(call),
      ),
    }),
  }),
];
