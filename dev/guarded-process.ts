import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

export type GuardedProcessOptions = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** To run as another user; only root may. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What asks the command to stop in an orderly way. */
  readonly stopSignal: 'INT' | 'TERM';
  /** Milliseconds after which a command that does not stop is killed. Default 10,000. */
  readonly stopTimeoutMs?: number;
};

export type GuardedProcess = {
  /** Resolves with the exit code when the command has ended, whoever ended it. */
  readonly ended: Promise<number>;
  /** The last 4,000 characters of what it printed. */
  readonly output: () => string;
  /** Calls `listener` with each piece of output. */
  readonly onOutput: (listener: (text: string) => void) => void;
  readonly stop: () => Promise<void>;
};

// The shell waits for the command, and a reader beside it waits for the end of our pipe: the pipe closes when this
// process stops the command or when it dies in whatever way, `kill -9` included. So no server outlives its starter.
// `read` is a builtin, so the reader leaves no process of its own behind.
const GUARD = `
exec 3<&0
"$@" </dev/null 3<&- &
command=$!
( read -r _ <&3; kill -$STOP_SIGNAL $command ) >/dev/null 2>&1 &
reader=$!
wait $command
code=$?
kill $reader 2>/dev/null
exit $code
`;

const KEPT_OUTPUT = 4_000;

/**
 * Starts a server process that cannot outlive this process. It runs in a session of its own, so that Ctrl+C in a
 * terminal reaches this process alone, which then stops its servers in the right order.
 */
export function startGuarded(options: GuardedProcessOptions): GuardedProcess {
  const child = spawn('/bin/sh', ['-c', GUARD, 'guard', options.command, ...options.args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env, STOP_SIGNAL: options.stopSignal },
    ...options.user,
  });
  let kept = '';
  const listeners: ((text: string) => void)[] = [];
  const take = (chunk: Buffer): void => {
    const text = chunk.toString('utf8');
    kept = (kept + text).slice(-KEPT_OUTPUT);
    for (const listener of listeners) listener(text);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  child.stdin.on('error', () => undefined);

  const ended = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      kept += error.message;
      resolve(127);
    });
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });

  const stop = async (): Promise<void> => {
    if (child.pid === undefined) return;
    child.stdin.end();
    const overdue = new AbortController();
    const inTime = await Promise.race([
      ended.then(() => true),
      delay(options.stopTimeoutMs ?? 10_000, false, { signal: overdue.signal }),
    ]);
    overdue.abort();
    if (inTime) return;
    // The whole group: the shell, the reader and the command.
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  };

  return { ended, output: () => kept, onOutput: (listener) => listeners.push(listener), stop };
}
