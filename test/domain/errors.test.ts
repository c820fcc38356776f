import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError, ERRORS, notAccepted } from '../../domain/errors';

type DocumentedError = readonly string[];

function documentedErrors(): ReadonlyMap<string, DocumentedError> {
  const text = readFileSync(join(__dirname, '../../docs/reference/errors.md'), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  return new Map(
    rows.map((row) => {
      const cells = row.split('|').map((cell) => cell.trim());
      return [cells[1]!.replaceAll('`', ''), cells.slice(2, -1)];
    }),
  );
}

describe('the catalogue of errors', () => {
  const documented = documentedErrors();

  it('stands line for line in docs/reference/errors.md', () => {
    expect([...documented.keys()]).toEqual(Object.keys(ERRORS));
  });

  it.each(Object.entries(ERRORS))('is documented as it is for %s', (code, entry) => {
    expect(documented.get(code)).toEqual([
      String(entry.status),
      entry.retryable ? 'yes' : 'no',
      entry.title.en,
      entry.title.zh,
      entry.whatToDo.en,
      entry.whatToDo.zh,
    ]);
  });

  it('calls nothing retryable that the caller has to change', () => {
    const callers = Object.values(ERRORS).filter(({ status }) => [400, 401, 403, 404, 412, 422].includes(status));
    expect(callers.filter(({ retryable }) => retryable)).toEqual([]);
  });
});

describe('a domain error', () => {
  it('points at the one value that is not accepted', () => {
    const error = notAccepted('/amount', { en: 'Given "x"; expected an amount', zh: '给定 "x"；应为金额' });
    expect(error).toBeInstanceOf(DomainError);
    expect(error.code).toBe('validation-failed');
    expect(error.message).toBe('Given "x"; expected an amount');
    expect(error.errors).toEqual([{ pointer: '/amount', detail: error.detail }]);
  });
});
