import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { ownQueueOf } from './own-queue';

/** A process with the smallest worker there can be: the slots of the product's, and nothing behind them. */
async function main(): Promise<void> {
  const { TEMPORAL_ADDRESS: address = '', FLOOR_QUEUE: taskQueue = '' } = process.env;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const common = {
    connection: await NativeConnection.connect({ address, grpcCompression: { codec: 'none' } }),
    activities: { nothing: async () => undefined },
    maxConcurrentActivityTaskExecutions: 40,
  };
  const workers = [
    await Worker.create({
      ...common,
      taskQueue,
      workflowsPath: require.resolve('./floor-workflows'),
      maxConcurrentWorkflowTaskExecutions: 40,
    }),
    await Worker.create({ ...common, taskQueue: ownQueueOf(taskQueue) }),
  ];
  process.stdout.write('ready\n');
  await Promise.all(workers.map((worker) => worker.run()));
}

void main();
