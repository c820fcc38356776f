import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../../prisma/project-root';
import { eventually } from '../../workflows/support/eventually';
import type { ChaosWorkerSettings, StageReached, ToldByWorker, ToldToWorker } from './chaos-worker-settings';

const SCRIPT = path.join(projectRoot, 'dist', 'test', 'chaos', 'support', 'chaos-worker.js');
const KEPT_OUTPUT = 4_000;

/** Processes that have served a world to its end, and wait for another: each takes seconds of a processor to start. */
const free: ChildProcess[] = [];

/** To be called when nothing more is played; until then they keep this process alive. */
export async function endFreeWorkers(): Promise<void> {
  await Promise.all(free.splice(0).map((child) => endOf(child, 'SIGTERM')));
}

function takeProcess(): ChildProcess {
  for (let child = free.pop(); child !== undefined; child = free.pop()) if (!hasEnded(child)) return child;
  if (!existsSync(SCRIPT)) throw new Error(`There is no ${SCRIPT}; "npm run build" makes it`);
  return spawn(process.execPath, [SCRIPT], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function endOf(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  if (hasEnded(child)) return child.exitCode;
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill(signal);
  return ended;
}

function tell(child: ChildProcess, told: ToldToWorker): void {
  // It may have died meanwhile, which its exit tells.
  if (child.connected) child.send(told, () => undefined);
}

export type ChaosWorker = {
  /** The server knows its tasks by it. */
  readonly identity: string;
  /** `kill -9`. */
  readonly kill: () => void;
  /** `kill -STOP`: it does nothing more, and its connections stay open. */
  readonly freeze: () => void;
  /** Takes that back. */
  readonly thaw: () => void;
  /** Asks it to end, and waits. @returns its exit code, or `null` where a signal ended it */
  readonly terminate: () => Promise<number | null>;
};

/** Decides at a stage of a message: the message goes on when it resolves. */
export type Gate = (reached: StageReached, worker: ChaosWorker) => Promise<void> | void;

/** Worker processes. One that was killed is started again, as a container's keeper would. */
export class Fleet {
  readonly workers: FleetWorker[] = [];
  gate: Gate = () => undefined;
  kills = 0;
  /** Ends that nobody asked for. */
  crashes = 0;
  private stopping = false;
  private output = '';

  constructor(private readonly settings: ChaosWorkerSettings) {}

  /** What the processes printed last. */
  get printed(): string {
    return this.output;
  }

  add(count = 1): void {
    for (let index = 0; index < count; index += 1) this.start();
  }

  /** Waits until every process takes work: one that has served before does so at once, a new one after seconds. */
  async allServe(withinMs = 60_000): Promise<void> {
    await eventually(async () => {
      if (!this.workers.every(({ isServing }) => isServing)) throw new Error('A worker has not started');
    }, withinMs);
  }

  /** Ends their work in an orderly way; the processes are kept for the next fleet. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.gate = () => undefined;
    await Promise.all(this.workers.splice(0).map((worker) => worker.release()));
  }

  private start(): void {
    const worker: FleetWorker = new FleetWorker(takeProcess(), {
      printed: (text) => {
        this.output = (this.output + text).slice(-KEPT_OUTPUT);
      },
      reached: async (reached) => this.gate(reached, worker),
      exited: (code, signal) => {
        const place = this.workers.indexOf(worker);
        if (place !== -1) this.workers.splice(place, 1);
        if (signal === 'SIGKILL') this.kills += 1;
        else if (code !== 0 && signal !== 'SIGTERM') this.crashes += 1;
        if (!this.stopping && code !== 0) this.start();
      },
    });
    this.workers.push(worker);
    worker.serve(this.settings);
  }
}

type Listening = {
  readonly printed: (text: string) => void;
  readonly reached: (reached: StageReached) => Promise<void>;
  readonly exited: (code: number | null, signal: NodeJS.Signals | null) => void;
};

class FleetWorker implements ChaosWorker {
  isServing = false;
  private onEnded: () => void = () => undefined;

  constructor(
    private readonly child: ChildProcess,
    private readonly listening: Listening,
  ) {
    child.stdout?.on('data', this.print);
    child.stderr?.on('data', this.print);
    child.on('message', this.hear);
    child.once('exit', listening.exited);
  }

  serve(settings: ChaosWorkerSettings): void {
    tell(this.child, settings);
  }

  /** As the SDK makes it. */
  get identity(): string {
    return `${this.child.pid ?? ''}@${hostname()}`;
  }

  readonly kill = (): void => {
    this.child.kill('SIGKILL');
  };

  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  async terminate(): Promise<number | null> {
    return endOf(this.child, 'SIGTERM');
  }

  async release(): Promise<void> {
    const { child, listening } = this;
    // One that has just been started would keep everybody waiting, for nothing.
    if (!this.isServing) {
      await endOf(child, 'SIGKILL');
      return;
    }
    const isThere = await new Promise<boolean>((resolve) => {
      this.onEnded = () => resolve(true);
      child.once('exit', () => resolve(false));
      tell(child, 'end');
    });
    child.stdout?.off('data', this.print);
    child.stderr?.off('data', this.print);
    child.off('message', this.hear);
    child.off('exit', listening.exited);
    if (isThere) free.push(child);
  }

  private readonly print = (chunk: Buffer): void => {
    this.listening.printed(chunk.toString('utf8'));
  };

  private readonly hear = (told: ToldByWorker): void => {
    if (told === 'serving') this.isServing = true;
    else if (told === 'ended') this.onEnded();
    else void this.listening.reached(told).then(() => tell(this.child, { goOn: told.number }));
  };
}
