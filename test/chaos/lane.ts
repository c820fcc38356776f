import type { Play, Played } from './plays';
import { runRow } from './run-row';
import { ROWS } from './rows';
import { OwnServers, sharedServers, type ChaosServers } from './support/chaos-servers';
import { endFreeWorkers } from './support/fleet';

const shared = sharedServers();
let own: Promise<OwnServers> | null = null;

async function serversFor(stopsServers: boolean): Promise<ChaosServers> {
  if (!stopsServers) return shared;
  own ??= OwnServers.start();
  return own;
}

async function play(asked: Play): Promise<Played> {
  const row = ROWS.find(({ name }) => name === asked.row);
  if (row === undefined) throw new Error(`There is no row ${asked.row}`);
  const servers = await serversFor(row.stopsServers ?? false);
  servers.use();
  const started = Date.now();
  const about = (passed: boolean, seen: string): Played => {
    return { ...asked, passed, seen, seconds: (Date.now() - started) / 1_000 };
  };
  return runRow(row, servers, asked).then(
    (seen) => about(true, seen),
    (error: unknown) => about(false, error instanceof Error ? error.message : String(error)),
  );
}

process.on('message', (asked: Play) => {
  void play(asked).then((played) => process.send?.(played));
});
process.once('disconnect', () => {
  void endFreeWorkers()
    .then(() => own)
    .then((servers) => servers?.stop())
    .finally(() => process.exit(0));
});
