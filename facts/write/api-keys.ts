import { DomainError } from '../../domain/errors';
import type { ApiKey } from '../../prisma/generated/client';
import { recordAudit, type AuditContext } from './audit';
import { inTransaction, type DbOrTx } from './transaction';

/** Of a key all that is kept. */
export type NewApiKey = Pick<ApiKey, 'name' | 'role' | 'prefix' | 'secretHash'>;

/** Keeps a new key. */
export async function createApiKey(db: DbOrTx, key: NewApiKey, ctx: AuditContext): Promise<ApiKey> {
  const { name, role, prefix, secretHash } = key;
  return inTransaction(db, async (tx) => {
    const row = await tx.apiKey.create({ data: { name, role, prefix, secretHash, createdAt: new Date(ctx.now) } });
    await recordAudit(tx, { kind: 'api-key.created', subject: prefix, data: { name, role } }, ctx);
    return row;
  });
}

/**
 * Revokes a key: from the next request on it is refused. One that is revoked stays as it is.
 * @throws DomainError `not-found`
 */
export async function revokeApiKey(db: DbOrTx, id: string, ctx: AuditContext): Promise<void> {
  await inTransaction(db, async (tx) => {
    const row = await tx.apiKey.findUnique({ where: { id } });
    if (row === null) {
      throw new DomainError('not-found', { en: `There is no API key "${id}"`, zh: `没有 API 密钥 "${id}"` });
    }
    const { count } = await tx.apiKey.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: new Date(ctx.now) },
    });
    if (count === 0) return;
    const { name, role } = row;
    await recordAudit(tx, { kind: 'api-key.revoked', subject: row.prefix, data: { name, role } }, ctx);
  });
}
