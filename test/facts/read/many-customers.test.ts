import { randomUUID } from 'node:crypto';
import { loadDecideInput } from '../../../facts/read/load-decide-input';
import { loadLifecycle } from '../../../facts/read/load-lifecycle';
import type { Hold, Prisma, PrismaClient } from '../../../prisma/generated/client';
import { loadEpisodeContext } from '../../../facts/read/load-episode-context';
import { loadWinBack } from '../../../facts/read/win-back';
import { liftHold } from '../../../facts/write/lift-hold';
import { changeHold, placeHold } from '../../../facts/write/place-hold';
import { createGroup } from '../../../facts/write/staff';
import { CTX, fresh, givenCustomer, givenInvoice, NOW, useDatabase } from '../facts-bench';

const database = useDatabase();

/** Enough that PostgreSQL looks rows up wherever it can. */
const OTHERS = 20_000;

/** Other customers with all that one has whose invoice was reminded of, held and released. */
async function givenOthers(prisma: PrismaClient): Promise<void> {
  const parts = [
    `CREATE UNLOGGED TABLE others AS SELECT n, gen_random_uuid() AS c, gen_random_uuid() AS i, gen_random_uuid() AS d,
       gen_random_uuid() AS t, gen_random_uuid() AS p, gen_random_uuid() AS e
     FROM generate_series(1, ${OTHERS}) n`,
    `INSERT INTO "Customer" ("id", "externalId", "name", "zone", "updatedAt")
     SELECT c, 'other-' || n, 'Other', 'UTC', now() FROM others`,
    `INSERT INTO "ContactPoint" ("id", "customerId", "channel", "address", "updatedAt")
     SELECT p, c, 'email', n || '@example.com', now() FROM others`,
    `WITH put AS (
       INSERT INTO "Invoice" ("id", "customerId", "number", "issuedOn", "currency", "amountMinor", "arrivedAt", "updatedAt")
       SELECT i, c, 'other-' || n, '2024-01-01', 'USD', 100, now(), now() FROM others)
     INSERT INTO "DueItem" ("id", "invoiceId", "dueOn", "amountMinor") SELECT d, i, '2024-02-01', 100 FROM others`,
    `INSERT INTO "Hold" ("id", "customerId", "invoiceId", "reason", "fromAt", "endedAt", "placedBy")
     SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN c END, CASE WHEN n % 2 = 1 THEN i END, 'dispute', now(),
       CASE WHEN n % 3 > 0 THEN now() END, 'staff:ada' FROM others`,
    `INSERT INTO "Episode" ("id", "customerId", "kind", "startedAt", "workflowId", "status")
     SELECT gen_random_uuid(), c, k.kind, now(), 'w', 'closed'
     FROM others, (VALUES ('onboarding'::"EpisodeKind"), ('collections')) AS k (kind)`,
    `INSERT INTO "Assignment" ("id", "customerId", "episodeId", "queue", "status", "offeredAt")
     SELECT gen_random_uuid(), c, e, 'q', 'accepted', now() FROM others`,
    `INSERT INTO "Touch" ("id", "customerId", "episode", "action", "status", "at", "reason", "workflowId", "runId")
     SELECT t, c, 'collections', 'email', 'done', now(), '{}', 'w', 'r' FROM others`,
    `INSERT INTO "TouchItem" ("subjectId", "stepId", "touchId", "customerId", "outcome", "at")
     SELECT d, 'step', t, c, 'done', now() FROM others`,
    `INSERT INTO "Message" ("id", "touchId", "customerId", "contactPointId", "channel", "purpose", "address", "template",
       "templateVersion", "language", "attemptToken", "at", "bodyText")
     SELECT gen_random_uuid(), t, c, p, 'email', 'collections', n || '@example.com', 'due-today', 1, 'en', 't', now(), ''
     FROM others`,
    `DROP TABLE others`,
    `ANALYZE`,
  ];
  for (const part of parts) await prisma.$executeRawUnsafe(part);
}

/** The tables of which `work` reads all rows, one after the other. Those of documents and settings have few. */
async function readWhole(work: (tx: Prisma.TransactionClient) => Promise<unknown>): Promise<readonly string[]> {
  return database.prisma.$transaction(async (tx) => {
    const scans = () =>
      tx.$queryRaw<{ name: string; scans: bigint }[]>`
        SELECT s.relname AS "name", s.seq_scan AS "scans"
        FROM pg_stat_xact_user_tables s JOIN pg_class c ON c.oid = s.relid WHERE c.reltuples >= ${OTHERS}`;
    const before = new Map((await scans()).map((table) => [table.name, table.scans]));
    await work(tx);
    return (await scans()).filter((table) => table.scans > (before.get(table.name) ?? 0n)).map(({ name }) => name);
  });
}

async function givenHeld() {
  const { row: group } = await createGroup(database.prisma, { name: fresh('group') });
  const id = await givenCustomer(database.prisma, { groupId: group.id });
  const invoice = await givenInvoice(database.prisma, id);
  const holds: Hold[] = [];
  for (const scope of [{ customerId: id }, { invoice: { id: invoice.id } }, { groupId: group.id }]) {
    const input = { scope, reason: 'dispute', note: null, until: null } as const;
    holds.push((await placeHold(database.prisma, input, CTX)).row);
  }
  return { id, holds };
}

describe('among many customers', () => {
  beforeAll(() => givenOthers(database.prisma));

  it('sees that a table is read as a whole', async () => {
    expect(await readWhole((tx) => tx.hold.count({ where: { reason: 'none' } }))).toEqual(['Hold']);
  });

  // A statement is planned with its values at first, and without them once it has run often.
  it.each(['force_custom_plan', 'force_generic_plan'])('looks up what reminders are decided on (%s)', async (mode) => {
    const { id, holds } = await givenHeld();
    const whole = await readWhole(async (tx) => {
      await tx.$executeRawUnsafe(`SET LOCAL plan_cache_mode = ${mode}`);
      const { input } = await loadDecideInput(tx, id, { now: NOW, withoutTouchId: randomUUID() });
      expect(input.holds.map((hold) => hold.id).toSorted()).toEqual(holds.map((hold) => hold.id).toSorted());
    });
    expect(whole).toEqual([]);
  });

  it('looks up what the lifecycle and a win-back are decided on', async () => {
    const { id } = await givenHeld();
    const episode = { customerId: id, startedAt: new Date(NOW), workflowId: 'w', status: 'running' };
    await database.prisma.episode.create({ data: { ...episode, kind: 'onboarding' } });
    const { id: episodeId } = await database.prisma.episode.create({ data: { ...episode, kind: 'win_back' } });
    const whole = await readWhole(async (tx) => {
      await loadLifecycle(tx, id, NOW);
      const context = await loadEpisodeContext(tx, { episodeId, now: NOW });
      expect((await loadWinBack(tx, context)).input.facts.disputeHolds).toHaveLength(3);
    });
    expect(whole).toEqual([]);
  });

  it('looks up the customers of a group to place, change and lift a hold on it', async () => {
    const { holds } = await givenHeld();
    const whole = await readWhole(async (tx) => {
      const holdId = holds[2]?.id ?? '';
      await changeHold(tx, { holdId, version: null, changes: { note: 'longer' } }, CTX);
      await liftHold(tx, { holdId, version: null }, CTX);
    });
    expect(whole).toEqual([]);
  });
});
