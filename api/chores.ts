import type { Logger } from 'pino';
import { failInterruptedImports } from '../facts/import/fail-interrupted-imports';
import { forgetSentEvents } from '../facts/write/forget-sent-events';
import { forgetOldDeliveries } from '../facts/write/webhook-deliveries';
import type { PrismaClient } from '../prisma/generated/client';
import { forgetOldAnswers } from './http/idempotency';

const EVERY_MS = 60_000;

type ChoreDeps = { readonly prisma: PrismaClient; readonly logger: Logger; readonly clock: () => number };

/** What an API process does every minute besides answering: tidies up after imports, answers, deliveries and events. */
export function startChores({ prisma, logger, clock }: ChoreDeps): { readonly stop: () => void } {
  const once = async (): Promise<void> => {
    try {
      const failed = await failInterruptedImports(prisma, clock());
      if (failed > 0) logger.warn({ failed }, 'imports whose process is gone were marked as failed');
      await forgetOldAnswers(prisma, clock());
      await forgetOldDeliveries(prisma, clock());
      await forgetSentEvents(prisma, clock());
    } catch (error) {
      // The database may be away for a while; the next minute sees to it.
      logger.warn({ err: error }, 'the chores of this minute failed');
    }
  };
  void once();
  const timer = setInterval(() => void once(), EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}
