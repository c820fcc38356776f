// npm run check: everything that can be told about the source without running it, two checks at a time.
// A check that fails prints what it found; one that passes prints a line.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const bin = (...parts) => path.join(root, 'node_modules', ...parts);
const { include: folders } = JSON.parse(readFileSync(path.join(root, 'tsconfig.json'), 'utf8'));

// The longest first, so that the two lanes end together.
const checks = [
  ['lint', bin('eslint/bin/eslint.js'), '.'],
  ['layers', bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.js', ...folders],
  ['dead code', bin('knip/bin/knip.js'), '--no-progress', '--no-config-hints'],
  ['format', bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  ['types', bin('@typescript/native/bin/tsc'), '-p', '.', '--noEmit'],
];
const LANES = 2;

function run([name, file, ...args]) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.once('close', (code) => {
      const seconds = ((Date.now() - started) / 1_000).toFixed(1);
      if (code !== 0) process.stdout.write(Buffer.concat(output));
      console.log(`check: ${name} ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)`);
      resolve(code === 0);
    });
  });
}

const queue = [...checks];
const passed = [];
async function lane() {
  for (let check = queue.shift(); check; check = queue.shift()) passed.push(await run(check));
}
await Promise.all(Array.from({ length: LANES }, lane));
process.exitCode = passed.every(Boolean) ? 0 : 1;
