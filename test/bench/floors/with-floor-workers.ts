import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { BenchRun } from '../harness/benchmark';
import { startNode, until } from '../harness/node-process';

/** Runs `work` while bare workers are there, as many as the product has. */
export async function withFloorWorkers<T>(
  { servers, workers }: BenchRun,
  work: (client: Client, taskQueue: string) => Promise<T>,
): Promise<T> {
  const taskQueue = `bench-floor-${randomBytes(4).toString('hex')}`;
  const { temporalAddress } = servers;
  const children = Array.from({ length: workers }, () =>
    startNode('test/bench/floors/floor-worker.js', { TEMPORAL_ADDRESS: temporalAddress, FLOOR_QUEUE: taskQueue }),
  );
  const connection = await Connection.connect({ address: temporalAddress });
  try {
    for (const child of children) {
      const isReady = async () => (child.output().includes('ready') ? true : null);
      await until('starting a bare worker', isReady, { needs: child });
    }
    return await work(new Client({ connection }), taskQueue);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await connection.close();
  }
}
