/** Mail addresses, and what could be a phone or account number. */
const ADDRESS = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g;
const NUMBER = /\+?\d[\d ()-]{5,}\d/g;

type Told = { readonly name: string; readonly code?: string; readonly message: string | null; readonly stack: string };

/**
 * An error as it may stand in a log: what it is and where it came from. Mail servers and databases quote addresses and
 * values in what they say, so addresses and long numbers are struck out, and of the database's client only the code is kept.
 */
export function harmlessError(thrown: unknown): Told {
  if (!(thrown instanceof Error)) return { name: typeof thrown, message: null, stack: '' };
  const { code } = thrown as { readonly code?: unknown };
  const stack = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: thrown.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: thrown.name.startsWith('Prisma') ? null : struckOut(thrown.message),
    stack: stack.join('\n'),
  };
}

function struckOut(text: string): string {
  return text.replaceAll(ADDRESS, '<address>').replaceAll(NUMBER, '<number>');
}
