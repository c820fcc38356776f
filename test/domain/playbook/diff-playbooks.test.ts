import fc from 'fast-check';
import { diffPlaybooks } from '../../../domain/playbook/diff-playbooks';
import { ANY_NAMES } from '../../../domain/playbook/known-names';
import { parsePlaybook } from '../../../domain/playbook/parse-playbook';
import type { Playbook } from '../../../domain/types';
import { arbitraryPlaybook } from './arbitrary-playbook';

const playbook = (head: string, steps: readonly string[]): Playbook =>
  parsePlaybook(`playbook: test\n${head}\nsteps:\n${steps.map((step) => `  - { ${step} }\n`).join('')}`, ANY_NAMES)
    .playbook!;

const A = 'id: a, at: due, do: email, template: t';
const B = 'id: b, at: due + 3d, do: sms, template: t';
const C = 'id: c, at: due + 9d, do: hold-credit';
const D = 'id: d, at: due + 12d, do: escalate, ladder: standard';

describe('the difference between two versions of a playbook', () => {
  it('names each field that changed, by step, as it is written', () => {
    const before = playbook('sendAt: "10:00"', [A, B, C]);
    const after = playbook('sendAt: "09:30"\npriority: 5', [
      A,
      'id: b, at: due + 4d, do: sms, template: t, when: { customer.segment: smb }',
      D,
    ]);
    expect(diffPlaybooks(before, after)).toMatchObject([
      { kind: 'changed', step: null, field: 'priority', before: null, after: 5 },
      { kind: 'changed', step: null, field: 'sendAt', before: null, after: '09:30' },
      { kind: 'changed', step: 'b', field: 'at', before: 'due + 3d', after: 'due + 4d' },
      { kind: 'changed', step: 'b', field: 'when', before: null, after: { 'customer.segment': 'smb' } },
      { kind: 'added', step: 'd', field: null, before: null, after: { id: 'd', ladder: 'standard' } },
      { kind: 'removed', step: 'c', field: null, before: { id: 'c', at: 'due + 9d' }, after: null },
    ]);
    expect(diffPlaybooks(before, after).map(({ text }) => text.en)).toEqual([
      'The playbook changes priority from default to 5',
      'The playbook changes sendAt from default to "09:30"',
      'Step "b" changes at from "due + 3d" to "due + 4d"',
      'Step "b" changes when from default to {"customer.segment":"smb"}',
      'Step "d" is new',
      'Step "c" is gone',
    ]);
  });

  it('is one change where one step moves', () => {
    expect(diffPlaybooks(playbook('', [A, B, C, D]), playbook('', [D, A, B, C]))).toMatchObject([
      { kind: 'moved', step: 'd', before: 4, after: 1, text: { en: 'Step "d" moves from place 4 to 1' } },
    ]);
  });

  it('is no move where steps come or go around one', () => {
    const kinds = diffPlaybooks(playbook('', [A, B, C]), playbook('', [B, D, C])).map(({ kind, step }) => [kind, step]);
    expect(kinds).toEqual([
      ['added', 'd'],
      ['removed', 'a'],
    ]);
  });

  it('is empty for a playbook and itself, and only then', () => {
    fc.assert(
      fc.property(arbitraryPlaybook, arbitraryPlaybook, (one, other) => {
        expect(diffPlaybooks(one, one)).toEqual([]);
        expect(diffPlaybooks(one, other)).not.toEqual([]);
      }),
    );
  });

  it('brings in and takes out each step once', () => {
    fc.assert(
      fc.property(arbitraryPlaybook, arbitraryPlaybook, (before, after) => {
        const changes = diffPlaybooks(before, after);
        const ids = (kind: string): unknown[] =>
          changes.filter((change) => change.kind === kind).map(({ step }) => step);
        const had = new Set(before.steps.map(({ id }) => id));
        const has = new Set(after.steps.map(({ id }) => id));
        expect(ids('added')).toEqual(after.steps.map(({ id }) => id).filter((id) => !had.has(id)));
        expect(ids('removed')).toEqual(before.steps.map(({ id }) => id).filter((id) => !has.has(id)));
      }),
    );
  });
});
