import type { z } from 'zod';
import { DOCUMENT_FORMS } from '../../domain/documents/document-forms';
import type { Fault } from '../../domain/faults';
import type { Document, DocumentVersion } from '../../prisma/generated/client';
import type { DocumentKind } from '../../prisma/generated/enums';
import type { validationOut, versionDetailOut, versionOut } from '../contract/documents';
import { isUuid } from '../contract/fields';
import type { Db } from '../http/call';
import { iso, isoOrNull, notFound } from '../http/handler-tools';

export type VersionWithDocument = DocumentVersion & { readonly document: Document };

/** @throws DomainError `not-found` */
export async function findDocument(db: Db, kind: DocumentKind, ref: string): Promise<Document> {
  const where = isUuid(ref) ? { id: ref, kind } : { kind_name: { kind, name: ref } };
  const row = await db.document.findUnique({ where });
  if (row !== null) return row;
  const words = DOCUMENT_FORMS[kind].title;
  throw notFound(`There is no ${words.en} "${ref}"`, `没有${words.zh} "${ref}"`);
}

/** A version by its number. @throws DomainError `not-found` */
export async function findVersion(
  db: Db,
  kind: DocumentKind,
  ref: string,
  number: number,
): Promise<VersionWithDocument> {
  const document = await findDocument(db, kind, ref);
  const row = await db.documentVersion.findUnique({
    where: { documentId_number: { documentId: document.id, number } },
  });
  if (row !== null) return { ...row, document };
  throw notFound(
    `"${document.name}" has no version ${number}; its versions are listed under /versions`,
    `"${document.name}" 没有版本 ${number}；版本列表见 /versions`,
  );
}

export function presentVersion(row: VersionWithDocument): z.input<typeof versionOut> {
  const { document, number, status, note, createdBy, publishedBy } = row;
  return {
    document: { id: document.id, name: document.name },
    version: number,
    status,
    effective: row.effective === 'new-episodes' ? 'new-episodes' : 'next-plan',
    note,
    createdBy,
    createdAt: iso(row.createdAt),
    publishedBy,
    publishedAt: isoOrNull(row.publishedAt),
    retiredAt: isoOrNull(row.retiredAt),
  };
}

export function presentVersionDetail(
  row: VersionWithDocument,
  warnings: readonly Fault[] = [],
): z.input<typeof versionDetailOut> {
  return { ...presentVersion(row), parsed: row.parsed, source: row.source, warnings: presentFaults(warnings) };
}

export function presentFaults(faults: readonly Fault[]): z.input<typeof validationOut>['faults'] {
  return faults.map(({ severity, code, path, line, column, message, messageZh }) => ({
    severity,
    code,
    pointer: path,
    line,
    column,
    text: { en: message, zh: messageZh },
  }));
}
