import { toStorable } from '../../domain/text/storable-text';
import type { ErrorCode } from '../../domain/errors';
import type { Language, LocalizedText } from '../../domain/types';
import type { Import } from '../../prisma/generated/client';

type Kept = { readonly error: string; readonly errorZh: string };

/** Why an import failed, as its row keeps it: the code and its text, in both languages. */
export function importErrorOf(code: ErrorCode, { en, zh }: LocalizedText): Kept {
  // A header that is told may hold what no database keeps.
  return { error: toStorable(`${code}: ${en}`), errorZh: toStorable(`${code}: ${zh}`) };
}

/** Why an import failed, in one language; what was kept in English only comes in English. `null` = it has not. */
export function failureOf({ error, errorZh }: Pick<Import, 'error' | 'errorZh'>, language: Language): string | null {
  return language === 'zh' ? (errorZh ?? error) : error;
}
