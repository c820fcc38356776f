import { Connection } from '@temporalio/client';
import { connectionOptions } from '../../config/temporal-client';
import { CUSTOMER_ID, EPISODE, RISK_BAND, STAGE } from '../../workflows/search-attributes';
import { taskQueues } from '../../workflows/task-queues';
import { reasonOf } from '../reason-of';
import { checkWorkerVersion } from './check-worker-version';
import { fail, ok, warning, type Finding } from './finding';

export type TemporalSettings = Parameters<typeof connectionOptions>[0] & {
  readonly TEMPORAL_NAMESPACE: string;
  readonly TASK_QUEUE_PREFIX: string;
  readonly WORKER_DEPLOYMENT: string | undefined;
};

const OLDEST = [1, 29] as const;
const CALL_MS = 5_000;
/** Of temporal.api.enums.v1: IndexedValueType KEYWORD, and the kinds of task queues. */
const KEYWORD = 2;
const KINDS = { workflow: 1, activity: 2 } as const;

/** The server, its namespace and search attributes, whether workers serve the queues, and which version of them. */
export async function checkTemporal(settings: TemporalSettings): Promise<readonly Finding[]> {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, TASK_QUEUE_PREFIX: prefix } = settings;
  const { WORKER_DEPLOYMENT: deploymentName } = settings;
  let connection: Connection;
  try {
    connection = await Connection.connect({ ...connectionOptions(settings), connectTimeout: CALL_MS });
  } catch (error) {
    const detail = `${address} does not answer: ${reasonOf(error)}`;
    return [fail('temporal', detail, 'start Temporal, and check TEMPORAL_ADDRESS, TEMPORAL_TLS and TEMPORAL_API_KEY')];
  }
  try {
    return await connection.withDeadline(Date.now() + 4 * CALL_MS, async () => [
      await server(connection, address),
      await namespaceOf(connection, namespace),
      await searchAttributes(connection, namespace),
      ...(await workers(connection, namespace, prefix)),
      ...(deploymentName === undefined
        ? []
        : [
            await checkWorkerVersion(connection, {
              namespace,
              lifecycleQueue: taskQueues(prefix).lifecycle,
              deploymentName,
            }),
          ]),
    ]);
  } finally {
    await connection.close();
  }
}

async function server(connection: Connection, address: string): Promise<Finding> {
  try {
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    const [major = 0, minor = 0] = serverVersion.split('.').map(Number);
    const detail = `server ${serverVersion} at ${address}`;
    const isNewEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
    return isNewEnough ? ok('temporal', detail) : fail('temporal', detail, `use server ${OLDEST.join('.')} or newer`);
  } catch (error) {
    return fail('temporal', reasonOf(error), 'look at the log of the Temporal server');
  }
}

async function namespaceOf(connection: Connection, namespace: string): Promise<Finding> {
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 86_400;
    return ok('namespace', `"${namespace}" keeps closed runs for ${Math.round(days)} days`);
  } catch (error) {
    const mend = `temporal operator namespace create --namespace ${namespace}, or set TEMPORAL_NAMESPACE`;
    return fail('namespace', `"${namespace}": ${reasonOf(error)}`, mend);
  }
}

async function searchAttributes(connection: Connection, namespace: string): Promise<Finding> {
  const wanted = [CUSTOMER_ID, STAGE, EPISODE, RISK_BAND].map(({ name }) => name);
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = wanted.filter((name) => Number(customAttributes[name]) !== KEYWORD);
    if (missing.length === 0) return ok('search attributes', wanted.join(', '));
    const options = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
    const mend = `temporal operator search-attribute create --namespace ${namespace} ${options}`;
    return fail('search attributes', `missing, or not of the type Keyword: ${missing.join(', ')}`, mend);
  } catch (error) {
    // A service that does not let its users list them makes them known in its own way.
    const mend = `see that ${wanted.join(', ')} are there, each of the type Keyword`;
    return warning('search attributes', `cannot be listed: ${reasonOf(error)}`, mend);
  }
}

async function workers(connection: Connection, namespace: string, prefix: string): Promise<readonly Finding[]> {
  const queues = taskQueues(prefix);
  const asked = [
    [queues.lifecycle, 'workflow'],
    [queues.lifecycle, 'activity'],
    [queues.email, 'activity'],
    [queues.sms, 'activity'],
    [queues.clock, 'activity'],
  ] as const;
  const unserved = new Set<string>();
  try {
    for (const [name, kind] of asked) {
      const { pollers } = await connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name },
        taskQueueType: KINDS[kind],
      });
      if (pollers.length === 0) unserved.add(name);
    }
  } catch (error) {
    return [warning('workers', `cannot be looked for: ${reasonOf(error)}`, 'look at the log of the Temporal server')];
  }
  if (unserved.size === 0) return [ok('workers', 'every queue is served')];
  const detail = `nobody serves ${[...unserved].join(', ')}`;
  return [warning('workers', detail, 'start a worker ("node dist/worker/main.js"); what is due waits until then')];
}
