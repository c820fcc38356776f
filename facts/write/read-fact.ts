import { z } from 'zod';
import { DomainError, notAccepted, type ErrorItem } from '../../domain/errors';
import { childPath } from '../../domain/faults';
import type { LocalizedText } from '../../domain/types';
import { FACT_PAYLOADS, type Fact, type FactKind } from './fact-payloads';

/** Every kind of fact that can be staged. */
export const FACT_KINDS: readonly FactKind[] = Object.keys(FACT_PAYLOADS) as FactKind[];

const ENGLISH = z.locales.en().localeError;
const CHINESE = z.locales.zhCN().localeError;

/**
 * Reads a fact from JSON, without looking at what is there.
 * @throws DomainError `validation-failed` that names every value which is not accepted
 */
export function readFact(kind: string, payload: unknown): Fact {
  const known = FACT_KINDS.find((candidate) => candidate === kind);
  if (known === undefined) {
    throw notAccepted('/kind', {
      en: `Given "${kind}"; expected one of ${FACT_KINDS.join(', ')}`,
      zh: `给定 "${kind}"；应为 ${FACT_KINDS.join('、')} 之一`,
    });
  }
  const read = FACT_PAYLOADS[known].safeParse(payload, { reportInput: true });
  if (read.success) return { kind: known, data: read.data } as Fact;
  const errors = read.error.issues.map(errorItem);
  const detail = errors[0]?.detail ?? { en: 'The fact cannot be read', zh: '无法读取该事实' };
  throw new DomainError('validation-failed', detail, errors);
}

function errorItem(issue: z.core.$ZodIssue): ErrorItem {
  const pointer = issue.path.reduce<string>((path, key) => childPath(path, String(key)), '');
  const expected = issue.code === 'custom' ? (issue.params?.['expected'] as LocalizedText | undefined) : undefined;
  // The texts are made from an issue before it gets its own; both have the same fields.
  const raw = issue as z.core.$ZodRawIssue;
  if (expected === undefined) return { pointer, detail: { en: textOf(ENGLISH(raw)), zh: textOf(CHINESE(raw)) } };
  const given = JSON.stringify(issue.input ?? null);
  return {
    pointer,
    detail: { en: `Given ${given}; expected ${expected.en}`, zh: `给定 ${given}；应为${expected.zh}` },
  };
}

function textOf(message: string | { readonly message: string } | null | undefined): string {
  return typeof message === 'string' ? message : (message?.message ?? '');
}
