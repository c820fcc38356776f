import { BUILT_IN_LADDER, type Ladder } from '../../domain/escalate/ladder';
import { parseLadder } from '../../domain/escalate/parse-ladder';
import type { Db } from './db';
import { documentVersion } from './published-documents';

/** A ladder and the version that says so; `versionId` is `null` for the built-in one. */
export type LadderVersion = { readonly versionId: string | null; readonly ladder: Ladder };

/** The ladder that is published under a name; `null` where none is. */
export async function publishedLadder(db: Db, name: string): Promise<LadderVersion | null> {
  const version = await db.documentVersion.findFirst({
    where: { status: 'published', document: { kind: 'ladder', name } },
    select: { id: true },
  });
  return version === null ? null : ladderVersion(db, version.id);
}

/** The ladder of a name; where none is published, the standard one, and where that is not, the built-in one. */
export async function ladderFor(db: Db, name: string): Promise<LadderVersion> {
  const published = await publishedLadder(db, name);
  if (published !== null) return published;
  return name === BUILT_IN_LADDER.name ? ladderVersion(db, null) : ladderFor(db, BUILT_IN_LADDER.name);
}

/** @param versionId `null` = the built-in ladder */
export async function ladderVersion(db: Db, versionId: string | null): Promise<LadderVersion> {
  if (versionId === null) return { versionId: null, ladder: BUILT_IN_LADDER };
  return { versionId, ladder: (await documentVersion(db, versionId, parseLadder)).value };
}

/** The names under which an escalation can be started, in order. */
export async function ladderNames(db: Db): Promise<readonly string[]> {
  const published = await db.document.findMany({
    where: { kind: 'ladder', versions: { some: { status: 'published' } } },
    select: { name: true },
  });
  return [...new Set([BUILT_IN_LADDER.name, ...published.map(({ name }) => name)])].toSorted();
}
