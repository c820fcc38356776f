import { createHash } from 'node:crypto';
import { Prisma } from './generated/client';

const MARK = '/* prepared */';

/**
 * Begins a statement that PostgreSQL parses and plans once for each connection, and from then on knows by its name. For
 * what runs with every touch: planning a large statement takes longer than running it.
 *
 * Such a statement names the columns that it gives, because a connection refuses one whose columns a later migration has
 * changed; and its text does not depend on its values, or a connection remembers without end.
 */
export const PREPARED = Prisma.raw(MARK);

const names = new Map<string, string>();

/** The name of a statement that begins with `PREPARED`; that of any other is empty, so that it is not remembered. */
export function preparedName(sql: string): string {
  if (!sql.startsWith(MARK)) return '';
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `p${createHash('sha1').update(sql).digest('hex')}`;
  names.set(sql, name);
  return name;
}
