import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

/** A process with the smallest worker there can be: the slots of the product's, and nothing behind them. */
async function main(): Promise<void> {
  const { TEMPORAL_ADDRESS: address = '', FLOOR_QUEUE: taskQueue = '' } = process.env;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    taskQueue,
    workflowsPath: require.resolve('./floor-workflows'),
    activities: { nothing: async () => undefined },
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentActivityTaskExecutions: 40,
  });
  process.stdout.write('ready\n');
  await worker.run();
}

void main();
