import type { Instant } from '../../domain/types';
import { importErrorOf } from './import-error';
import type { DbOrTx } from '../write/transaction';

/** A running import gives a sign of life with every batch; the slowest seen took two seconds for one. */
const SILENT_MS = 2 * 60_000;

/**
 * Marks imports as failed whose process is gone: call it when a process starts that runs imports, and every minute then.
 * What they wrote stays; importing the same file again adds the rest.
 * @param now the machine's clock
 * @returns how many
 */
export async function failInterruptedImports(db: DbOrTx, now: Instant): Promise<number> {
  const silentSince = new Date(now - SILENT_MS);
  const { count } = await db.import.updateMany({
    where: {
      status: { in: ['waiting', 'running'] },
      OR: [{ heartbeatAt: { lt: silentSince } }, { heartbeatAt: null, createdAt: { lt: silentSince } }],
    },
    data: {
      status: 'failed',
      ...importErrorOf('import-interrupted', {
        en: 'The process stopped; import the same file again, rows that are in have no second effect',
        zh: '进程已中断；请重新导入同一文件，已导入的行不会重复生效',
      }),
      finishedAt: new Date(now),
    },
  });
  return count;
}
