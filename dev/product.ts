import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { projectRoot } from '../prisma/project-root';
import { freePort } from './free-port';
import { startGuarded } from './guarded-process';
import type { GuardedProcess } from './guarded-process';

export type ProductOptions = {
  /** Settings of the API and the worker. */
  readonly env: Readonly<Record<string, string>>;
  readonly apiPort: number;
  /** `api.log` and `worker.log` are written here, each from its beginning. */
  readonly logDir: string;
};

export type Product = {
  /** Resolves, with what it printed last, when the API or the worker has ended without being asked to. */
  readonly broken: Promise<string>;
  readonly metricsUrl: string;
  readonly stop: () => Promise<void>;
};

const READY_WITHIN_MS = 120_000;
// A worker finishes what it is at; what is left after this is taken up by the next one.
const STOP_WITHIN_MS = 15_000;

/** Starts the API and one worker as processes of their own, and waits until both are ready. */
export async function startProduct({ env, apiPort, logDir }: ProductOptions): Promise<Product> {
  mkdirSync(logDir, { recursive: true });
  const metricsPort = await freePort();
  const start = (part: 'api' | 'worker', own: Readonly<Record<string, string>>): GuardedProcess => {
    const child = startGuarded({
      command: process.execPath,
      args: [path.join(projectRoot, 'dist', part, 'main.js')],
      env: { ...env, ...own },
      stopSignal: 'TERM',
      stopTimeoutMs: STOP_WITHIN_MS,
    });
    const log = createWriteStream(path.join(logDir, `${part}.log`));
    child.onOutput((text) => log.write(text));
    void child.ended.then(() => log.end());
    return child;
  };
  const api = start('api', { API_HOST: '127.0.0.1', API_PORT: String(apiPort) });
  const worker = start('worker', { METRICS_PORT: String(metricsPort) });
  const state = { stopping: false };
  const broken = new Promise<string>((resolve) => {
    for (const [name, child] of [
      ['API', api],
      ['worker', worker],
    ] as const) {
      void child.ended.then((code) => {
        if (!state.stopping) resolve(`The ${name} ended (exit ${code}):\n${child.output()}`);
      });
    }
  });
  const stop = async (): Promise<void> => {
    state.stopping = true;
    await Promise.all([api.stop(), worker.stop()]);
  };
  try {
    const ready = Promise.all([
      answers(`http://127.0.0.1:${apiPort}/readyz`),
      answers(`http://127.0.0.1:${metricsPort}/healthz`),
    ]);
    await Promise.race([
      ready,
      broken.then((what) => {
        throw new Error(what);
      }),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { broken, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`, stop };
}

async function answers(url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok === true) return;
    await delay(50);
  }
  throw new Error(`${url} does not answer within ${READY_WITHIN_MS / 1_000} s`);
}
