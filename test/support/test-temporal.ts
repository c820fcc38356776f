import { Connection } from '@temporalio/client';
import { Client as PgClient } from 'pg';
import { stackEnvironment } from './stack-environment';
import { namespaceName, NAMESPACE_SEQUENCE } from './test-stack';

export type TestTemporal = {
  readonly address: string;
  /** Nobody else's: workflow IDs and task queues are free for the file, and the search attributes are there. */
  readonly namespace: string;
};

/** The next namespace that no test file has had. */
export async function createTestNamespace(): Promise<TestTemporal> {
  const { postgresUrl, temporalAddress } = stackEnvironment();
  const client = new PgClient({ connectionString: postgresUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ number: string }>(`SELECT nextval('${NAMESPACE_SEQUENCE}') AS number`);
    return { address: temporalAddress, namespace: namespaceName(Number(rows[0]!.number)) };
  } finally {
    await client.end();
  }
}

async function terminateAll(temporal: TestTemporal): Promise<void> {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const { executions } = await connection.workflowService.listWorkflowExecutions({
      namespace: temporal.namespace,
      query: 'ExecutionStatus = "Running"',
    });
    for (const { execution } of executions) {
      if (!execution) continue;
      // It may have ended since it was listed.
      await connection.workflowService
        .terminateWorkflowExecution({ namespace: temporal.namespace, workflowExecution: execution })
        .catch(() => undefined);
    }
  } finally {
    await connection.close();
  }
}

/**
 * Gives the calling file or `describe` a Temporal namespace of its own. What still runs in it after the last test is
 * terminated, so that it costs the other files nothing.
 */
export function useTestNamespace(): TestTemporal {
  let current: TestTemporal | null = null;
  const get = (): TestTemporal => {
    if (!current) throw new Error('The test namespace is made in beforeAll; use it in a test or a later hook.');
    return current;
  };
  beforeAll(async () => {
    current = await createTestNamespace();
  });
  afterAll(async () => {
    if (current) await terminateAll(current);
  });
  return {
    get address() {
      return get().address;
    },
    get namespace() {
      return get().namespace;
    },
  };
}
