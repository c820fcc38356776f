import { DomainError, type ErrorCode } from '../../domain/errors';
import type { Fault } from '../../domain/faults';
import type { LocalizedText } from '../../domain/types';

/**
 * The error for a document that is refused: one item per fault of severity `error`, with line and column where the source
 * has them.
 */
export function faultError(code: ErrorCode, faults: readonly Fault[]): DomainError {
  const errors = faults
    .filter(({ severity }) => severity === 'error')
    .map((fault) => ({ pointer: fault.path, detail: placed(fault) }));
  const [first] = errors;
  const detail = first?.detail ?? { en: 'It cannot be read', zh: '无法读取' };
  return new DomainError(code, detail, errors);
}

function placed({ line, column, message, messageZh }: Fault): LocalizedText {
  if (line === null) return { en: message, zh: messageZh };
  const at = column ?? 1;
  return { en: `Line ${line}, column ${at}: ${message}`, zh: `第 ${line} 行第 ${at} 列：${messageZh}` };
}
