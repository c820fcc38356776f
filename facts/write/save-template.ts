import type { Fault } from '../../domain/faults';
import type { TemplateSource } from '../../domain/message/template-source';
import { validateTemplate } from '../../domain/message/validate-template';
import type { Template } from '../../prisma/generated/client';
import { recordAudit } from './audit';
import { changesBetween } from './changes';
import { checkVersion } from './check-version';
import { faultError } from './fault-error';
import { inTransaction, type DbOrTx, type FactContext, type Written } from './transaction';

export type SaveTemplateInput = {
  readonly template: TemplateSource;
  /** Of the text that it replaces; 0 = there is none yet, `null` = not asked. */
  readonly version: number | null;
};

export type SavedTemplate = Written<Template> & { readonly warnings: readonly Fault[] };

/**
 * Saves one text of a template as a new version, which every message that is claimed from now on uses.
 * @returns `unchanged` where the last version is the same
 * @throws DomainError `template-not-valid`, `version-conflict`
 */
export async function saveTemplate(db: DbOrTx, input: SaveTemplateInput, ctx: FactContext): Promise<SavedTemplate> {
  const { template, version } = input;
  const warnings = validateTemplate(template);
  if (warnings.some(({ severity }) => severity === 'error')) throw faultError('template-not-valid', warnings);
  const { name, channel, language } = template;
  return inTransaction(db, async (tx) => {
    const last = await tx.template.findFirst({ where: { name, channel, language }, orderBy: { version: 'desc' } });
    checkVersion(version, last?.version ?? 0);
    if (last !== null && Object.keys(changesBetween(last, template)).length === 0) {
      return { outcome: 'unchanged', row: last, warnings };
    }
    // Two at once take the same number: the unique key refuses the second, which then sees the first.
    const row = await tx.template.create({
      data: { ...template, version: (last?.version ?? 0) + 1, createdBy: ctx.actor, createdAt: new Date(ctx.now) },
    });
    const fields = Object.keys(changesBetween(last ?? {}, template));
    const subject = `${name}/${channel}/${language}`;
    await recordAudit(tx, { kind: 'template.saved', subject, data: { version: row.version, fields } }, ctx);
    return { outcome: 'recorded', row, warnings };
  });
}
