import type { Prisma, PrismaClient } from '../../prisma/generated/client';

/** A Prisma client, or the one of an open transaction. */
export type Db = PrismaClient | Prisma.TransactionClient;
