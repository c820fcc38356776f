import { API_KEY_EXPECTED } from '../config/api-key-form';
import { createApiKey } from '../facts/write/api-keys';
import { inTransaction } from '../facts/write/transaction';
import type { PrismaClient } from '../prisma/generated/client';
import { partsOfApiKey } from './http/authenticate';

/** The key of the configuration is not one that the API can store. */
export class BootstrapKeyError extends Error {
  override readonly name = 'BootstrapKeyError';
}

/**
 * Stores the first key, with the role `admin`, where it is not there yet. A key that was revoked stays revoked.
 * @param text of the form that the configuration asks for; the 43 characters hold 32 random bytes
 * @throws BootstrapKeyError where the text is no key, or another key has its prefix
 */
export async function storeBootstrapKey(prisma: PrismaClient, text: string, now: number): Promise<void> {
  const parts = partsOfApiKey(text);
  if (parts === null) throw new BootstrapKeyError(`API_BOOTSTRAP_KEY is no API key; expected ${API_KEY_EXPECTED}`);
  const { prefix, secretHash } = parts;
  const stored = await inTransaction(prisma, async (tx) => {
    const known = await tx.apiKey.findUnique({ where: { prefix } });
    const key = { name: 'bootstrap', role: 'admin', prefix, secretHash } as const;
    // Of two processes that start at once, the second finds the key of the first when it tries again.
    return known ?? createApiKey(tx, key, { actor: 'installation', now });
  });
  if (stored.secretHash !== secretHash)
    throw new BootstrapKeyError(`API_BOOTSTRAP_KEY has the prefix "${prefix}" of another key; expected a new one`);
}
