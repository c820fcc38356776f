import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { StageReached, ToldToWorker, ToldByWorker } from './chaos-worker-settings';
import { serveWorld, type Serving } from './serve-world';

/** Asks the process that started this one before a message goes on from a stage; it may answer by killing this one. */
const waiting = new Map<number, () => void>();
let count = 0;
function gate(stage: StageReached['stage'], id: string): Promise<void> {
  return new Promise((resolve) => {
    count += 1;
    waiting.set(count, resolve);
    tell({ number: count, stage, id });
  });
}

function tell(told: ToldByWorker): void {
  process.send?.(told);
}

let serving: Promise<Serving> | null = null;
let isLast = false;

/** Serves one world after the other: a process takes seconds to start. */
async function serve(begun: Promise<Serving>): Promise<void> {
  const { ended } = await begun;
  tell('serving');
  await ended;
  serving = null;
  if (isLast) process.exit(0);
  tell('ended');
}

process.on('message', (told: ToldToWorker) => {
  if (told === 'end') void serving?.then(({ shutdown }) => shutdown());
  else if ('goOn' in told) {
    waiting.get(told.goOn)?.();
    waiting.delete(told.goOn);
  } else {
    serving = serveWorld(told, gate);
    // What it rejects with ends the process, as it ends worker/main.
    void serve(serving);
  }
});
process.once('SIGTERM', () => {
  isLast = true;
  if (serving === null) process.exit(0);
  void serving.then(({ shutdown }) => shutdown());
});
// Nobody is left to answer.
process.once('disconnect', () => process.exit(1));
Runtime.install({ logger: new DefaultLogger('ERROR') });
