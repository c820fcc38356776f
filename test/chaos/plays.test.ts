import { commandOf, firstSeedOf, isSamePlay, leftToPlay, playOf } from './plays';
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

  it('is left to play where it has not been seen to pass, and the next run begins with the first seed that was seen', () => {
    const plays = [7, 8, 9].map((seed) => playOf(rowOf(true), seed, ASKED));
    const [seen, failed] = plays.map((play, index) => ({ ...play, passed: index === 0, seen: '', seconds: 1 }));
    if (seen === undefined || failed === undefined) throw new Error('There are two');
    const longer = { ...seen, awayMs: 60_000 };

    expect(leftToPlay(plays, [])).toEqual(plays);
    expect(leftToPlay(plays, [failed, seen])).toEqual(plays.slice(1));
    expect(leftToPlay(plays, [longer])).toEqual(plays);
    expect(firstSeedOf([failed, seen])).toBe(7);
    expect(firstSeedOf([])).toBeNull();
  });
});
