import { parseMapping } from '../../domain/import/parse-mapping';
import type { Import } from '../../prisma/generated/client';
import type { Prisma } from '../../prisma/generated/client';
import { faultError } from '../write/fault-error';
import type { DbOrTx, FactContext } from '../write/transaction';

export type CreateImportInput = {
  /** As the sender named it; shown to people only. */
  readonly fileName: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly fileHash: string;
  /** YAML text, or the same as a JSON value. */
  readonly mapping: unknown;
  /** Write nothing where any row is bad, or leave bad rows out. */
  readonly mode: ImportMode;
  /** Check only; the counts then say what an import would write. */
  readonly dryRun: boolean;
};

export type ImportMode = 'all-or-nothing' | 'skip-bad-rows';

/**
 * Registers an import; `runImport` then does it.
 * @throws DomainError `mapping-not-valid`
 */
export async function createImport(db: DbOrTx, input: CreateImportInput, ctx: FactContext): Promise<Import> {
  const { fileName, fileHash, mapping, mode, dryRun } = input;
  const { mapping: read, faults } = parseMapping(mapping);
  if (read === null) throw faultError('mapping-not-valid', faults);
  return db.import.create({
    data: {
      fileName,
      fileHash,
      mapping: mapping as Prisma.InputJsonValue,
      mode,
      dryRun,
      createdBy: ctx.actor,
      createdAt: new Date(ctx.now),
    },
  });
}
