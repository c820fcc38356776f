import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Files for the calling test file, removed after its last test. @returns writes one, and gives its path */
export function useScratchFiles(): (name: string, content: string | Buffer) => string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'perennial-test-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return (name, content) => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
}
