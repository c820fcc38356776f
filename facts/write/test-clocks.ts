import { randomUUID } from 'node:crypto';
import { DomainError, notAccepted, type ErrorItem } from '../../domain/errors';
import { childPath } from '../../domain/faults';
import type { Instant } from '../../domain/types';
import type { ClockAdvance, TestClock } from '../../prisma/generated/client';
import { Prisma } from '../../prisma/generated/client';
import { readFact } from './read-fact';
import { inTransaction, type DbOrTx, type FactContext, type Written } from './transaction';

/**
 * Creates a test clock that stands at `startAt`. Sandbox customers are created on it and never leave it.
 * @returns `unchanged` where a clock of that name and start is there already
 * @throws DomainError `content-conflict` where it starts at another instant
 */
export async function createTestClock(
  db: DbOrTx,
  { name, startAt }: { readonly name: string; readonly startAt: Instant },
): Promise<Written<TestClock>> {
  return inTransaction(db, async (tx) => {
    const known = await tx.testClock.findUnique({ where: { name } });
    if (known === null) {
      const start = new Date(startAt);
      return { outcome: 'recorded', row: await tx.testClock.create({ data: { name, startAt: start, nowAt: start } }) };
    }
    if (known.startAt.getTime() === startAt) return { outcome: 'unchanged', row: known };
    throw new DomainError('content-conflict', {
      en: `Test clock "${name}" is there already and starts at ${known.startAt.toISOString()}`,
      zh: `测试时钟 "${name}" 已存在，起始于 ${known.startAt.toISOString()}`,
    });
  });
}

export type StagedFactInput = {
  /** ID of a customer of the clock. */
  readonly customerId: string;
  readonly at: Instant;
  /** One of `FACT_KINDS`. */
  readonly kind: string;
  readonly payload: unknown;
};

/**
 * Stages facts that arrive when their customer's clock passes their instant; facts of one instant in the order given.
 * All of them are staged, or none.
 * @returns how many were staged
 * @throws DomainError `not-found` (clock), `validation-failed` with the place of each fact that is not accepted
 */
export async function stageFacts(
  db: DbOrTx,
  { clockId, facts }: { readonly clockId: string; readonly facts: readonly StagedFactInput[] },
): Promise<number> {
  return inTransaction(db, async (tx) => {
    await tx.testClock.findUnique({ where: { id: clockId } }).then((clock) => clock ?? noClock(clockId));
    const customers = await tx.customer.findMany({
      where: { testClockId: clockId, id: { in: [...new Set(facts.map(({ customerId }) => customerId))].filter(isId) } },
      select: { id: true, clockNowAt: true },
    });
    const nowOf = new Map(customers.map(({ id, clockNowAt }) => [id, clockNowAt?.getTime() ?? 0]));
    const errors = facts.flatMap((fact, index) => faultsOf(fact, nowOf.get(fact.customerId), `/facts/${index}`));
    const [first] = errors;
    if (first !== undefined) throw new DomainError('validation-failed', first.detail, errors);
    const rows = facts.map(({ customerId, at, kind, payload }) => ({
      customerId,
      at: new Date(at).toISOString(),
      kind,
      payload,
    }));
    await tx.$executeRaw(Prisma.sql`
      INSERT INTO "StagedFact" ("clockId", "customerId", "at", "kind", "payload")
      SELECT ${clockId}::uuid, (f.value ->> 'customerId')::uuid, (f.value ->> 'at')::timestamptz, f.value ->> 'kind', f.value -> 'payload'
      FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb) WITH ORDINALITY AS f ORDER BY f.ordinality`);
    return rows.length;
  });
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function faultsOf(fact: StagedFactInput, nowAt: Instant | undefined, path: string): readonly ErrorItem[] {
  if (nowAt === undefined) {
    const { customerId } = fact;
    return [
      {
        pointer: childPath(path, 'customerId'),
        detail: {
          en: `Given "${customerId}"; expected the ID of a customer of this clock`,
          zh: `给定 "${customerId}"；应为此时钟上客户的 ID`,
        },
      },
    ];
  }
  if (fact.at < nowAt) {
    const now = new Date(nowAt).toISOString();
    const given = new Date(fact.at).toISOString();
    return [
      {
        pointer: childPath(path, 'at'),
        detail: {
          en: `Given ${given}; expected ${now}, the customer's now, or later`,
          zh: `给定 ${given}；应不早于客户的当前时刻 ${now}`,
        },
      },
    ];
  }
  try {
    readFact(fact.kind, fact.payload);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const at = (pointer: string) => (pointer === '/kind' ? `${path}/kind` : `${path}/payload${pointer}`);
    return error.errors.map((item) => ({ ...item, pointer: at(item.pointer) }));
  }
}

/**
 * Opens the advance of a clock; the workflow `clockAdvance` carries it out.
 * @throws DomainError `not-found`, `validation-failed` (an instant before the clock's now), `state-conflict` while another is running
 */
export async function openAdvance(
  db: DbOrTx,
  { clockId, targetAt }: { readonly clockId: string; readonly targetAt: Instant },
  ctx: FactContext,
): Promise<ClockAdvance> {
  return inTransaction(db, async (tx) => {
    const clock = (await tx.testClock.findUnique({ where: { id: clockId } })) ?? noClock(clockId);
    if (targetAt < clock.nowAt.getTime()) {
      const given = new Date(targetAt).toISOString();
      throw notAccepted('/to', {
        en: `Given ${given}; expected ${clock.nowAt.toISOString()}, the clock's now, or later`,
        zh: `给定 ${given}；应不早于时钟的当前时刻 ${clock.nowAt.toISOString()}`,
      });
    }
    const running = await tx.clockAdvance.findFirst({ where: { clockId, status: 'running' } });
    if (running !== null) {
      throw new DomainError('state-conflict', {
        en: `The clock is being advanced to ${running.targetAt.toISOString()}; wait until that is done`,
        zh: `时钟正在推进至 ${running.targetAt.toISOString()}；请等待完成`,
      });
    }
    return tx.clockAdvance.create({
      data: { id: randomUUID(), clockId, targetAt: new Date(targetAt), createdAt: new Date(ctx.now) },
    });
  });
}

function noClock(clockId: string): never {
  throw new DomainError('not-found', {
    en: `There is no test clock "${clockId}"`,
    zh: `没有测试时钟 "${clockId}"`,
  });
}
