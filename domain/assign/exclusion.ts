import { civilDateAt } from '../calendar/zone';
import type { Instant, LocalizedText } from '../types';
import type { AssignmentEntry } from './assignment-policy';
import { absenceAt } from '../staff/absence';
import { offersToday, type Candidate } from './candidate';
import { wantedLanguages, wantedRegions, wantedSkills, type AssignedCustomer } from './wanted-words';

/** Why somebody cannot be chosen. */
export type ExclusionRule =
  | 'inactive'
  | 'absent'
  | 'team'
  | 'role'
  | 'region'
  | 'language'
  | 'skills'
  | 'seniority'
  | 'tried'
  | 'customers-cap'
  | 'new-per-day-cap';

export type Exclusion = { readonly rule: ExclusionRule; readonly reason: LocalizedText };

export type Suitability = {
  readonly entry: AssignmentEntry;
  readonly customer: AssignedCustomer;
  /** People who had this customer offered in this episode, or who are not to get it for another reason. */
  readonly tried: ReadonlySet<string>;
  readonly asOf: Instant;
};

/**
 * The first rule by which the entry cannot give the customer to this person, with the values that make it so.
 * @returns `null` for who is suitable
 */
export function exclusionOf(candidate: Candidate, suitability: Suitability): Exclusion | null {
  for (const rule of RULES) {
    const found = rule(candidate, suitability);
    if (found !== null) return found;
  }
  return null;
}

type Rule = (candidate: Candidate, suitability: Suitability) => Exclusion | null;

const RULES: readonly Rule[] = [
  ({ active }) => (active ? null : excluded('inactive', 'is not active', '未在职')),
  (candidate, { asOf }) => {
    const absence = absenceAt(candidate, asOf);
    return absence && excluded('absent', `is absent until ${absence.untilOn}`, `休假至 ${absence.untilOn}`);
  },
  ({ team }, { entry: { staff } }) => oneOf('team', 'team', '团队', team, staff.teams),
  ({ role }, { entry: { staff } }) => oneOf('role', 'role', '角色', role, staff.roles),
  ({ regions }, { entry: { staff }, customer }) => {
    const wanted = wantedRegions(staff.regions, customer);
    if (wanted.length === 0 || wanted.some((region) => regions.includes(region))) return null;
    const [has, asked] = [shown(regions), shown(wanted)];
    return excluded('region', `works in ${has.en}, not in ${asked.en}`, `负责区域 ${has.zh}，不含 ${asked.zh}`);
  },
  ({ language }, { entry: { staff }, customer }) =>
    oneOf('language', 'language', '语言', language, wantedLanguages(staff.languages, customer)),
  ({ skills }, { entry: { staff }, customer }) => {
    const missing = wantedSkills(staff.skills, customer).filter((skill) => !skills.includes(skill));
    if (missing.length === 0) return null;
    return excluded('skills', `lacks ${missing.join(', ')}`, `缺少技能 ${missing.join('、')}`);
  },
  ({ seniority }, { entry: { staff } }) =>
    seniority >= staff.minimumSeniority
      ? null
      : excluded(
          'seniority',
          `has seniority ${seniority}, under ${staff.minimumSeniority}`,
          `资历 ${seniority} 低于 ${staff.minimumSeniority}`,
        ),
  ({ id }, { tried }) => (tried.has(id) ? excluded('tried', 'has had this customer already', '已分配过该客户') : null),
  ({ customers, maxCustomers }, { entry: { caps } }) => {
    const cap = tighter(maxCustomers, caps.customers);
    if (cap === null || customers < cap) return null;
    return excluded(
      'customers-cap',
      `has ${customers} customers of at most ${cap}`,
      `已有 ${customers} 个客户，上限 ${cap}`,
    );
  },
  (candidate, { entry: { caps }, asOf }) => {
    const cap = tighter(candidate.maxNewPerDay, caps.newPerDay);
    const today = cap === null ? 0 : offersToday(candidate, asOf);
    if (cap === null || today < cap) return null;
    const on = civilDateAt(asOf, candidate.zone);
    return excluded(
      'new-per-day-cap',
      `got ${today} new customers on ${on} of at most ${cap}`,
      `${on} 已新分配 ${today} 个客户，上限 ${cap}`,
    );
  },
];

function excluded(rule: ExclusionRule, en: string, zh: string): Exclusion {
  return { rule, reason: { en, zh } };
}

function oneOf(
  rule: ExclusionRule,
  en: string,
  zh: string,
  has: string | null,
  wanted: readonly string[],
): Exclusion | null {
  if (wanted.length === 0 || (has !== null && wanted.includes(has))) return null;
  return excluded(
    rule,
    `has ${en} ${has ?? 'none'}, not ${wanted.join(' or ')}`,
    `${zh}为 ${has ?? '无'}，不是 ${wanted.join(' 或 ')}`,
  );
}

function shown(words: readonly string[]): LocalizedText {
  return words.length === 0 ? { en: 'no region', zh: '无' } : { en: words.join(', '), zh: words.join('、') };
}

function tighter(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right;
  return Math.min(left, right);
}
