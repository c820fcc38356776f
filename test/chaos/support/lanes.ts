import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../../../prisma/project-root';
import type { Play, Played } from '../plays';
import { OwnServers } from './chaos-servers';

const SCRIPT = path.join(projectRoot, 'dist', 'test', 'chaos', 'lane.js');

type LaneOptions = {
  readonly count: number;
  /** By the machine's clock: nothing is begun after it. */
  readonly untilAt: number;
  readonly onPlayed: (played: Played) => void;
};

/**
 * Plays in `count` processes side by side, since most of a fault is waiting: for a heartbeat that does not come, for an
 * attempt that comes later. They share PostgreSQL and Temporal where nobody stops them.
 */
export async function playInLanes(plays: readonly Play[], { count, untilAt, onPlayed }: LaneOptions): Promise<void> {
  const servers = await OwnServers.start({ isKept: false });
  try {
    const waiting = [...plays];
    const lane = async (): Promise<void> => {
      const child = new Lane();
      for (let play = waiting.shift(); play !== undefined && Date.now() < untilAt; play = waiting.shift()) {
        onPlayed(await child.play(play));
      }
      await child.end();
    };
    await Promise.all(Array.from({ length: Math.min(count, plays.length) }, lane));
  } finally {
    await servers.stop();
  }
}

/** A process that plays one after the other; another takes its place where it dies. */
class Lane {
  private child: ChildProcess | null = null;

  async play(play: Play): Promise<Played> {
    const child = (this.child ??= fork(SCRIPT));
    const started = Date.now();
    return new Promise((resolve) => {
      const onExit = (): void => {
        this.child = null;
        const seconds = (Date.now() - started) / 1_000;
        resolve({ ...play, passed: false, seen: `${play.row} seed ${play.seed}: its process has died`, seconds });
      };
      child.once('exit', onExit);
      child.once('message', (played: Played) => {
        child.off('exit', onExit);
        resolve(played);
      });
      child.send(play);
    });
  }

  async end(): Promise<void> {
    const { child } = this;
    if (child === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    await ended;
  }
}
