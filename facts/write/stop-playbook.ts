import type { Settings } from '../../prisma/generated/client';
import type { AuditContext } from './audit';
import { changeSettings } from './change-settings';
import { lockSettings } from './settings-lock';
import { inTransaction, type DbOrTx, type Written } from './transaction';

/**
 * Stops the touches of one playbook, or lets them go on; the switches of other playbooks stay as they are.
 * @param input.name of a playbook, whatever its versions
 * @throws DomainError `validation-failed` where a playbook that is to be stopped is not there
 */
export async function stopPlaybook(
  db: DbOrTx,
  { name, stopped }: { readonly name: string; readonly stopped: boolean },
  ctx: AuditContext,
): Promise<Written<Settings>> {
  return inTransaction(db, async (tx) => {
    const { stoppedPlaybooks } = await lockSettings(tx);
    const others = stoppedPlaybooks.filter((one) => one !== name);
    // In the order of names, so that stopping what is stopped changes nothing.
    const changes = { stoppedPlaybooks: stopped ? [...others, name].sort() : others };
    return changeSettings(tx, { version: null, changes }, ctx);
  });
}
