import { Client } from 'pg';

export type Statements = {
  /** All that went to PostgreSQL, those that begin and end transactions included. */
  readonly statements: number;
  readonly transactions: number;
};

/** Counts what this process sends to PostgreSQL while `work` runs; nothing else should run beside it. */
export async function countStatements(work: () => Promise<unknown>): Promise<Statements> {
  const prototype = Client.prototype as { query: (...args: unknown[]) => unknown };
  const { query } = prototype;
  let [statements, transactions] = [0, 0];
  prototype.query = function (this: unknown, ...args: unknown[]): unknown {
    const [first] = args;
    const text = typeof first === 'string' ? first : ((first as { readonly text?: string }).text ?? '');
    statements += 1;
    if (/^\s*BEGIN\b/i.test(text)) transactions += 1;
    return query.apply(this, args);
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  return { statements, transactions };
}
