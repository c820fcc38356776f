import { isStorable } from '../../domain/text/storable-text';
import { isUuid } from '../contract/fields';

type IdType = 'uuid' | 'bigint';
type ColumnType = 'text' | 'instant' | 'number' | IdType;

/** One way to order a list: a column and its direction; the ID breaks ties, so that pages never overlap. */
export type Order = {
  readonly column: string;
  readonly type: ColumnType;
  readonly direction: 'asc' | 'desc';
  /** Type of the list's IDs. Default `uuid`. */
  readonly id?: IdType;
  /** Whether the column can be null; nulls come last in both directions. */
  readonly nullable?: boolean;
};

/** The `sort` words of a list and what each means; the word itself goes into the cursor. */
export type Orders = Readonly<Record<string, Order>>;

/** The orders by these columns, up (`name`) and down (`-name`). */
export function bothWays(columns: Readonly<Record<string, ColumnType>>): Orders {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([column, type]): [string, Order][] => [
      [column, { column, type, direction: 'asc' }],
      [`-${column}`, { column, type, direction: 'desc' }],
    ]),
  );
}

export type PageRequest = { readonly sort: string; readonly limit: number; readonly cursor?: string | undefined };
export type Page<T> = { readonly items: T[]; readonly next: string | null };

/** The cursor was made by another list, another order, or not by us. */
export class CursorFault extends Error {}

type Part = string | number | null;
/** What the last row of the page before had in the order's column, and its ID. */
export type Position = { readonly value: unknown; readonly id: unknown };

/** What one page is read by. */
export type Wanted = {
  readonly after: object;
  readonly orderBy: object[];
  readonly take: number;
  /** What `after` and `orderBy` are made of, for a query that is written in SQL. */
  readonly order: Order;
  readonly position: Position | null;
};

/**
 * Reads one page by keyset: the rows after the cursor's, in the order asked for. Rows that come or go while a caller
 * pages make no other row appear twice or stay away.
 * @param find gets what to put beside the list's own conditions (with `AND`), the order and how many rows to take
 * @throws CursorFault
 */
export async function readPage<Row extends { readonly id: string | bigint }>(
  orders: Orders,
  request: PageRequest,
  find: (by: Wanted) => Promise<Row[]>,
): Promise<Page<Row>> {
  const order = orders[request.sort];
  if (order === undefined) throw new CursorFault();
  const { column, direction } = order;
  const position = request.cursor === undefined ? null : decode(request.cursor, request.sort, order);
  const byColumn = order.nullable === true ? { sort: direction, nulls: 'last' } : direction;
  const rows = await find({
    after: position === null ? {} : beyond(order, position),
    orderBy: column === 'id' ? [{ id: direction }] : [{ [column]: byColumn }, { id: direction }],
    take: request.limit + 1,
    order,
    position,
  });
  const items = rows.slice(0, request.limit);
  const last = items.at(-1);
  if (rows.length <= request.limit || last === undefined) return { items, next: null };
  return { items, next: encode(request.sort, (last as Record<string, unknown>)[column], last.id) };
}

function beyond({ column, direction, nullable }: Order, { value, id }: Position): object {
  const than = direction === 'asc' ? 'gt' : 'lt';
  if (column === 'id') return { id: { [than]: id } };
  const tie = { [column]: value, id: { [than]: id } };
  if (value === null) return tie;
  const further = { [column]: { [than]: value } };
  return { OR: nullable === true ? [further, tie, { [column]: null }] : [further, tie] };
}

function encode(sort: string, value: unknown, id: string | bigint): string {
  const parts: Part[] = [sort, plain(value), plain(id)];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function plain(value: unknown): Part {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function decode(cursor: string, sort: string, order: Order): Position {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new CursorFault();
  }
  if (!Array.isArray(parts) || parts.length !== 3 || parts[0] !== sort) throw new CursorFault();
  const [, value, id] = parts as unknown[];
  const isNull = value === null && order.nullable === true;
  return { value: isNull ? null : typed(value, order.type), id: typed(id, order.id ?? 'uuid') };
}

/** What an integer column holds. */
const MAX_INT = 2 ** 31 - 1;
/** As `encode` writes instants, of years that PostgreSQL reads: its years have four digits, and none is 0. */
const INSTANT = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Only what the column can hold, so that a cursor made by hand is a fault and no failed query. */
function typed(value: unknown, type: ColumnType): unknown {
  switch (type) {
    case 'number':
      if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MAX_INT) return value;
      break;
    case 'text':
      if (typeof value === 'string' && isStorable(value)) return value;
      break;
    case 'uuid':
      if (typeof value === 'string' && isUuid(value)) return value;
      break;
    case 'bigint':
      if (typeof value === 'string' && /^\d{1,18}$/.test(value)) return BigInt(value);
      break;
    case 'instant': {
      const at = typeof value === 'string' && INSTANT.test(value) ? new Date(value) : null;
      if (at !== null && !Number.isNaN(at.getTime())) return at;
      break;
    }
  }
  throw new CursorFault();
}
