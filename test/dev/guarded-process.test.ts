import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { startGuarded } from '../../dev/guarded-process';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function untilDead(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(20);
}

/** Prints its process ID, and stays until it is stopped; `onTerm` is what its shell does then. */
const staying = (onTerm: string): readonly string[] => [
  '-c',
  `trap '${onTerm}' TERM; echo $$; while :; do sleep 0.1; done`,
];

const firstLine = (child: ReturnType<typeof startGuarded>): Promise<string> =>
  new Promise((resolve) => {
    child.onOutput((text) => {
      resolve(text.trim());
    });
  });

it('stops a command by its signal, and says how it ended', async () => {
  const child = startGuarded({ command: '/bin/sh', args: staying('exit 7'), stopSignal: 'TERM' });
  const pid = Number(await firstLine(child));
  await child.stop();
  expect(await child.ended).toBe(7);
  expect(isAlive(pid)).toBe(false);
});

it('kills a command that does not stop in time', async () => {
  const child = startGuarded({ command: '/bin/sh', args: staying(':'), stopSignal: 'TERM', stopTimeoutMs: 200 });
  const pid = Number(await firstLine(child));
  await child.stop();
  await untilDead(pid);
});

it('keeps what a command printed that ended by itself', async () => {
  const child = startGuarded({
    command: '/bin/sh',
    args: ['-c', 'echo no such folder >&2; exit 3'],
    stopSignal: 'TERM',
  });
  expect(await child.ended).toBe(3);
  expect(child.output()).toContain('no such folder');
  await child.stop();
});

it('tells of a command that cannot be started', async () => {
  const child = startGuarded({ command: '/no/such/command', args: [], stopSignal: 'TERM' });
  expect(await child.ended).not.toBe(0);
  expect(child.output()).toContain('/no/such/command');
});

it('ends the command when the process that started it is killed', async () => {
  const starter = spawn(
    process.execPath,
    [
      '-e',
      `require('@swc/core').transformFile('dev/guarded-process.ts', { module: { type: 'commonjs' } }).then(({ code }) => {
         const own = { exports: {} };
         new Function('exports', 'require', code)(own.exports, require);
         const child = own.exports.startGuarded({ command: '/bin/sh', args: ['-c', 'echo $$; exec sleep 600'], stopSignal: 'TERM' });
         child.onOutput((text) => process.stdout.write(text));
       })`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [chunk] = (await once(starter.stdout, 'data')) as [Buffer];
  const pid = Number(chunk.toString());
  expect(isAlive(pid)).toBe(true);
  starter.kill('SIGKILL');
  await untilDead(pid);
});
