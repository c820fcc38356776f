import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { putNextPart } from '../facts/write/outbox-waves';
import { Prisma, type PrismaClient } from '../prisma/generated/client';
import { collectionsWorkflowId, customerWorkflowId } from '../workflows/ids';
import { factsChangedSignal } from '../workflows/messages';
import { startAttributes } from '../workflows/search-attributes';

export type RelayDeps = {
  readonly db: PrismaClient;
  readonly temporal: Client;
  /** Where lifecycles are started. */
  readonly lifecycleQueue: string;
  readonly observer: RelayObserver;
};

export interface RelayObserver {
  signalled(customers: number): void;
  failed(customerId: string, error: unknown): void;
}

/** Customers in one transaction. Their rows stay locked while Temporal is told, so it bounds how long. */
const BATCH = 100;
/** After which a call counts as failed and is tried again later. */
const CALL_MS = 5_000;
const LONGEST_PAUSE_S = 60;

type Pending = {
  readonly customerId: string;
  /** Unsent events of the customer, all that were committed when they were read. */
  readonly ids: readonly bigint[];
  readonly attempts: number;
};

/**
 * Tells workflows that facts have changed: at least once, and for one customer never by two relays at once. Events that
 * wait together are one signal, since a signal only says that there is something to read; it carries the last one's ID.
 */
export class OutboxRelay {
  constructor(private readonly deps: RelayDeps) {}

  /** Relays what is due, one batch. @returns how many customers were told */
  async relayBatch(): Promise<number> {
    return this.relay(Prisma.sql`
      SELECT o."id", o."customerId" FROM "Outbox" o
      WHERE o."sentAt" IS NULL AND (o."notBeforeAt" IS NULL OR o."notBeforeAt" <= now())
        -- The oldest unsent event stands for its customer: who has it locked has the customer.
        AND NOT EXISTS (
          SELECT 1 FROM "Outbox" p WHERE p."customerId" = o."customerId" AND p."id" < o."id" AND p."sentAt" IS NULL)
      ORDER BY o."id" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`);
  }

  /** Puts a part of what concerns many customers where the next batch finds it. @returns how many customers */
  putNextPart(): Promise<number> {
    return putNextPart(this.deps.db);
  }

  /** Relays what waits for one customer, and waits for another relay that is at it. For the advance of a test clock. */
  async relayCustomer(customerId: string): Promise<void> {
    await this.relay(Prisma.sql`
      SELECT o."id", o."customerId" FROM "Outbox" o
      WHERE o."sentAt" IS NULL AND o."customerId" = ${customerId}::uuid ORDER BY o."id" FOR UPDATE`);
  }

  private async relay(locked: Prisma.Sql): Promise<number> {
    const work = async (tx: Prisma.TransactionClient): Promise<number> => {
      const heads = await tx.$queryRaw<{ customerId: string }[]>(locked);
      if (heads.length === 0) return 0;
      const customerIds = [...new Set(heads.map((head) => head.customerId))];
      const pending = await tx.$queryRaw<Pending[]>(Prisma.sql`
        SELECT "customerId", array_agg("id" ORDER BY "id") AS "ids", max("attempts") AS "attempts" FROM "Outbox"
        WHERE "sentAt" IS NULL AND "customerId" = ANY(${customerIds}::uuid[]) GROUP BY "customerId"`);
      const episodes = await tx.$queryRaw<RunningEpisode[]>(Prisma.sql`
        SELECT "id", "customerId", "workflowId" FROM "Episode"
        WHERE "customerId" = ANY(${customerIds}::uuid[]) AND "status" = 'running' AND "kind" <> 'lifecycle'`);
      const results = await Promise.all(
        pending.map((customer) =>
          this.tell(
            customer,
            episodes.filter(({ customerId }) => customerId === customer.customerId),
          ),
        ),
      );
      const sent = pending.filter((_, index) => results[index] === null);
      await markSent(tx, sent);
      for (const [index, error] of results.entries()) {
        const failed = pending[index];
        if (error !== null && failed !== undefined) await postpone(tx, failed, error);
      }
      this.deps.observer.signalled(sent.length);
      return sent.length;
    };
    return this.deps.db.$transaction(work);
  }

  /**
   * Tells the customer's running episodes, and then the lifecycle, which is started where it is not running. Collections
   * is told whether it is said to run or not: its first plan reads without a lock, so that a fact may come between what
   * the plan has read and the row that says that it runs.
   * @returns what went wrong, or `null`
   */
  private async tell({ customerId, ids }: Pending, episodes: readonly RunningEpisode[]): Promise<Error | null> {
    const { temporal, observer } = this.deps;
    const eventId = String(ids.at(-1) ?? '');
    try {
      await temporal.withDeadline(Date.now() + CALL_MS, async () => {
        const collections = collectionsWorkflowId(customerId);
        const isSaidToCollect = episodes.some(({ workflowId }) => workflowId === collections);
        const isThere = await Promise.all(episodes.map(({ workflowId }) => this.signal(workflowId, eventId)));
        if (!isSaidToCollect) await this.signal(collections, eventId);
        await this.askAgain(episodes.filter((_, index) => isThere[index] === false));
        await this.signalLifecycle(customerId, eventId);
      });
      return null;
    } catch (error) {
      observer.failed(customerId, error);
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /**
   * An episode that is said to run and whose workflow is not there has lost it: Temporal lost its data, or somebody ended
   * it by hand. The lifecycle, which hears of the same event, starts it again. Committed by itself, before it is told.
   */
  private async askAgain(lost: readonly RunningEpisode[]): Promise<void> {
    if (lost.length === 0) return;
    await this.deps.db.$executeRaw(Prisma.sql`
      UPDATE "Episode" SET "status" = CASE "kind" WHEN 'collections' THEN 'closed' ELSE 'requested' END, "nextAt" = NULL
      WHERE "id" = ANY(${lost.map(({ id }) => id)}::uuid[]) AND "status" = 'running'`);
  }

  /** @returns false where no such workflow is running */
  private async signal(workflowId: string, eventId: string): Promise<boolean> {
    try {
      await this.deps.temporal.workflow.getHandle(workflowId).signal(factsChangedSignal, { eventId });
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  private async signalLifecycle(customerId: string, eventId: string): Promise<void> {
    await this.deps.temporal.workflow.signalWithStart('customerLifecycle', {
      workflowId: customerWorkflowId(customerId),
      taskQueue: this.deps.lifecycleQueue,
      args: [{ customerId }],
      signal: factsChangedSignal,
      signalArgs: [{ eventId }],
      typedSearchAttributes: startAttributes(customerId, 'lifecycle'),
      staticSummary: 'The whole course of one customer',
    });
  }
}

type RunningEpisode = { readonly id: string; readonly customerId: string; readonly workflowId: string };

async function markSent(tx: Prisma.TransactionClient, sent: readonly Pending[]): Promise<void> {
  const ids = sent.flatMap((customer) => customer.ids);
  if (ids.length === 0) return;
  await tx.$executeRaw(Prisma.sql`UPDATE "Outbox" SET "sentAt" = now() WHERE "id" = ANY(${ids}::bigint[])`);
}

async function postpone(tx: Prisma.TransactionClient, { ids, attempts }: Pending, error: Error): Promise<void> {
  const seconds = Math.min(2 ** Math.min(attempts, 10), LONGEST_PAUSE_S);
  await tx.$executeRaw(Prisma.sql`
    UPDATE "Outbox" SET "attempts" = "attempts" + 1, "lastError" = ${error.name},
      "notBeforeAt" = now() + make_interval(secs => ${seconds}::double precision)
    WHERE "id" = ANY(${[...ids]}::bigint[])`);
}
