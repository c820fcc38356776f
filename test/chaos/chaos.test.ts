import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../prisma/project-root';
import { playOf } from './plays';
import { runRow } from './run-row';
import { ROWS } from './rows';
import { OwnServers } from './support/chaos-servers';
import { endFreeWorkers } from './support/fleet';

jest.setTimeout(600_000);

/** Any: `npm run chaos` takes others. */
const SEED = 1;
/** Smaller herds and shorter absences than in `npm run chaos`. */
const SHORT = { awayMs: 1_000, size: 0.2 };

describe('the table of faults', () => {
  it('gives each row a name of its own, and a scenario or tests that are there', () => {
    expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
    for (const { name, run, proofs, isLong } of ROWS) {
      if (run === null || (isLong ?? false)) expect({ name, proofs: proofs.length }).not.toEqual({ name, proofs: 0 });
      for (const proof of proofs) expect(existsSync(path.join(projectRoot, proof)) ? 'there' : proof).toBe('there');
    }
  });

  it('is told on its page, row by row', () => {
    const page = readFileSync(path.join(projectRoot, 'docs/contributors/faults.md'), 'utf8');
    const cells = page.split('\n').flatMap((line) => line.split('|').slice(2, 3));
    const named = cells.flatMap((cell) => [...cell.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name));
    expect([...new Set(named)].toSorted()).toEqual(ROWS.map(({ name }) => name).toSorted());
  });
});

describe('in its short form', () => {
  let servers: OwnServers;

  beforeAll(async () => {
    servers = await OwnServers.start();
  });
  afterAll(async () => {
    await endFreeWorkers();
    await servers.stop();
  });

  const short = ROWS.filter(({ run, isLong }) => run !== null && isLong !== true);
  it.each(short.map((row) => [row.name, row] as const))('%s: the promises hold', async (_, row) => {
    await runRow(row, servers, playOf(row, SEED, SHORT));
  });
});
