import { assertNever } from '../assert-never';
import { explain, holds } from '../condition/evaluate';
import { customerFact } from '../decide/pair-facts';
import type { Instant, LocalizedText } from '../types';
import type { AssignmentEntry, AssignmentPolicy } from './assignment-policy';
import type { Candidate } from './candidate';
import { exclusionOf, type ExclusionRule } from './exclusion';
import { wantedSkills, type AssignedCustomer } from './wanted-words';

/** What was found about one candidate. Personal data: it is for the customer's record, not for logs. */
export type CandidateVerdict = {
  readonly staffId: string;
  readonly name: string;
  /** `null` for who is suitable. */
  readonly excludedBy: ExclusionRule | null;
  readonly customers: number;
  readonly load: number;
  /** Preferred skills that the person has; 0 where the strategy counts none. */
  readonly skillMatches: number;
  readonly reason: LocalizedText;
};

export type EntryVerdict = {
  readonly entry: string;
  /** Why the entry is for the customer, or why not; then nobody was looked at. */
  readonly fits: boolean;
  readonly reason: LocalizedText;
  /** Those who are suitable first, in the order in which they would be chosen; then the others, by ID. */
  readonly candidates: readonly CandidateVerdict[];
};

/** Who gets a customer, and why. */
export type OwnerChoice = {
  readonly chosen: { readonly staffId: string; readonly name: string } | null;
  /** Set where nobody is chosen. */
  readonly queue: string | null;
  /** The entry that chose, or that found nobody; `null` where none is for the customer. */
  readonly entry: string | null;
  readonly load: number;
  readonly reason: LocalizedText;
  readonly entries: readonly EntryVerdict[];
};

export type ChoiceInput = {
  readonly policy: AssignmentPolicy;
  readonly customer: AssignedCustomer;
  /** In any order. */
  readonly candidates: readonly Candidate[];
  /** People who are not to get this customer again. */
  readonly tried: ReadonlySet<string>;
  readonly asOf: Instant;
};

/** Chooses the owner of a customer by an assignment policy. The same input gives the same choice. */
export function chooseOwner({ policy, customer, candidates, tried, asOf }: ChoiceInput): OwnerChoice {
  const looked: EntryVerdict[] = [];
  let last: AssignmentEntry | null = null;
  for (const entry of policy.entries) {
    const why = fitsCustomer(entry, customer);
    if (!why.fits) {
      looked.push({ entry: entry.id, ...why, candidates: [] });
      continue;
    }
    last = entry;
    const { suitable, verdicts } = judge(candidates, entry, customer, tried, asOf);
    looked.push({ entry: entry.id, ...why, candidates: verdicts });
    const [first] = suitable;
    if (first !== undefined) {
      const chosen = { staffId: first.candidate.id, name: first.candidate.name };
      const reason = whyFirst(entry, first, suitable.length);
      return { chosen, queue: null, entry: entry.id, load: entry.load, reason, entries: looked };
    }
    if (entry.otherwise === 'queue') break;
  }
  const { queue } = policy.fallback;
  const reason =
    last === null
      ? { en: `No entry is for this customer: queue "${queue}"`, zh: `没有适用于该客户的条目：队列“${queue}”` }
      : {
          en: `Nobody is suitable by entry "${last.id}": queue "${queue}"`,
          zh: `条目“${last.id}”没有合适人选：队列“${queue}”`,
        };
  return { chosen: null, queue, entry: last?.id ?? null, load: last?.load ?? 1, reason, entries: looked };
}

function fitsCustomer(
  { when, returning }: AssignmentEntry,
  customer: AssignedCustomer,
): { readonly fits: boolean; readonly reason: LocalizedText } {
  if (returning !== null && returning !== customer.returning) {
    const reason = returning
      ? { en: 'is for returning customers', zh: '适用于回归客户' }
      : { en: 'is for new customers', zh: '适用于新客户' };
    return { fits: false, reason };
  }
  if (when === null) return { fits: true, reason: { en: 'is for every customer', zh: '适用于所有客户' } };
  const read = (fact: string) => customerFact(customer, fact);
  return { fits: holds(when, read), reason: explain(when, read) };
}

/** A suitable candidate with what the strategy compares. */
type Suitable = { readonly candidate: Candidate; readonly skillMatches: number; readonly lastOffer: number };

function judge(
  candidates: readonly Candidate[],
  entry: AssignmentEntry,
  customer: AssignedCustomer,
  tried: ReadonlySet<string>,
  asOf: Instant,
): { readonly suitable: readonly Suitable[]; readonly verdicts: readonly CandidateVerdict[] } {
  const preferred = wantedSkills(entry.prefer, customer);
  const suitable: Suitable[] = [];
  const excluded: CandidateVerdict[] = [];
  for (const candidate of candidates.toSorted((a, b) => byText(a.id, b.id))) {
    const skillMatches = preferred.filter((skill) => candidate.skills.includes(skill)).length;
    const found = exclusionOf(candidate, { entry, customer, tried, asOf });
    if (found === null) {
      suitable.push({ candidate, skillMatches, lastOffer: candidate.lastOffer.get(entry.id) ?? 0 });
    } else {
      excluded.push(verdictOf(candidate, skillMatches, found.rule, found.reason));
    }
  }
  const ranked = suitable.toSorted(order(entry));
  const verdicts = ranked.map((one) => verdictOf(one.candidate, one.skillMatches, null, standing(entry, one)));
  return { suitable: ranked, verdicts: [...verdicts, ...excluded] };
}

function verdictOf(
  { id, name, customers, load }: Candidate,
  skillMatches: number,
  excludedBy: ExclusionRule | null,
  reason: LocalizedText,
): CandidateVerdict {
  return { staffId: id, name, excludedBy, customers, load, skillMatches, reason };
}

type Compare = (left: Suitable, right: Suitable) => number;

/** Who goes before whom; the ID decides at last, so that there is one answer. */
function order({ strategy }: AssignmentEntry): Compare {
  const leastRecent: Compare = (a, b) => a.lastOffer - b.lastOffer || byText(a.candidate.id, b.candidate.id);
  const leastLoaded: Compare = (a, b) => a.candidate.load - b.candidate.load || leastRecent(a, b);
  switch (strategy) {
    case 'round-robin':
      return leastRecent;
    case 'least-loaded':
      return leastLoaded;
    case 'weighted':
      // Loads per weight, compared without dividing.
      return (a, b) =>
        a.candidate.load * b.candidate.weight - b.candidate.load * a.candidate.weight || leastRecent(a, b);
    case 'best-skill':
      return (a, b) => b.skillMatches - a.skillMatches || leastLoaded(a, b);
    default:
      return assertNever(strategy);
  }
}

function whyFirst(entry: AssignmentEntry, first: Suitable, count: number): LocalizedText {
  const it = standing(entry, first);
  return {
    en: `Entry "${entry.id}", ${entry.strategy}: first of ${count} suitable; ${it.en}`,
    zh: `条目“${entry.id}”，策略 ${entry.strategy}：${count} 名合适人选中排第一；${it.zh}`,
  };
}

/** The values by which a strategy ranks a candidate. */
function standing({ strategy }: AssignmentEntry, { candidate, skillMatches, lastOffer }: Suitable): LocalizedText {
  const { load, weight } = candidate;
  switch (strategy) {
    case 'round-robin':
      return lastOffer === 0
        ? { en: 'had no offer by this entry yet', zh: '本条目尚未分配过' }
        : { en: `had its last offer by this entry as number ${lastOffer}`, zh: `本条目上次分配序号为 ${lastOffer}` };
    case 'least-loaded':
      return { en: `load ${load}`, zh: `负载 ${load}` };
    case 'weighted':
      return { en: `load ${load} at weight ${weight}`, zh: `负载 ${load}，权重 ${weight}` };
    case 'best-skill':
      return {
        en: `${skillMatches} preferred skills, load ${load}`,
        zh: `匹配 ${skillMatches} 项优先技能，负载 ${load}`,
      };
    default:
      return assertNever(strategy);
  }
}

/** By code unit, never by locale. */
function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
