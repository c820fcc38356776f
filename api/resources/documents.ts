import type { z } from 'zod';
import type { LocalizedText } from '../../domain/types';
import { publishVersion, retireDocument, saveDraft } from '../../facts/write/documents';
import { UNCHANGED } from '../contract/answers';
import {
  documentOut,
  documentParams,
  documentsPageOut,
  draftQuery,
  listDocumentsQuery,
  listVersionsQuery,
  publishBody,
  sourceBody,
  versionDetailOut,
  versionParams,
  versionsPageOut,
} from '../contract/documents';
import type { Answer, CallBase, Db } from '../http/call';
import { factContext, iso, statusOfWritten } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type BodyType, type Route } from '../http/route';
import type { DocumentWords } from './document-words';
import { findDocument, findVersion, presentVersion, presentVersionDetail } from './find-document';

export const SOURCE_TYPES: readonly BodyType[] = ['text/yaml', 'application/json'];
const DOCUMENT_ORDERS = bothWays({ name: 'text' });
const VERSION_ORDERS = bothWays({ number: 'number' });

async function presentDocument(
  db: Db,
  row: { readonly id: string; readonly createdAt: Date },
): Promise<z.input<typeof documentOut>> {
  const where = { documentId: row.id };
  const latest = await db.documentVersion.findFirstOrThrow({
    where,
    orderBy: { number: 'desc' },
    include: { document: true },
  });
  const published = await db.documentVersion.findFirst({
    where: { ...where, status: 'published' },
    include: { document: true },
  });
  const { title } = (published ?? latest).parsed as { readonly title?: LocalizedText };
  const { name } = latest.document;
  return {
    id: row.id,
    name,
    title: title ?? { en: name, zh: name },
    published: published === null ? null : presentVersion(published),
    latest: presentVersion(latest),
    createdAt: iso(row.createdAt),
  };
}

async function answerDraft(
  call: CallBase,
  words: DocumentWords,
  input: { readonly source: unknown; readonly documentId: string | null; readonly note: string | null },
): Promise<Answer> {
  const { outcome, row, warnings } = await saveDraft(call.db, { kind: words.kind, ...input }, factContext(call));
  return {
    status: statusOfWritten(outcome),
    body: presentVersionDetail(row, warnings),
    location: `${words.path}/${row.document.name}/versions/${row.number}`,
  };
}

/** Drafts, versions and publication of one kind of document. */
export function documentRoutes(words: DocumentWords): readonly Route[] {
  const { kind, path, one, many, tag, title } = words;
  const detail = { status: 200, schema: versionDetailOut, description: 'The version.' } as const;
  return [
    defineRoute({
      method: 'get',
      path,
      name: `list${many}`,
      tag,
      summary: `List every ${title} with its published and its latest version`,
      access: 'read',
      query: listDocumentsQuery,
      success: { status: 200, schema: documentsPageOut, description: 'A page of them.' },
      handle: async ({ db, query }) => {
        const page = await readPage(DOCUMENT_ORDERS, query, ({ after, orderBy, take }) =>
          db.document.findMany({ where: { AND: [{ kind }, after] }, orderBy, take }),
        );
        const items: z.input<typeof documentOut>[] = [];
        for (const row of page.items) items.push(await presentDocument(db, row));
        return { body: { ...page, items } };
      },
    }),
    defineRoute({
      method: 'post',
      path,
      name: `save${one}Draft`,
      tag,
      summary: `Save a ${title} as the next draft of the document that it names`,
      description: 'A new name makes a new document. The same text as the last version answers 200 and saves nothing.',
      access: 'operate',
      query: draftQuery,
      body: sourceBody,
      bodyTypes: SOURCE_TYPES,
      success: { ...detail, status: 201 },
      also: [UNCHANGED],
      handle: async (call) =>
        answerDraft(call, words, { source: call.body, documentId: null, note: call.query.note ?? null }),
    }),
    defineRoute({
      method: 'get',
      path: `${path}/{id}`,
      name: `get${one}`,
      tag,
      summary: `Read a ${title}: its published and its latest version`,
      access: 'read',
      params: documentParams,
      success: { status: 200, schema: documentOut, description: 'The document.' },
      handle: async ({ db, params }) => ({ body: await presentDocument(db, await findDocument(db, kind, params.id)) }),
    }),
    defineRoute({
      method: 'get',
      path: `${path}/{id}/versions`,
      name: `list${one}Versions`,
      tag,
      summary: `List the versions of a ${title}`,
      access: 'read',
      params: documentParams,
      query: listVersionsQuery,
      success: { status: 200, schema: versionsPageOut, description: 'A page of versions.' },
      handle: async ({ db, params, query }) => {
        const document = await findDocument(db, kind, params.id);
        const page = await readPage(VERSION_ORDERS, query, ({ after, orderBy, take }) =>
          db.documentVersion.findMany({ where: { AND: [{ documentId: document.id }, after] }, orderBy, take }),
        );
        return { body: { ...page, items: page.items.map((row) => presentVersion({ ...row, document })) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}/{id}/versions`,
      name: `save${one}Version`,
      tag,
      summary: `Save the next draft of this ${title}`,
      description: 'Its name must be that of the document.',
      access: 'operate',
      params: documentParams,
      query: draftQuery,
      body: sourceBody,
      bodyTypes: SOURCE_TYPES,
      success: { ...detail, status: 201 },
      also: [UNCHANGED],
      handle: async (call) => {
        const { id } = await findDocument(call.db, kind, call.params.id);
        return answerDraft(call, words, { source: call.body, documentId: id, note: call.query.note ?? null });
      },
    }),
    defineRoute({
      method: 'get',
      path: `${path}/{id}/versions/{number}`,
      name: `get${one}Version`,
      tag,
      summary: `Read a version of a ${title}`,
      access: 'read',
      params: versionParams,
      success: detail,
      handle: async ({ db, params }) => ({
        body: presentVersionDetail(await findVersion(db, kind, params.id, params.number)),
      }),
    }),
    defineRoute({
      method: 'get',
      path: `${path}/{id}/versions/{number}/source`,
      name: `get${one}Source`,
      tag,
      summary: `Read the YAML of a version as it was written`,
      access: 'read',
      params: versionParams,
      success: { status: 200, contentType: 'text/yaml', description: 'The YAML.' },
      handle: async ({ db, params }) => ({
        body: (await findVersion(db, kind, params.id, params.number)).source,
      }),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/{id}/versions/{number}/publish`,
      name: `publish${one}`,
      tag,
      summary: `Publish a version in place of the one that is published now`,
      description: 'Its customers are planned again. Nobody is contacted again for what has passed.',
      access: 'operate',
      params: versionParams,
      body: publishBody,
      success: detail,
      handle: async (call) => {
        const { id: versionId } = await findVersion(call.db, kind, call.params.id, call.params.number);
        const { row, warnings } = await publishVersion(call.db, { versionId, ...call.body }, factContext(call));
        return { body: presentVersionDetail(row, warnings) };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}/{id}/retire`,
      name: `retire${one}`,
      tag,
      summary: `Take a ${title} out of use: no version of it stays published`,
      access: 'operate',
      params: documentParams,
      success: { status: 200, schema: documentOut, description: 'The document.' },
      handle: async (call) => {
        const { id } = await findDocument(call.db, kind, call.params.id);
        const { row } = await retireDocument(call.db, { documentId: id }, factContext(call));
        return { body: await presentDocument(call.db, row) };
      },
    }),
  ];
}
