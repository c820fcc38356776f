import { freePort } from '../../../dev/free-port';
import { startNode, until, type NodeProcess } from './node-process';
import { readMetric } from './prometheus';

export type WorkerProcess = {
  readonly process: NodeProcess;
  /** What the process and the SDK inside it count. */
  readonly metric: (name: string) => Promise<number>;
  readonly sdkMetric: (name: string) => Promise<number>;
  readonly stop: () => Promise<void>;
};

/** Starts the product's worker as it is deployed, and waits until it runs. */
export async function startWorker(env: Readonly<Record<string, string>>): Promise<WorkerProcess> {
  const [port, sdkPort] = [await freePort(), await freePort()];
  const child = startNode('worker/main.js', {
    ...env,
    METRICS_PORT: String(port),
    SDK_METRICS_PORT: String(sdkPort),
  });
  const url = `http://127.0.0.1:${port}`;
  const isUp = async () => ((await fetch(`${url}/healthz`).catch(() => null))?.ok === true ? true : null);
  await until('starting a worker', isUp, { needs: child });
  return {
    process: child,
    metric: (name) => readMetric(`${url}/metrics`, name),
    sdkMetric: (name) => readMetric(`http://127.0.0.1:${sdkPort}/metrics`, name),
    stop: child.stop,
  };
}
