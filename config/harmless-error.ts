/** Mail addresses, and what could be a phone or account number. */
const ADDRESS = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g;
const NUMBER = /\+?\d[\d ()-]{5,}\d/g;

type Told = { readonly name: string; readonly code?: string; readonly message: string | null; readonly stack: string };

/**
 * An error as it may stand in a log: what it is and where it came from. Mail servers quote addresses and numbers in what
 * they say, so these are struck out; of the database and of what cannot be read, which quote any value, only the code is kept.
 */
export function harmlessError(thrown: unknown): Told {
  if (!(thrown instanceof Error)) return { name: typeof thrown, message: null, stack: '' };
  const { code } = thrown as { readonly code?: unknown };
  const stack = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: thrown.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: quotesValues(thrown) ? null : struckOut(thrown.message),
    stack: stack.join('\n'),
  };
}

/** Prisma, its adapter, PostgreSQL's own client (whose errors have a severity), and parsers. */
function quotesValues(error: Error): boolean {
  return /^(?:Prisma|DriverAdapter)/.test(error.name) || 'severity' in error || error instanceof SyntaxError;
}

function struckOut(text: string): string {
  return text.replaceAll(ADDRESS, '<address>').replaceAll(NUMBER, '<number>');
}
