import type { Client } from '@temporalio/client';

export type ReadHistory = {
  readonly id: string;
  readonly type: string;
  /** Every text in it; bytes, such as the data of payloads, are read as text. */
  readonly texts: readonly string[];
  /** The encoding of every payload, search attributes left out: Temporal indexes those. */
  readonly encodings: readonly string[];
};

/** Every history of a namespace, as Temporal keeps it. */
export async function readHistories(temporal: Client): Promise<readonly ReadHistory[]> {
  const read: ReadHistory[] = [];
  for await (const { workflowId, runId, type } of temporal.workflow.list()) {
    const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    const found = { texts: [] as string[], encodings: [] as string[] };
    walk(history, found);
    read.push({ id: workflowId, type, ...found });
  }
  return read;
}

function walk(value: unknown, found: { readonly texts: string[]; readonly encodings: string[] }): void {
  if (typeof value === 'string') found.texts.push(value);
  else if (value instanceof Uint8Array) found.texts.push(Buffer.from(value).toString('utf8'));
  else if (Array.isArray(value)) for (const one of value) walk(one, found);
  else if (typeof value === 'object' && value !== null) {
    const { metadata } = value as { readonly metadata?: Readonly<Record<string, Uint8Array>> };
    if (metadata?.['encoding'] !== undefined) found.encodings.push(Buffer.from(metadata['encoding']).toString());
    for (const [name, one] of Object.entries(value)) {
      if (name !== 'searchAttributes' && name !== 'upsertWorkflowSearchAttributesEventAttributes') walk(one, found);
    }
  }
}
