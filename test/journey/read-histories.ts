import type { Client } from '@temporalio/client';

export type ReadHistory = {
  readonly id: string;
  readonly runId: string;
  readonly type: string;
  /** Every text in it; bytes, such as the data of payloads and search attributes, are read as text. */
  readonly texts: readonly string[];
  /** What failures say, those of activities and of workflow tasks. */
  readonly failures: readonly string[];
  /** The encoding of every payload, search attributes left out: Temporal indexes those. */
  readonly encodings: readonly string[];
  /** The ID of the key of every payload that is encrypted. */
  readonly keys: readonly string[];
};

type Found = {
  readonly texts: string[];
  readonly failures: string[];
  readonly encodings: string[];
  readonly keys: string[];
};

/** Every history of a namespace, as Temporal keeps it. */
export async function readHistories(temporal: Client): Promise<readonly ReadHistory[]> {
  const read: ReadHistory[] = [];
  for await (const { workflowId, runId, type } of temporal.workflow.list()) {
    const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    const found: Found = { texts: [], failures: [], encodings: [], keys: [] };
    walk(history, found, { isIndexed: false });
    read.push({ id: workflowId, runId, type, ...found });
  }
  return read;
}

function walk(value: unknown, found: Found, { isIndexed }: { readonly isIndexed: boolean }): void {
  if (typeof value === 'string') found.texts.push(value);
  else if (value instanceof Uint8Array) found.texts.push(Buffer.from(value).toString('utf8'));
  else if (Array.isArray(value)) for (const one of value) walk(one, found, { isIndexed });
  else if (typeof value === 'object' && value !== null) {
    const { metadata } = value as { readonly metadata?: Readonly<Record<string, Uint8Array>> };
    if (!isIndexed && metadata?.['encoding'] !== undefined) found.encodings.push(text(metadata['encoding']));
    if (metadata?.['key-id'] !== undefined) found.keys.push(text(metadata['key-id']));
    for (const [name, one] of Object.entries(value)) {
      if (/failure$/i.test(name)) walk(one, { ...found, texts: found.failures }, { isIndexed });
      walk(one, found, { isIndexed: isIndexed || name === 'searchAttributes' });
    }
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
