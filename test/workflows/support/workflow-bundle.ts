import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../prisma/project-root';
import { buildWorkflowBundle } from '../../../worker/workflow-bundle';

const SOURCES = ['workflows', 'domain'];

/** The bundle of the sources as they are, made once for all test files: webpack takes seconds. */
export async function testWorkflowBundle(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((folder) => filesBelow(path.join(projectRoot, folder))))
    hash.update(readFileSync(file));
  hash.update(readFileSync(path.join(projectRoot, 'package-lock.json')));
  const folder = path.join(projectRoot, '.cache', 'workflow-bundles');
  const file = path.join(folder, `${hash.digest('hex').slice(0, 16)}.js`);
  if (!existsSync(file)) {
    const code = await buildWorkflowBundle(path.join(projectRoot, 'workflows'), quiet);
    mkdirSync(folder, { recursive: true });
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, code);
    renameSync(partial, file);
  }
  return file;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

const nothing = () => undefined;
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
