import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../prisma/project-root';
import type { ChaosWorkerSettings, GoOn, StageReached } from './chaos-worker-settings';

const SCRIPT = path.join(projectRoot, 'dist', 'test', 'chaos', 'support', 'chaos-worker.js');
const KEPT_OUTPUT = 4_000;

export type ChaosWorker = {
  /** `kill -9`. */
  readonly kill: () => void;
  /** Asks it to end, and waits. @returns its exit code, or `null` where a signal ended it */
  readonly terminate: () => Promise<number | null>;
};

/** Decides at a stage of a message: the message goes on when it resolves. */
export type Gate = (reached: StageReached, worker: ChaosWorker) => Promise<void> | void;

/** Worker processes. One that was killed is started again, as a container's keeper would. */
export class Fleet {
  readonly workers: ChaosWorker[] = [];
  gate: Gate = () => undefined;
  kills = 0;
  /** Ends that nobody asked for. */
  crashes = 0;
  private stopping = false;
  private output = '';

  constructor(private readonly settings: ChaosWorkerSettings) {
    if (!existsSync(SCRIPT)) throw new Error(`There is no ${SCRIPT}; "npm run build" makes it`);
  }

  /** What the processes printed last. */
  get printed(): string {
    return this.output;
  }

  add(count = 1): void {
    for (let index = 0; index < count; index += 1) this.start();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.gate = () => undefined;
    await Promise.all([...this.workers].map((worker) => worker.terminate()));
  }

  private start(): void {
    const env = { ...process.env, CHAOS_WORKER: JSON.stringify(this.settings) };
    const child = spawn(process.execPath, [SCRIPT], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const worker: ChaosWorker = {
      kill: () => child.kill('SIGKILL'),
      terminate: async () => {
        child.kill('SIGTERM');
        return ended;
      },
    };
    this.workers.push(worker);
    this.listen(child, worker);
    child.once('exit', (code, signal) => {
      this.workers.splice(this.workers.indexOf(worker), 1);
      if (signal === 'SIGKILL') this.kills += 1;
      else if (code !== 0 && signal !== 'SIGTERM') this.crashes += 1;
      if (!this.stopping && code !== 0) this.start();
    });
  }

  private listen(child: ChildProcess, worker: ChaosWorker): void {
    const keep = (chunk: Buffer): void => {
      this.output = (this.output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('message', (reached: StageReached) => {
      void Promise.resolve(this.gate(reached, worker)).then(() => {
        if (child.connected) child.send({ goOn: reached.number } satisfies GoOn, () => undefined);
      });
    });
  }
}
