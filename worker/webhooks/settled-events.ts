import { Prisma, type PrismaClient } from '../../prisma/generated/client';

type Seen = { readonly upTo: bigint | null; readonly writers: readonly string[] };

/**
 * Tells up to which ID the timeline is settled: no entry with a smaller or equal ID can still appear.
 *
 * IDs come from a sequence when a row is inserted and rows appear when their transaction commits, so a smaller ID can
 * appear after a larger one, and who remembers the largest seen would never see it. But a transaction that inserts
 * takes a lock on the table first and keeps it to its end. So: whoever took an ID up to the largest one that is visible
 * now either has ended, or is among those that hold the lock now. When all of these have ended, everything up to that ID
 * is visible. Writers that come later take larger IDs; nobody waits for them, and no writer waits for us.
 */
export class SettledEvents {
  private settledUpTo = 0n;
  private pending: { readonly upTo: bigint; readonly writers: ReadonlySet<string> } | null = null;

  constructor(private readonly db: PrismaClient) {}

  /** Whether entries are there that wait for a writer to end. */
  get isSettling(): boolean {
    return this.pending !== null;
  }

  /** Looks once. @returns the largest settled ID; 0 where none is */
  async upTo(): Promise<bigint> {
    // The snapshot is taken before the locks are listed, as the argument above needs.
    const [seen] = await this.db.$queryRaw<Seen[]>(Prisma.sql`
      SELECT (SELECT max("id") FROM "TimelineEvent") AS "upTo",
        ARRAY(
          SELECT DISTINCT l.virtualtransaction FROM pg_locks l
          WHERE l.locktype = 'relation' AND l.relation = '"TimelineEvent"'::regclass AND l.mode = 'RowExclusiveLock'
            AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        ) AS "writers"`);
    const { upTo, writers } = seen ?? { upTo: null, writers: [] };
    const stillThere = writers.some((writer) => this.pending?.writers.has(writer) === true);
    if (this.pending !== null && !stillThere) {
      this.settledUpTo = this.pending.upTo;
      this.pending = null;
    }
    if (upTo === null || upTo <= this.settledUpTo || this.pending !== null) return this.settledUpTo;
    if (writers.length === 0) this.settledUpTo = upTo;
    else this.pending = { upTo, writers: new Set(writers) };
    return this.settledUpTo;
  }
}
