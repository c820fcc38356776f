// `npm run demo`: Perennial with a story, until Ctrl-C. `npm run demo -- --check`: tries by itself what it offers to try.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../prisma/project-root';
import { checkThings } from './demo/check-things';
import { accessTable, thingsText } from './demo/print-demo';
import { startDemo, type Demo } from './demo/start-demo';
import { nextSignal } from './next-signal';

const say = (line: string): void => {
  process.stderr.write(`perennial: ${line}\n`);
};
const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function show(demo: Demo, dataDir: string, signal: Promise<string>): Promise<void> {
  const { stack, places, things } = demo;
  const { databaseUrl, temporalUiUrl } = stack.services;
  const logDir = path.relative(process.cwd(), path.join(dataDir, 'logs'));
  print('');
  print(accessTable({ places, apiKey: stack.apiKey, temporalUiUrl: temporalUiUrl ?? '', databaseUrl, logDir }));
  print('');
  print(thingsText(things, places, stack.apiKey));
  print('\nCtrl-C stops everything.');
  const broken = await Promise.race([signal.then(() => null), stack.product().broken]);
  if (broken !== null) throw new Error(broken);
}

/** The usual demo keeps its state where the next one finds it; a check leaves nothing behind and disturbs no demo. */
async function run(isCheck: boolean): Promise<void> {
  const signal = nextSignal();
  const dataDir = isCheck ? scratchFolder() : path.join(projectRoot, '.cache', 'demo');
  let demo: Demo | null = null;
  try {
    demo = await startDemo({ dataDir, ports: isCheck ? 'free' : 'usual', log: say });
    if (!isCheck) await show(demo, dataDir, signal);
    else if (!(await Promise.race([checkThings(demo, print), signal.then(() => false)]))) process.exitCode = 1;
  } finally {
    say('stopping …');
    await demo?.stack.stop();
    if (isCheck) rmSync(dataDir, { recursive: true, force: true });
  }
}

function scratchFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'perennial-demo-'));
  // PostgreSQL runs as another user where this process is root.
  chmodSync(folder, 0o755);
  return folder;
}

const [option, ...more] = process.argv.slice(2);
if (more.length > 0 || (option !== undefined && option !== '--check')) {
  say(`"${process.argv.slice(2).join(' ')}" is not known; expected nothing, or --check`);
  process.exitCode = 2;
} else {
  run(option === '--check').catch((error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
