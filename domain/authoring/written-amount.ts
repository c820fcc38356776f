import { isDecimal } from '../money/money';
import type { SourceNode } from './source-node';

/** No currency has more decimal places. */
export const MAX_PLACES = 4;
/** Digits that a binary number keeps for certain. */
const EXACT_DIGITS = 15;
const MAX_LENGTH = 40;

/**
 * An amount as a decimal string, also where it was written as a number that is surely exact. `null` for anything else.
 * @example writtenAmount of `100.10` // '100.10'
 */
export function writtenAmount(node: SourceNode): string | null {
  const text = node.kind === 'text' ? node.value : node.kind === 'number' ? node.written : '';
  if (!isDecimal(text) || text.length > MAX_LENGTH) return null;
  if ((text.split('.')[1]?.length ?? 0) > MAX_PLACES) return null;
  return node.kind === 'number' && text.replace(/\D/g, '').length > EXACT_DIGITS ? null : text;
}
