import { didYouMean } from '../authoring/did-you-mean';
import type { LocalizedText } from '../types';

/**
 * Why a filter of an endpoint is not accepted, or `null` where it is: a kind such as `invoice.issued`, or a family
 * such as `invoice.*`. One that matches nothing is a slip that would else be noticed when an event does not come.
 * @param known every kind there is
 */
export function kindFault(filter: string, known: readonly string[]): LocalizedText | null {
  const families = new Set(known.map((kind) => `${kind.slice(0, kind.indexOf('.'))}.*`));
  const accepted = [...known, ...families];
  if (accepted.includes(filter)) return null;
  const near = didYouMean(filter, accepted);
  const given = JSON.stringify(filter.length > 100 ? `${filter.slice(0, 100)}…` : filter);
  return {
    en: `There is no kind ${given}; expected ${near === null ? 'one such as "invoice.issued" or "invoice.*"' : `"${near}" or another`}`,
    zh: `没有事件类型 ${given}；应为${near === null ? ' "invoice.issued" 或 "invoice.*" 之类' : ` "${near}" 或其他类型`}`,
  };
}
