import { appliesTo } from '../../domain/decide/applies-to';
import type { DocumentKind } from '../../domain/documents/document-forms';
import type { Fault } from '../../domain/faults';
import type { Condition, CustomerFacts } from '../../domain/types';
import { bounded } from './bounded-cache';
import type { Db } from './db';

/** A version of a document with what it says. */
export type PublishedDocument<Value> = {
  readonly versionId: string;
  readonly name: string;
  readonly number: number;
  readonly value: Value;
};

/** What every document that is chosen by customer has. */
type Chosen = { readonly name: string; readonly applies: Condition | null; readonly priority: number };
type Parse<Value> = (source: unknown) => { readonly value: Value | null; readonly faults: readonly Fault[] };

// What a published version says never changes; a draft's text does not either.
const parsed = bounded<Promise<unknown>>(500);

/** Every published document of a kind, by name. @throws Error where one can no longer be read */
export async function publishedDocuments<Value>(
  db: Db,
  kind: DocumentKind,
  parse: Parse<Value>,
): Promise<readonly PublishedDocument<Value>[]> {
  const versions = await db.documentVersion.findMany({
    where: { status: 'published', document: { kind } },
    select: { id: true, number: true, source: true, document: { select: { name: true } } },
    orderBy: { document: { name: 'asc' } },
  });
  return Promise.all(
    versions.map(async ({ id, number, source, document: { name } }) => {
      // The cache is keyed by the version, and a version has one kind, so the value is of this parser.
      const value = (await parsed(id, () => Promise.resolve(read(name, number, source, parse)))) as Value;
      return { versionId: id, name, number, value };
    }),
  );
}

/** The first published document that applies to the customer: highest priority, ties by name; `null` where none does. */
export async function publishedFor<Value extends Chosen>(
  db: Db,
  kind: DocumentKind,
  customer: Omit<CustomerFacts, 'id'>,
  parse: Parse<Value>,
): Promise<PublishedDocument<Value> | null> {
  return firstThatApplies(await publishedDocuments(db, kind, parse), customer);
}

/** The same among documents that have been read. */
export function firstThatApplies<Value extends Chosen>(
  all: readonly PublishedDocument<Value>[],
  customer: Omit<CustomerFacts, 'id'>,
): PublishedDocument<Value> | null {
  const fitting = all.filter(({ value }) => appliesTo(value.applies, customer));
  return (
    fitting.toSorted(
      (a, b) => b.value.priority - a.value.priority || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    )[0] ?? null
  );
}

/** What one version says, published or not. @throws Error where it can no longer be read */
export async function documentVersion<Value>(
  db: Db,
  versionId: string,
  parse: Parse<Value>,
): Promise<PublishedDocument<Value>> {
  const { number, source, document } = await db.documentVersion.findUniqueOrThrow({
    where: { id: versionId },
    select: { number: true, source: true, document: { select: { name: true } } },
  });
  const value = (await parsed(versionId, () => Promise.resolve(read(document.name, number, source, parse)))) as Value;
  return { versionId, name: document.name, number, value };
}

function read<Value>(name: string, number: number, source: string, parse: Parse<Value>): Value {
  const { value, faults } = parse(source);
  if (value !== null) return value;
  throw new Error(`Version ${number} of "${name}" cannot be read: ${faults[0]?.message ?? 'no fault given'}`);
}
