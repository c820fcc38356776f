import { parseAssignmentPolicy } from '../../domain/assign/parse-assignment-policy';
import { blocksOf, pairsOf } from './blocks';

const GUIDE = 'docs/operators/assignment.md';

describe(GUIDE, () => {
  it('shows a policy without a fault', () => {
    const [shown] = blocksOf(GUIDE).filter(({ mark, language }) => mark === '' && language === 'yaml');
    const { value, faults } = parseAssignmentPolicy(shown!.text);
    expect(faults).toEqual([]);
    expect(value?.entries.map(({ strategy }) => strategy)).toEqual(['least-loaded', 'best-skill', 'round-robin']);
  });

  it('shows a fault as it is told', () => {
    const [[source, fault]] = pairsOf(GUIDE, 'fault: assignment') as [readonly [string, string]];
    expect(parseAssignmentPolicy(source).faults.map(({ message }) => message)).toEqual([fault]);
  });
});
