import { didYouMean } from '../authoring/did-you-mean';
import { quoted } from '../authoring/source-node';
import type { FaultReport, Place } from '../faults';
import type { LocalizedText } from '../types';
import { ATTRIBUTE_PREFIX, attributeKey, CONDITION_FACTS, conditionFact } from './facts';

/**
 * Where a condition stands: `when` of a step may use every fact; `applies` only what the customer is, not what it owes,
 * since a customer must not change playbooks with every invoice.
 */
export type ConditionUse = 'when' | 'applies';

/**
 * Reports a name that is no fact, or one that cannot be used in this place.
 * @returns whether it did
 */
export function reportUnknownFact(
  name: string,
  place: Place,
  {
    use,
    subject,
    report,
  }: { readonly use: ConditionUse; readonly subject: LocalizedText; readonly report: FaultReport },
): boolean {
  const usable = CONDITION_FACTS.filter(
    (fact) => use === 'when' || (fact.scope === 'customer' && fact.type === 'text'),
  );
  const names = [...usable.map((fact) => fact.name), `${ATTRIBUTE_PREFIX}KEY`];
  if (attributeKey(name) !== null || usable.some((fact) => fact.name === name)) return false;
  if (conditionFact(name) !== null) {
    report.error(place, 'misplaced-fact', {
      en: `${subject.en} uses ${quoted(name)}, which only "when" of a step may use; expected ${names.join(', ')}`,
      zh: `${subject.zh}使用了只能用于步骤 when 的 ${quoted(name)}；可用 ${names.join('、')}`,
    });
    return true;
  }
  const near = nearestName(name, [...names, 'all', 'any', 'not']);
  report.error(place, 'unknown-fact', {
    en: `${subject.en} uses the unknown fact ${quoted(name)}; ${near === null ? `expected "all", "any", "not" or one of ${names.join(', ')}` : `did you mean "${near}"?`}`,
    zh: `${subject.zh}使用了未知的事实 ${quoted(name)}；${near === null ? `可用 all、any、not 或 ${names.join('、')}` : `是否想写 "${near}"？`}`,
  });
  return true;
}

/** Finds `customer.segment` for `segment` too, and the attributes for `customer.attribute.region`. */
function nearestName(name: string, names: readonly string[]): string | null {
  const attribute = /^(?:customer\.)?attributes?\.(.+)$/.exec(name)?.[1];
  if (attribute !== undefined) return `${ATTRIBUTE_PREFIX}${attribute}`;
  return names.find((candidate) => candidate.endsWith(`.${name}`)) ?? didYouMean(name, names);
}
