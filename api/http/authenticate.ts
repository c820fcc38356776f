import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { API_KEY_FORM } from '../../config/api-key-form';
import { DomainError } from '../../domain/errors';
import type { PrismaClient } from '../../prisma/generated/client';
import type { ApiRole } from '../../prisma/generated/enums';
import type { Caller } from './call';
import type { Access } from './route';

const USED_AGAIN_MS = 60_000;

/** A new key: the text is for the caller and shown once, the rest is what is stored. */
export function makeApiKey(): { readonly text: string; readonly prefix: string; readonly secretHash: string } {
  const prefix = randomBytes(5).toString('hex').slice(0, 8);
  const secret = randomBytes(32).toString('base64url');
  return { text: `pk_${prefix}_${secret}`, prefix, secretHash: hashOf(secret) };
}

/** The stored parts of a key that somebody else made, or `null` where the text is no key. */
export function partsOfApiKey(text: string): { readonly prefix: string; readonly secretHash: string } | null {
  const match = API_KEY_FORM.exec(text);
  const [, prefix, secret] = match ?? [];
  return prefix === undefined || secret === undefined ? null : { prefix, secretHash: hashOf(secret) };
}

/** A fast hash is enough: the secret has 256 random bits, which nobody guesses by trying. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/**
 * Whose key the `Authorization` header carries.
 * @throws DomainError `unauthenticated`
 */
export async function authenticate(prisma: PrismaClient, header: string | undefined, now: number): Promise<Caller> {
  const [scheme, text, ...rest] = (header ?? '').split(' ');
  if (header === undefined)
    throw new DomainError('unauthenticated', {
      en: 'The Authorization header is missing',
      zh: '缺少 Authorization 头',
    });
  if (scheme?.toLowerCase() !== 'bearer' || text === undefined || rest.length > 0)
    throw new DomainError('unauthenticated', {
      en: 'The Authorization header does not say "Bearer <key>"',
      zh: 'Authorization 头不是 "Bearer <key>" 的形式',
    });
  const parts = partsOfApiKey(text);
  const row = parts === null ? null : await prisma.apiKey.findUnique({ where: { prefix: parts.prefix } });
  if (parts === null || row === null || !isSame(row.secretHash, parts.secretHash))
    throw new DomainError('unauthenticated', { en: 'The API key is not known', zh: '未知的 API 密钥' });
  if (row.revokedAt !== null)
    throw new DomainError('unauthenticated', { en: 'The API key has been revoked', zh: 'API 密钥已吊销' });
  if (row.lastUsedAt === null || now - row.lastUsedAt.getTime() > USED_AGAIN_MS)
    await prisma.apiKey.update({ where: { id: row.id }, data: { lastUsedAt: new Date(now) }, select: { id: true } });
  return { keyId: row.id, prefix: row.prefix, role: row.role };
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const MAY: Readonly<Record<Exclude<Access, 'public'>, readonly ApiRole[]>> = {
  read: ['viewer', 'operator', 'admin', 'integration'],
  facts: ['operator', 'admin', 'integration'],
  operate: ['operator', 'admin'],
  admin: ['admin'],
};

/** The roles that may call a route of this access. */
export function rolesOf(access: Exclude<Access, 'public'>): readonly ApiRole[] {
  return MAY[access];
}

/** @throws DomainError `forbidden` */
export function authorize(caller: Caller, access: Exclude<Access, 'public'>): void {
  if (MAY[access].includes(caller.role)) return;
  const accepted = MAY[access].map((role) => `"${role}"`);
  throw new DomainError('forbidden', {
    en: `The key has the role "${caller.role}"; accepted here is ${accepted.join(', ')}`,
    zh: `该密钥的角色是 "${caller.role}"；此处接受 ${accepted.join('、')}`,
  });
}
