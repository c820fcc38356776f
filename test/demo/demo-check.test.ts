import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { projectRoot } from '../../prisma/project-root';

const DEMO = path.join(projectRoot, 'dist', 'dev', 'demo.js');
// Seconds on an idle machine; beside the other tests the start alone takes half a minute.
const LONG_MS = 600_000;

describe('npm run demo -- --check', () => {
  let code: number | null = null;
  let output = '';
  let errors = '';

  beforeAll(async () => {
    if (!existsSync(DEMO)) throw new Error(`There is no ${DEMO}; run "npm run build"`);
    const child = spawn(process.execPath, [DEMO, '--check'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    code = await new Promise((resolve) => child.once('close', resolve));
  }, LONG_MS);

  it('does the seven things by itself and ends well', () => {
    const results = output.split('\n').filter((line) => /^(ok|fail) /.test(line));
    expect(results.filter((line) => line.startsWith('fail'))).toEqual([]);
    expect(results.map((line) => line.slice(0, 8))).toEqual([
      'ok    1.',
      'ok    2.',
      'ok    3.',
      'ok    4.',
      'ok    5.',
      'ok    6.',
      'ok    7.',
    ]);
    expect({ code, errors }).toMatchObject({ code: 0 });
  });

  it('leaves no server behind', async () => {
    const ports = [...errors.matchAll(/on port (\d+)/g)].map(([, port]) => Number(port));
    expect(ports).toHaveLength(2);
    for (const port of ports) expect(`${port} ${await isOpen(port)}`).toBe(`${port} false`);
  });

  it('makes the timeline that the README shows', () => {
    const shown = blocksOf('README.md', 'timeline').flatMap((block) => block.trim().split('\n'));
    expect(shown.length).toBeGreaterThan(5);
    const made = output.split('\n').map((line) => line.trim());
    for (const line of shown) expect(made).toContain(line.trim());
  });
});

/** The code blocks of a document under a comment `<!-- NAME -->`. */
function blocksOf(document: string, name: string): string[] {
  const text = readFileSync(path.join(projectRoot, document), 'utf8');
  const marked = new RegExp(`<!-- ${name} -->\\n+\`\`\`\\w*\\n(.*?)\`\`\``, 'gs');
  return [...text.matchAll(marked)].map(([, block]) => block ?? '');
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
