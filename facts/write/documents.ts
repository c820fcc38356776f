import { DomainError } from '../../domain/errors';
import type { Fault } from '../../domain/faults';
import { DOCUMENT_FORMS } from '../../domain/documents/document-forms';
import type { Document, DocumentKind, DocumentVersion } from '../../prisma/generated/client';
import type { Prisma } from '../../prisma/generated/client';
import { recordAudit } from './audit';
import { faultError } from './fault-error';
import { readKnownNames } from './known-names';
import { wakeAudience } from './outbox-waves';
import { lockSettings } from './settings-lock';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

export type DocumentVersionRow = DocumentVersion & { readonly document: Document };

/** A version with what its author should know and may leave. */
export type SavedVersion = Written<DocumentVersionRow> & { readonly warnings: readonly Fault[] };

export type SaveDraftInput = {
  readonly kind: DocumentKind;
  /** YAML text, or the same as a JSON value. */
  readonly source: unknown;
  /** The document that this is to be a version of: the source must name it. `null` = the one that it names. */
  readonly documentId: string | null;
  readonly note: string | null;
};

/**
 * Saves a document as the next version of the document that it names; a new name makes a new document.
 * @returns `unchanged` where the last version is the same text
 * @throws DomainError `playbook-not-valid`, `policy-not-valid`, `document-not-valid`, `not-found`
 */
export async function saveDraft(db: DbOrTx, input: SaveDraftInput, ctx: FactContext): Promise<SavedVersion> {
  const { kind, source, documentId, note } = input;
  return inTransaction(db, async (tx) => {
    const read = await readDocument(tx, kind, source);
    const document = await lockDocument(tx, kind, read.name, documentId);
    const last = await tx.documentVersion.findFirst({
      where: { documentId: document.id },
      orderBy: { number: 'desc' },
      include: { document: true },
    });
    if (last !== null && last.source === read.text && last.status !== 'retired') {
      return { outcome: 'unchanged', row: last, warnings: read.warnings };
    }
    const row = await tx.documentVersion.create({
      data: {
        documentId: document.id,
        number: (last?.number ?? 0) + 1,
        source: read.text,
        parsed: read.parsed,
        note,
        createdBy: ctx.actor,
        createdAt: new Date(ctx.now),
      },
      include: { document: true },
    });
    return { outcome: 'recorded', row, warnings: read.warnings };
  });
}

export type PublishInput = {
  readonly versionId: string;
  /** From the next plan of every customer, or only for episodes that begin from now on. */
  readonly effective: 'next-plan' | 'new-episodes';
  /** Number of the version that the caller saw published, 0 for none; `null` = not asked. */
  readonly replaces: number | null;
};

/**
 * Publishes a draft in place of the version that is published now, and wakes the customers concerned. What it refers to
 * is looked at again: a template may have gone since the draft was saved.
 * @returns `unchanged` where it is published already
 * @throws DomainError `not-found`, `version-conflict`, `state-conflict` for a retired version, and as `saveDraft`
 */
export async function publishVersion(db: DbOrTx, input: PublishInput, ctx: FactContext): Promise<SavedVersion> {
  const { versionId, effective, replaces } = input;
  return inTransaction(db, async (tx) => {
    await lockSettings(tx);
    const version = await readVersion(tx, versionId);
    if (version.status === 'published') return { outcome: 'unchanged', row: version, warnings: [] };
    if (version.status === 'retired') {
      throw new DomainError('state-conflict', {
        en: `Version ${version.number} of "${version.document.name}" is retired; save it as a new version and publish that`,
        zh: `"${version.document.name}" 的版本 ${version.number} 已停用；请另存为新版本后发布`,
      });
    }
    const read = await readDocument(tx, version.document.kind, version.source);
    const before = await tx.documentVersion.findFirst({
      where: { documentId: version.documentId, status: 'published' },
    });
    const standing = before?.number ?? 0;
    if (replaces !== null && replaces !== standing) {
      throw new DomainError('version-conflict', {
        en: `The publication is to replace version ${replaces}; version ${standing} is published`,
        zh: `本次发布要替换版本 ${replaces}；当前发布的是版本 ${standing}`,
      });
    }
    await retirePublished(tx, version.documentId, ctx);
    const row = await tx.documentVersion.update({
      where: { id: versionId },
      data: { status: 'published', effective, publishedBy: ctx.actor, publishedAt: new Date(ctx.now) },
      include: { document: true },
    });
    await wakeConcerned(tx, row.document.kind, 'published');
    await recordAudit(
      tx,
      {
        kind: 'document.published',
        subject: row.document.name,
        data: { ...nameOf(row.document), version: row.number, replaces: standing, effective },
      },
      ctx,
    );
    return { outcome: 'recorded', row, warnings: read.warnings };
  });
}

/**
 * Takes a document out of use: no version of it is published any more.
 * @returns `unchanged` where none was
 * @throws DomainError `not-found`
 */
export async function retireDocument(
  db: DbOrTx,
  input: { readonly documentId: string },
  ctx: FactContext,
): Promise<Written<Document>> {
  return inTransaction(db, async (tx) => {
    await lockSettings(tx);
    const row = await tx.document.findUnique({ where: { id: input.documentId } });
    if (row === null) throw noDocument(input.documentId);
    const published = await tx.documentVersion.findFirst({ where: { documentId: row.id, status: 'published' } });
    if (published === null) return { outcome: 'unchanged', row };
    await retirePublished(tx, row.id, ctx);
    const data = { ...nameOf(row), version: published.number };
    await recordAudit(tx, { kind: 'document.retired', subject: row.name, data }, ctx);
    await wakeConcerned(tx, row.kind, 'retired');
    return { outcome: 'recorded', row };
  });
}

/** Playbooks and contact policies say when messages go; what lifecycles look at is about everybody. */
async function wakeConcerned(tx: Tx, kind: DocumentKind, what: 'published' | 'retired'): Promise<void> {
  const event = `${DOCUMENT_FORMS[kind].event}.${what}`;
  if (kind === 'playbook' || kind === 'contact_policy') await wakeAudience(tx, event, 'engaged');
  // An escalation keeps the version of its ladder that it began with.
  else if (kind !== 'ladder') await wakeAudience(tx, event, 'active');
}

type ReadVersion = {
  readonly name: string;
  readonly text: string;
  readonly parsed: Prisma.InputJsonObject;
  readonly warnings: readonly Fault[];
};

async function readDocument(tx: Tx, kind: DocumentKind, source: unknown): Promise<ReadVersion> {
  const { errorCode, read } = DOCUMENT_FORMS[kind];
  const { document, faults } = read(source, await readKnownNames(tx));
  if (document === null) throw faultError(errorCode, faults);
  const text = typeof source === 'string' ? source : document.text;
  return { name: document.name, text, parsed: document.parsed as Prisma.InputJsonObject, warnings: faults };
}

async function lockDocument(tx: Tx, kind: DocumentKind, name: string, documentId: string | null): Promise<Document> {
  const known = await tx.document.findUnique({ where: { kind_name: { kind, name } } });
  if (documentId !== null && known?.id !== documentId) {
    const wanted = await tx.document.findUnique({ where: { id: documentId } });
    if (wanted?.kind !== kind) throw noDocument(documentId);
    const { field, errorCode } = DOCUMENT_FORMS[kind];
    const pointer = `/${field}`;
    const detail = {
      en: `The source names "${name}"; expected "${wanted.name}", of which this is to be a version`,
      zh: `内容中的名称是 "${name}"；应为 "${wanted.name}"，因为这是它的一个版本`,
    };
    throw new DomainError(errorCode, detail, [{ pointer, detail }]);
  }
  const document = known ?? (await tx.document.create({ data: { kind, name } }));
  // Versions of one document are numbered one after the other.
  await tx.$queryRaw`SELECT 1 FROM "Document" WHERE "id" = ${document.id}::uuid FOR UPDATE`;
  return document;
}

async function readVersion(tx: Tx, versionId: string): Promise<DocumentVersionRow> {
  const version = await tx.documentVersion.findUnique({ where: { id: versionId }, include: { document: true } });
  if (version !== null) return version;
  throw new DomainError('not-found', { en: `There is no version "${versionId}"`, zh: `没有版本 "${versionId}"` });
}

async function retirePublished(tx: Tx, documentId: string, ctx: FactContext): Promise<void> {
  await tx.documentVersion.updateMany({
    where: { documentId, status: 'published' },
    data: { status: 'retired', retiredAt: new Date(ctx.now) },
  });
}

function nameOf({ kind }: Document): { readonly document: string } {
  return { document: DOCUMENT_FORMS[kind].event };
}

function noDocument(documentId: string): DomainError {
  return new DomainError('not-found', { en: `There is no document "${documentId}"`, zh: `没有文档 "${documentId}"` });
}
