import { commandOf, isSamePlay, playOf } from './plays';
import { ROWS } from './rows';
import { firstSeedOf, leftToPlay } from './results';
import { runRow } from './run-row';
import type { Row } from './scenario';
import { sharedServers } from './support/chaos-servers';

const rowOf = (usesAway: boolean, run: Row['run'] = null): Row => {
  return { name: 'row', fault: 'a fault', expected: 'nothing', run, proofs: [], usesAway };
};
const ASKED = { awayMs: 5_000, size: 0.2 };

describe('a play of a row of the table of faults', () => {
  it('is had again by a command that names all that decides about it', () => {
    expect(commandOf(playOf(rowOf(true), 7, ASKED))).toBe('npm run chaos -- --row row --seed 7 --size 0.2 --away 5');
    expect(commandOf(playOf(rowOf(false), 7, ASKED))).toBe('npm run chaos -- --row row --seed 7 --size 0.2');
  });

  it('tells that command when it fails', async () => {
    const failing = rowOf(true, ({ awayMs }) => Promise.reject(new Error(`away ${awayMs}`)));
    await expect(runRow(failing, sharedServers(), playOf(failing, 7, ASKED))).rejects.toThrow(
      'row fails with seed 7 (npm run chaos -- --row row --seed 7 --size 0.2 --away 5): away 5000',
    );
  });

  it('is another one with another size, and with another absence where the row takes a server away', () => {
    const longer = { ...ASKED, awayMs: 60_000 };
    const larger = { ...ASKED, size: 1 };
    for (const usesAway of [true, false]) {
      const row = rowOf(usesAway);
      const play = playOf(row, 7, ASKED);
      expect(isSamePlay(play, playOf(row, 7, ASKED))).toBe(true);
      expect(isSamePlay(play, playOf(row, 7, longer))).toBe(!usesAway);
      expect(isSamePlay(play, playOf(row, 7, larger))).toBe(false);
      expect(isSamePlay(play, playOf(row, 8, ASKED))).toBe(false);
    }
  });

  it('cannot make a difference by an absence that its row does not declare', async () => {
    const sly = rowOf(false, async ({ awayMs }) => String(awayMs));
    await expect(runRow(sly, sharedServers(), playOf(sly, 7, ASKED))).rejects.toThrow('without "usesAway"');
  });

  it('is left to play under a name that nothing is kept under, and there no seed is the first', () => {
    const plays = ROWS.map((row) => playOf(row, 1, ASKED));
    expect(leftToPlay('no-such-name', plays)).toEqual(plays);
    expect(firstSeedOf('no-such-name')).toBeNull();
  });
});
