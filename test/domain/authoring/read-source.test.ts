import { readSource } from '../../../domain/authoring/read-source';
import { createFaultReport } from '../../../domain/faults';

function faultsOf(source: unknown): readonly string[] {
  const report = createFaultReport();
  const node = readSource(source, report);
  expect(node === null).toBe(report.hasErrors());
  return report.list().map(({ code }) => code);
}

/** Ten lists of ten lists …: 22 lines that stand for 10^levels values. */
function aliasBomb(levels: number): string {
  const lines = ['l0: &l0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'];
  for (let level = 1; level < levels; level++) {
    lines.push(
      `l${level}: &l${level} [${Array(10)
        .fill(`*l${level - 1}`)
        .join(', ')}]`,
    );
  }
  return lines.join('\n');
}

describe('a source that would cost too much', () => {
  it.each([
    ['brackets in brackets', 'a: '.concat('['.repeat(20_000))],
    ['maps in maps', '{a: '.repeat(10_000)],
    ['dashes on one line', '- '.repeat(20_000)],
    ['questions on one line', '? '.repeat(20_000)],
    ['an ever deeper indentation', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['aliases of aliases', aliasBomb(10)],
    ['an anchor that contains itself', '&a [*a, *a]'],
    ['a list of very many', '[1' + ',1'.repeat(30_000) + ']'],
    ['a map of very many keys', Array.from({ length: 20_100 }, (_, index) => `k${index}:`).join('\n')],
    ['a very long text', 'a'.repeat(262_145)],
    ['JSON lists in lists', JSON.parse('['.repeat(1000) + ']'.repeat(1000))],
    ['a JSON list of very many', Array(30_000).fill(0)],
  ])('is refused: %s', (_, source: unknown) => {
    expect(faultsOf(source)).toEqual(['too-big']);
  });

  it('is not what real ones are', () => {
    expect(faultsOf(aliasBomb(3))).toEqual([]);
    expect(faultsOf(`a: ${'['.repeat(60)}${']'.repeat(60)}`)).toEqual([]);
  });
});

describe('a source in YAML', () => {
  it('is YAML 1.2 even where it says 1.1: times and words stay texts', () => {
    const report = createFaultReport();
    expect(readSource('%YAML 1.1\n---\n{ time: 10:00, country: NO, day: 2024-03-08 }', report)).toMatchObject({
      kind: 'map',
      entries: [
        { key: 'time', value: { kind: 'text', value: '10:00' } },
        { key: 'country', value: { kind: 'text', value: 'NO' } },
        { key: 'day', value: { kind: 'text', value: '2024-03-08' } },
      ],
    });
  });

  it('has places: JSON pointers with escapes, lines and columns from 1', () => {
    const report = createFaultReport();
    expect(readSource('a/b:\n  - c~d: 1.50\n', report)).toMatchObject({
      place: { path: '', line: 1, column: 1 },
      entries: [
        {
          keyPlace: { path: '/a~1b', line: 1, column: 1 },
          value: {
            items: [
              {
                entries: [
                  { value: { kind: 'number', written: '1.50', place: { path: '/a~1b/0/c~0d', line: 2, column: 10 } } },
                ],
              },
            ],
          },
        },
      ],
    });
  });

  it.each([
    ['a key that is a list', '? [a, b]\n: c\n', 'A key is a list or map near "[a, b]"; expected a text'],
    ['lines that do not align', 'a:\n    b: 1\n  c: 2\n', 'expected the entries of one map or list in one column'],
    ['a comma too many', '{ a: 1,, b: 2 }', 'The YAML cannot be read near ", b: 2 }"'],
    ['a colon too many', 'title: Net 30: gentle', 'Nested mappings are not allowed'],
    ['a reserved character', 'at: @due', 'The YAML cannot be read near "@due"'],
    ['an anchor on an alias', 'a: &x 1\nb: &y *x\n', 'An alias'],
  ])('is refused with a text of its own for %s', (_, source, text) => {
    const report = createFaultReport();
    expect(readSource(source, report)).toBeNull();
    expect(report.list()[0]?.message).toContain(text);
    expect(report.list()[0]?.line).not.toBeNull();
  });
});
