import { ANY_NAMES } from '../../domain/playbook/known-names';
import { parseWinBackPolicy } from '../../domain/win-back/parse-win-back-policy';
import { blocksOf, pairsOf } from './blocks';

const GUIDE = 'docs/operators/win-back.md';

describe('win-back policies of the documents', () => {
  it('are taken without a warning', () => {
    const shown = blocksOf(GUIDE).filter(({ mark, language }) => mark === '' && language === 'yaml');
    expect(shown).toHaveLength(1);
    for (const { text } of shown) expect(parseWinBackPolicy(text, ANY_NAMES).faults).toEqual([]);
  });

  it('has the fault that is shown', () => {
    const [[source, fault]] = pairsOf(GUIDE, 'fault: win-back') as [readonly [string, string]];
    expect(parseWinBackPolicy(source, ANY_NAMES).faults.map(({ message }) => message)).toEqual([fault]);
  });
});
