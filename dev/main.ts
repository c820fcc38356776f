// `npm run dev`: Perennial with the data of the last time, for daily work, until Ctrl-C. Enter "r" to compile and restart
// the API and the worker; services and data stay.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { makeApiKey } from '../api/http/authenticate';
import { projectRoot } from '../prisma/project-root';
import { accessTable } from './demo/print-demo';
import { nextSignal } from './next-signal';
import { startStack, type Stack } from './stack';

const DATA_DIR = path.join(projectRoot, '.cache', 'dev');

const say = (line: string): void => {
  process.stderr.write(`perennial: ${line}\n`);
};

/** The same one every time, so that it may stand in scripts and in the documentation page of the browser. */
function keptApiKey(): string {
  const file = path.join(DATA_DIR, 'api-key');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  mkdirSync(DATA_DIR, { recursive: true });
  const key = makeApiKey().text;
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  return key;
}

function compile(): boolean {
  const { status } = spawnSync(process.execPath, [path.join(projectRoot, 'dev', 'bootstrap.mjs')], {
    stdio: 'inherit',
  });
  return status === 0;
}

async function restart(stack: Stack): Promise<void> {
  if (!compile()) return;
  say('restarting the API and the worker …');
  await stack.restartProduct();
  watch(stack);
  say('restarted');
}

/** Tells when the API or the worker has ended by itself; the next "r" starts it again. */
function watch(stack: Stack): void {
  void stack.product().broken.then((what) => {
    say(`${what}\nEnter r to compile and start again.`);
  });
}

async function main(): Promise<void> {
  const signal = nextSignal();
  const apiKey = keptApiKey();
  const stack = await startStack({
    dataDir: DATA_DIR,
    ports: 'usual',
    durable: true,
    world: 'fake',
    ignoreEnvironment: false,
    apiKey,
    log: say,
  });
  const { services, apiUrl } = stack;
  const places = { API: apiUrl, INBOX: services.inboxUrl ?? '', SMS: services.twilio?.url ?? '' };
  const logDir = path.relative(process.cwd(), path.join(DATA_DIR, 'logs'));
  const temporalUiUrl = services.temporalUiUrl ?? '';
  process.stdout.write(
    `\n${accessTable({ places, apiKey, temporalUiUrl, databaseUrl: services.databaseUrl, logDir })}\n`,
  );
  process.stdout.write('\nEnter r to compile and restart the API and the worker. Ctrl-C stops everything.\n');
  watch(stack);
  const keyboard = createInterface({ input: process.stdin });
  let working = Promise.resolve();
  keyboard.on('line', (line) => {
    if (line.trim() !== 'r') return;
    working = working
      .then(() => restart(stack))
      .catch((error: unknown) => {
        say(error instanceof Error ? error.message : String(error));
      });
  });
  await signal;
  keyboard.close();
  say('stopping …');
  await working;
  await stack.stop();
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
