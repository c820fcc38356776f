import { didYouMean } from '../../domain/authoring/did-you-mean';
import { notAccepted } from '../../domain/errors';
import type { Settings } from '../../prisma/generated/client';
import { recordAudit, type AuditContext } from './audit';
import { changesBetween } from './changes';
import { checkVersion } from './check-version';
import { wakeAudience } from './outbox-waves';
import { lockSettings } from './settings-lock';
import type { Changes } from './timeline-entry';
import { inTransaction, type DbOrTx, type Tx, type Written } from './transaction';

export type SettingsFields = Omit<Settings, 'id' | 'version' | 'decidedAnewAt'>;

export type ChangeSettingsInput = {
  readonly version: number | null;
  readonly changes: { readonly [Field in keyof SettingsFields]?: SettingsFields[Field] };
};

/**
 * Changes settings; a field that is left out stays. A kill switch (`sendingStopped`, `emailStopped`, `smsStopped`, a
 * name among `stoppedPlaybooks`) stops every claim that begins after this commits; customers are woken when it is taken
 * back. When it is set, whoever comes to act finds it, and nothing has to be written for each customer before it holds.
 * @throws DomainError `version-conflict`, `validation-failed`
 */
export async function changeSettings(
  db: DbOrTx,
  input: ChangeSettingsInput,
  ctx: AuditContext,
): Promise<Written<Settings>> {
  return inTransaction(db, async (tx) => {
    const before = await lockSettings(tx);
    checkVersion(input.version, before.version);
    const changes = changesBetween(before, input.changes);
    if (Object.keys(changes).length === 0) return { outcome: 'unchanged', row: before };
    await checkCalendarThere(tx, input.changes.defaultCalendar);
    await checkPlaybooksThere(tx, input.changes.stoppedPlaybooks, before.stoppedPlaybooks);
    const row = await tx.settings.update({ where: { id: 1 }, data: { ...input.changes, version: { increment: 1 } } });
    await recordChanges(tx, changes, ctx);
    if (isDecidedAnew(before, row)) {
      await tx.$executeRaw`UPDATE "Settings" SET "decidedAnewAt" = now() WHERE "id" = 1`;
      await wakeAudience(tx, 'settings.changed', 'engaged');
    }
    return { outcome: 'recorded', row };
  });
}

const SWITCHES: readonly string[] = ['sendingStopped', 'emailStopped', 'smsStopped', 'stoppedPlaybooks'];

/** A kill switch is an entry of its own: who looks for it should not have to look through the settings. */
async function recordChanges(tx: Tx, changes: Changes, ctx: AuditContext): Promise<void> {
  const fields = Object.entries(changes);
  const switches = fields.filter(([field]) => SWITCHES.includes(field));
  const others = fields.filter(([field]) => !SWITCHES.includes(field));
  const entries = [
    { kind: 'settings.changed', changed: others },
    { kind: 'kill-switch.changed', changed: switches },
  ] as const;
  for (const { kind, changed } of entries)
    if (changed.length > 0)
      await recordAudit(tx, { kind, subject: 'settings', data: { changes: Object.fromEntries(changed) } }, ctx);
}

/** Whether touches may now go that waited, or fall on other days. */
function isDecidedAnew(before: Settings, after: Settings): boolean {
  return (
    before.defaultCalendar !== after.defaultCalendar ||
    (before.sendingStopped && !after.sendingStopped) ||
    (before.emailStopped && !after.emailStopped) ||
    (before.smsStopped && !after.smsStopped) ||
    before.stoppedPlaybooks.some((name) => !after.stoppedPlaybooks.includes(name))
  );
}

async function checkCalendarThere(tx: Tx, code: string | undefined): Promise<void> {
  // "default" is Monday to Friday without holidays, until there is a calendar with that code.
  if (code === undefined || code === 'default' || (await tx.calendar.count({ where: { code } })) > 0) return;
  throw notAccepted('/defaultCalendar', {
    en: `There is no calendar "${code}"; expected the code of one that is saved, or "default"`,
    zh: `没有日历 "${code}"；应为已保存日历的代码，或 "default"`,
  });
}

/** What is stopped already may stay so, whatever became of its playbook. */
async function checkPlaybooksThere(tx: Tx, wanted: string[] | undefined, before: readonly string[]): Promise<void> {
  const added = (wanted ?? []).filter((name) => !before.includes(name));
  if (added.length === 0) return;
  const rows = await tx.document.findMany({ where: { kind: 'playbook' }, select: { name: true } });
  const names = rows.map(({ name }) => name).sort();
  const unknown = added.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const near = didYouMean(unknown, names);
  throw notAccepted('/stoppedPlaybooks', {
    en: `There is no playbook "${unknown}"; expected the name of one that is saved${near === null ? '' : `; did you mean "${near}"?`}`,
    zh: `没有催收策略 "${unknown}"；应为已保存策略的名称${near === null ? '' : `；您是否想输入 "${near}"？`}`,
  });
}
