import { createHash } from 'node:crypto';
import { DomainError } from '../../domain/errors';
import type { Prisma, PrismaClient } from '../../prisma/generated/client';
import type { Answer } from './call';

/** What makes two requests the same one. */
export type RequestMark = {
  readonly apiKeyId: string;
  readonly key: string;
  readonly route: string;
  readonly requestHash: string;
};

const KEY = /^[\x21-\x7e]{1,255}$/;

/** How long an answer is kept: a caller that repeats later has long known of the failure. */
const KEPT_MS = 48 * 3_600_000;

/**
 * A request that asks somebody else (Temporal, a mail server) reserves its key before. Where the process died in
 * between, nobody knows how far it came; after this long the key is free again, and what the route does is harmless
 * when it is done twice.
 */
const ABANDONED_MS = 2 * 60_000;

/** @throws DomainError `bad-request` for a key that is too long or has blanks */
export function readIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (KEY.test(header)) return header;
  throw new DomainError('bad-request', {
    en: 'The Idempotency-Key is not accepted; expected 1 to 255 visible ASCII characters',
    zh: 'Idempotency-Key 不被接受；应为 1 到 255 个可见 ASCII 字符',
  });
}

/** A hash of everything that the request says. */
export function requestHashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * The answer kept for this key, or `null` where the caller of this function is to do the work and keep the answer, in the
 * same transaction `tx`. Of two at once the second is refused at once instead of waiting for the first.
 * @throws DomainError `idempotency-key-reused`, `request-in-progress`
 */
export async function claimInTransaction(tx: Prisma.TransactionClient, mark: RequestMark): Promise<Answer | null> {
  const [lock] = await tx.$queryRaw<{ free: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`${mark.apiKeyId} ${mark.key}`}, 0)) AS free`;
  if (lock?.free !== true) throw inProgress();
  const kept = await tx.idempotencyKey.findUnique({
    where: { apiKeyId_key: { apiKeyId: mark.apiKeyId, key: mark.key } },
  });
  return kept === null ? null : answerOf(kept, mark);
}

/** Keeps the answer in the transaction that has the effect: both are there, or neither. */
export async function keepInTransaction(
  tx: Prisma.TransactionClient,
  mark: RequestMark,
  status: number,
  answer: Answer,
  now: number,
): Promise<void> {
  await tx.idempotencyKey.create({
    data: { ...mark, status, body: jsonOf(answer), createdAt: new Date(now) },
    select: { key: true },
  });
}

/**
 * Like {@link claimInTransaction} for work that no transaction can hold: the key is reserved by a row of its own.
 * @throws DomainError `idempotency-key-reused`, `request-in-progress`
 */
export async function reserve(prisma: PrismaClient, mark: RequestMark, now: number): Promise<Answer | null> {
  const taken = await prisma.$executeRaw`
    INSERT INTO "IdempotencyKey" ("apiKeyId", "key", "route", "requestHash", "createdAt")
    VALUES (${mark.apiKeyId}::uuid, ${mark.key}, ${mark.route}, ${mark.requestHash}, ${new Date(now)})
    ON CONFLICT ("apiKeyId", "key") DO UPDATE
      SET "createdAt" = EXCLUDED."createdAt"
      WHERE "IdempotencyKey"."status" IS NULL
        AND "IdempotencyKey"."requestHash" = EXCLUDED."requestHash"
        AND "IdempotencyKey"."createdAt" < ${new Date(now - ABANDONED_MS)}`;
  if (taken === 1) return null;
  const kept = await prisma.idempotencyKey.findUnique({
    where: { apiKeyId_key: { apiKeyId: mark.apiKeyId, key: mark.key } },
  });
  // Gone in between: the other request failed and freed the key.
  if (kept === null) throw inProgress();
  return answerOf(kept, mark);
}

/** Keeps the answer of reserved work. */
export async function keepReserved(
  prisma: PrismaClient,
  mark: RequestMark,
  status: number,
  answer: Answer,
): Promise<void> {
  await prisma.idempotencyKey.update({
    where: { apiKeyId_key: { apiKeyId: mark.apiKeyId, key: mark.key } },
    data: { status, body: jsonOf(answer) },
    select: { key: true },
  });
}

/** A refused request had no effect, so its key may be used again. */
export async function release(prisma: PrismaClient, mark: RequestMark): Promise<void> {
  await prisma.idempotencyKey.deleteMany({ where: { apiKeyId: mark.apiKeyId, key: mark.key, status: null } });
}

/** Deletes answers that are older than {@link KEPT_MS}. */
export async function forgetOldAnswers(prisma: PrismaClient, now: number): Promise<number> {
  const { count } = await prisma.idempotencyKey.deleteMany({ where: { createdAt: { lt: new Date(now - KEPT_MS) } } });
  return count;
}

type Kept = { readonly requestHash: string; readonly status: number | null; readonly body: unknown };

function answerOf(kept: Kept, mark: RequestMark): Answer {
  if (kept.requestHash !== mark.requestHash)
    throw new DomainError('idempotency-key-reused', {
      en: `The Idempotency-Key "${mark.key}" came before with another method, address or body`,
      zh: `Idempotency-Key "${mark.key}" 此前已用于不同的方法、地址或内容`,
    });
  if (kept.status === null) throw inProgress();
  return { ...(kept.body as Answer), status: kept.status };
}

function jsonOf(answer: Answer): Prisma.InputJsonObject {
  const { keep, ...rest } = answer;
  const kept = keep === undefined ? rest : { ...rest, body: keep };
  return JSON.parse(JSON.stringify(kept)) as Prisma.InputJsonObject;
}

function inProgress(): DomainError {
  return new DomainError('request-in-progress', {
    en: 'A request with this Idempotency-Key is still being worked on',
    zh: '带有该 Idempotency-Key 的请求仍在处理中',
  });
}
