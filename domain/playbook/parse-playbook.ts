import { readName, readPriority, readTimeOfDay, readTitle } from '../authoring/common-fields';
import { openFields, readWordOr, refuse, required, type Fields } from '../authoring/fields';
import { readAmounts } from '../authoring/read-amounts';
import { readSource } from '../authoring/read-source';
import { quoted } from '../authoring/source-node';
import { readCondition } from '../condition/parse-condition';
import { createFaultReport, hasErrors, type Fault, type FaultReport } from '../faults';
import type { CatchUp, Entry, LocalizedText, Playbook } from '../types';
import { warnOfCadence } from './cadence-warnings';
import type { KnownNames } from './known-names';
import { readStep } from './parse-step';
import type { PlacedStep } from './placed-step';

const FIELDS = ['playbook', 'title', 'applies', 'priority', 'sendAt', 'catchUp', 'entry', 'minimumBalance', 'steps'];
const CATCH_UPS: readonly CatchUp[] = ['latest', 'each', 'skip'];
const ENTRIES: readonly Entry[] = ['at-age', 'first-step'];

export const DEFAULT_SEND_AT = 10 * 60;
const MAX_STEPS = 200;

const SUBJECT: LocalizedText = { en: 'The playbook', zh: '催收策略' };

export type ParsedPlaybook = {
  /** `null` exactly where there is an error among the faults. */
  readonly playbook: Playbook | null;
  /** By line and column; errors and warnings. */
  readonly faults: readonly Fault[];
};

/**
 * Reads and validates a playbook. Left out, `applies` is everybody, `priority` 0, `sendAt` "10:00", `catchUp` "latest",
 * `entry` "at-age", `minimumBalance` none, and the title is the name.
 * @param source YAML text, or an already parsed JSON value
 * @param known names that steps may refer to, and the policies to compare the cadence with
 * @example parsePlaybook('playbook: one\nsteps:\n  - { id: a, at: due, do: hold-credit }', ANY_NAMES).faults // []
 */
export function parsePlaybook(source: unknown, known: KnownNames): ParsedPlaybook {
  const report = createFaultReport();
  const playbook = readPlaybook(source, known, report);
  const faults = report.list();
  return { playbook: hasErrors(faults) ? null : playbook, faults };
}

function readPlaybook(source: unknown, known: KnownNames, report: FaultReport): Playbook | null {
  const root = readSource(source, report);
  if (root === null) return null;
  const meant = { en: 'a map with "playbook" and "steps"', zh: '含 playbook 和 steps 的映射' };
  const fields = openFields(root, SUBJECT, FIELDS, meant, report);
  if (fields === null) return null;

  const nameNode = required(fields, 'playbook', { en: 'its name', zh: '其名称' });
  const name = nameNode && readName(fields, 'playbook', nameNode);
  const titleNode = fields.get('title');
  const title = titleNode && readTitle(fields, 'title', titleNode);
  const appliesNode = fields.get('applies');
  const applies =
    appliesNode && readCondition(appliesNode, 'applies', { en: 'The "applies" condition', zh: 'applies 条件' }, report);
  const sendAtNode = fields.get('sendAt');
  const sendAt = sendAtNode && readTimeOfDay(fields, 'sendAt', sendAtNode, false);
  const head = {
    applies,
    priority: readPriority(fields),
    sendAt: sendAt ?? DEFAULT_SEND_AT,
    catchUp: readWordOr(fields, 'catchUp', CATCH_UPS, 'latest'),
    entry: readWordOr(fields, 'entry', ENTRIES, 'at-age'),
    minimumBalance: readAmounts(fields, 'minimumBalance'),
  };
  const placed = readSteps(fields, known);
  warnOfCadence(placed, head.sendAt, known.policies, report);
  if (name === null) return null;
  return { name, title: title ?? { en: name, zh: name }, ...head, steps: placed.map(({ step }) => step) };
}

function readSteps(fields: Fields, known: KnownNames): readonly PlacedStep[] {
  const expected = { en: `a list of 1 to ${MAX_STEPS} steps`, zh: ` 1 到 ${MAX_STEPS} 个步骤的列表` };
  const list = required(fields, 'steps', expected);
  if (list === null) return [];
  if (list.kind !== 'list') {
    refuse(fields, 'steps', list, expected);
    return [];
  }
  const count = list.items.length;
  if (count === 0 || count > MAX_STEPS) {
    fields.report.error(list.place, 'step-count', {
      en: `The playbook has ${count} steps; expected ${expected.en}`,
      zh: `催收策略有 ${count} 个步骤；应为${expected.zh}`,
    });
    return [];
  }
  const steps = list.items.map((node, index) => readStep(node, index + 1, known, fields.report));
  const read = steps.filter((step) => step !== null);
  reportSameIds(read, fields.report);
  reportPreviousOfNothing(steps[0] ?? null, fields.report);
  // With a step missing, "the step above" would be another one.
  return read.length < steps.length ? [] : read;
}

function reportSameIds(steps: readonly PlacedStep[], report: FaultReport): void {
  const first = new Map<string, number>();
  steps.forEach(({ step, idPlace }, index) => {
    const earlier = first.get(step.id);
    if (earlier === undefined) {
      first.set(step.id, index + 1);
      return;
    }
    report.error(idPlace, 'duplicate-step', {
      en: `Step ${index + 1} has the ID ${quoted(step.id)} of step ${earlier}; expected an ID of its own`,
      zh: `第 ${index + 1} 个步骤的 ID ${quoted(step.id)} 与第 ${earlier} 个相同；每个步骤的 ID 不得重复`,
    });
  });
}

function reportPreviousOfNothing(first: PlacedStep | null, report: FaultReport): void {
  if (first?.step.at.anchor !== 'previous') return;
  report.error(first.atPlace, 'no-previous', {
    en: `Step ${quoted(first.step.id)} is at "previous", but is the first step; expected "due", "issued" or "month-end"`,
    zh: `步骤 ${quoted(first.step.id)} 以 "previous" 为起点，但它是第一个步骤；应为 due、issued 或 month-end`,
  });
}
