import { readName, readPriority, readTimeOfDay, readTitle } from '../authoring/common-fields';
import { openFields, readWhole, refuse, required, type Fields } from '../authoring/fields';
import { readAmounts } from '../authoring/read-amounts';
import { readSource } from '../authoring/read-source';
import { quoted } from '../authoring/source-node';
import { readCondition } from '../condition/parse-condition';
import { createFaultReport, hasErrors, type Fault, type FaultReport } from '../faults';
import type { KnownNames } from '../playbook/known-names';
import type { LocalizedText } from '../types';
import { checkBranches } from './check-branches';
import { readBranch, type PlacedBranch } from './parse-branch';
import { readOffers, type ReadOffers } from './parse-offers';
import { readCivilDays, readCivilDaysOr } from './read-civil-days';
import { WIN_BACK_DEFAULTS, type PotentialThreshold, type WinBackPolicy } from './win-back-policy';

const FIELDS = [
  ...['winBack', 'title', 'applies', 'priority', 'sendAt', 'dormantAfter', 'holdOut', 'potential', 'blockedBy'],
  ...['maxTouches', 'budget', 'measureFor', 'branches', 'offers'],
];
const MAX_BRANCHES = 50;
const MAX_TOUCHES = 50;
/** With more held out than treated there is nothing left to win back. */
const MAX_HOLD_OUT = 0.5;

const SUBJECT: LocalizedText = { en: 'The win-back policy', zh: '挽回策略' };

export type ParsedWinBackPolicy = {
  /** `null` exactly where there is an error among the faults. */
  readonly value: WinBackPolicy | null;
  /** By line and column; errors and warnings. */
  readonly faults: readonly Fault[];
};

/**
 * Reads and validates a win-back policy. Left out, `applies` is everybody, `priority` 0, `sendAt` "10:00",
 * `dormantAfter` 120 days, `holdOut` 0, everybody is of low potential, any overdue balance blocks, `maxTouches` is 6,
 * there is no budget, `measureFor` is 90 days, and the title is the name.
 * @param source YAML text, or an already parsed JSON value
 * @param known the templates that steps may name
 * @example parseWinBackPolicy('winBack: one\nbranches: [{ id: all, steps: [{ id: a, after: 3d, do: email, template: t }] }]', ANY_NAMES).value?.maxTouches // 6
 */
export function parseWinBackPolicy(source: unknown, known: KnownNames): ParsedWinBackPolicy {
  const report = createFaultReport();
  const value = readPolicy(source, known, report);
  const faults = report.list();
  return { value: hasErrors(faults) ? null : value, faults };
}

function readPolicy(source: unknown, known: KnownNames, report: FaultReport): WinBackPolicy | null {
  const root = readSource(source, report);
  if (root === null) return null;
  const meant = { en: 'a map with "winBack" and "branches"', zh: '含 winBack 和 branches 的映射' };
  const fields = openFields(root, SUBJECT, FIELDS, meant, report);
  if (fields === null) return null;
  const nameNode = required(fields, 'winBack', { en: 'its name', zh: '其名称' });
  const name = nameNode && readName(fields, 'winBack', nameNode);
  const titleNode = fields.get('title');
  const title = titleNode && readTitle(fields, 'title', titleNode);
  const appliesNode = fields.get('applies');
  const applies =
    appliesNode && readCondition(appliesNode, 'applies', { en: 'The "applies" condition', zh: 'applies 条件' }, report);
  const offers = readOffers(fields);
  const rules = {
    applies,
    priority: readPriority(fields),
    sendAt: readSendAt(fields),
    dormantAfter: readDormantAfter(fields),
    holdOut: readHoldOut(fields),
    potential: readPotential(fields),
    overdueOver: readOverdueOver(fields),
    maxTouches: readMaxTouches(fields),
    budget: readAmounts(fields, 'budget'),
    measureForDays: readCivilDaysOr(fields, 'measureFor', 1, WIN_BACK_DEFAULTS.measureForDays),
  };
  const placed = readBranches(fields, offers, known);
  if (placed !== null) {
    checkBranches(placed, rules, report);
    warnOfUnusedOffers(offers, placed, report);
  }
  if (name === null || placed === null) return null;
  const branches = placed.map(({ branch }) => branch);
  return { name, title: title ?? { en: name, zh: name }, ...rules, branches, offers: offers.offers };
}

function readSendAt(fields: Fields): number {
  const node = fields.get('sendAt');
  return (node && readTimeOfDay(fields, 'sendAt', node, false)) ?? WIN_BACK_DEFAULTS.sendAt;
}

function readMaxTouches(fields: Fields): number {
  const node = fields.get('maxTouches');
  return (node && readWhole(fields, 'maxTouches', node, 1, MAX_TOUCHES)) ?? WIN_BACK_DEFAULTS.maxTouches;
}

function readHoldOut(fields: Fields): number {
  const node = fields.get('holdOut');
  if (node === null) return WIN_BACK_DEFAULTS.holdOut;
  if (node.kind === 'number' && node.value >= 0 && node.value <= MAX_HOLD_OUT) return node.value;
  const expected = {
    en: `a share from 0 to ${MAX_HOLD_OUT}, such as 0.1 for a tenth`,
    zh: ` 0 到 ${MAX_HOLD_OUT} 的比例，例如 0.1 表示十分之一`,
  };
  refuse(fields, 'holdOut', node, expected, node.kind === 'number' ? 'bad-value' : 'wrong-type');
  return WIN_BACK_DEFAULTS.holdOut;
}

function readDormantAfter(fields: Fields): WinBackPolicy['dormantAfter'] {
  const node = fields.get('dormantAfter');
  const segments = new Map<string, number>();
  if (node === null) return { defaultDays: WIN_BACK_DEFAULTS.dormantAfterDays, segments };
  const meant = {
    en: 'a map such as { default: 120d, segments: { smb: 90d } }',
    zh: '映射，例如 { default: 120d, segments: { smb: 90d } }',
  };
  const subject = { en: 'The "dormantAfter"', zh: 'dormantAfter ' };
  const inner = openFields(node, subject, ['default', 'segments'], meant, fields.report);
  const defaultDays =
    inner === null
      ? WIN_BACK_DEFAULTS.dormantAfterDays
      : readCivilDaysOr(inner, 'default', 1, WIN_BACK_DEFAULTS.dormantAfterDays);
  const list = inner?.get('segments') ?? null;
  if (inner === null || list === null) return { defaultDays, segments };
  if (list.kind !== 'map') {
    refuse(inner, 'segments', list, {
      en: 'days by segment, such as { smb: 90d }',
      zh: '按客群列出天数，例如 { smb: 90d }',
    });
    return { defaultDays, segments };
  }
  for (const { key, value } of list.entries) {
    const days = readCivilDays(inner, `segments.${key}`, value, 1);
    if (days !== null) segments.set(key, days);
  }
  return { defaultDays, segments };
}

function readPotential(fields: Fields): WinBackPolicy['potential'] {
  const none: PotentialThreshold = { valueSoFar: new Map(), expectedPurchases: new Map() };
  const node = fields.get('potential');
  if (node === null) return { high: none, medium: none };
  const meant = {
    en: 'a map such as { high: { valueSoFar: { USD: "10000.00" } } }',
    zh: '映射，例如 { high: { valueSoFar: { USD: "10000.00" } } }',
  };
  const levels = openFields(
    node,
    { en: 'The "potential"', zh: 'potential ' },
    ['high', 'medium'],
    meant,
    fields.report,
  );
  const read = (level: 'high' | 'medium'): PotentialThreshold => {
    const own = levels?.get(level) ?? null;
    if (own === null) return none;
    const subject = { en: `The ${level} potential`, zh: `${level} 潜力` };
    const amounts = openFields(own, subject, ['valueSoFar', 'expectedPurchases'], meant, fields.report);
    if (amounts === null) return none;
    return {
      valueSoFar: readAmounts(amounts, 'valueSoFar'),
      expectedPurchases: readAmounts(amounts, 'expectedPurchases'),
    };
  };
  return { high: read('high'), medium: read('medium') };
}

function readOverdueOver(fields: Fields): WinBackPolicy['overdueOver'] {
  const node = fields.get('blockedBy');
  if (node === null) return new Map();
  const meant = {
    en: 'a map such as { overdueOver: { USD: "100.00" } }',
    zh: '映射，例如 { overdueOver: { USD: "100.00" } }',
  };
  const subject = { en: 'The "blockedBy"', zh: 'blockedBy ' };
  const inner = openFields(node, subject, ['overdueOver'], meant, fields.report);
  return inner === null ? new Map() : readAmounts(inner, 'overdueOver');
}

/** @returns `null` where a branch could not be read: what is said of all together would be wrong */
function readBranches(fields: Fields, { places }: ReadOffers, known: KnownNames): readonly PlacedBranch[] | null {
  const expected = {
    en: `a list of 1 to ${MAX_BRANCHES} branches, the last without "reason" and "potential"`,
    zh: ` 1 到 ${MAX_BRANCHES} 个分支的列表，最后一个不含 reason 和 potential`,
  };
  const list = required(fields, 'branches', expected);
  if (list === null) return null;
  if (list.kind !== 'list' || list.items.length === 0 || list.items.length > MAX_BRANCHES) {
    return refuse(fields, 'branches', list, expected, list.kind === 'list' ? 'bad-value' : 'wrong-type');
  }
  const names = { known, offers: new Set(places.keys()) };
  const branches = list.items.map((node, index) => readBranch(node, index + 1, names, fields.report));
  const read = branches.filter((branch) => branch !== null);
  return read.length < branches.length ? null : read;
}

function warnOfUnusedOffers({ places }: ReadOffers, placed: readonly PlacedBranch[], report: FaultReport): void {
  const used = new Set(placed.flatMap(({ branch }) => branch.steps.map(({ offer }) => offer)));
  for (const [name, place] of places) {
    if (used.has(name)) continue;
    report.warning(place, 'unused', {
      en: `No step makes the offer ${quoted(name)}; expected a step with "offer: ${name}", or no such offer`,
      zh: `没有步骤使用优惠 ${quoted(name)}；应有步骤写明 "offer: ${name}"，或删除该优惠`,
    });
  }
}
