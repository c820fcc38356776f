import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../prisma/project-root';

const counts = {
  numPassedTests: 12,
  numFailedTests: 0,
  numPendingTests: 2,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 0,
  success: true,
};

function lastLine(result: object | null): { readonly line: string; readonly status: number | null } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'perennial-test-'));
  const file = path.join(folder, 'result.json');
  if (result) writeFileSync(file, JSON.stringify(result));
  const script = path.join(projectRoot, 'dev', 'count-tests.mjs');
  const { stdout, status } = spawnSync(process.execPath, [script, file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return { line: stdout.trim(), status };
}

it.each([
  ['all passed', counts, '12 passed, 0 failed, 3 skipped', 0],
  ['one failed', { ...counts, numFailedTests: 1, success: false }, '12 passed, 1 failed, 3 skipped', 1],
  [
    'a file does not load',
    { ...counts, numRuntimeErrorTestSuites: 1, success: false },
    '12 passed, 1 failed, 3 skipped',
    1,
  ],
  ['none ran', { ...counts, numPassedTests: 0 }, '0 passed, 0 failed, 3 skipped', 1],
  ['Jest was not reached', null, '0 passed, 0 failed, 0 skipped', 1],
])('tells CI the counts when %s', (_case, result, line, status) => {
  expect(lastLine(result)).toEqual({ line, status });
});
