import { existsSync } from 'node:fs';
import path from 'node:path';

function findUp(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error(`No package.json in or above ${__dirname}.`);
  return findUp(parent);
}

/** The folder of package.json: the same from a source file and from its compiled copy in dist/, which lies deeper. */
export const projectRoot = findUp(__dirname);
