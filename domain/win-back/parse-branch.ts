import { openFields, readWords, required, type Fields } from '../authoring/fields';
import { readStepId } from '../authoring/read-step-id';
import { quoted, type SourceNode } from '../authoring/source-node';
import type { FaultReport, Place } from '../faults';
import type { LocalizedText } from '../types';
import { readWinBackStep, type PlacedWinBackStep, type WinBackNames } from './parse-win-back-step';
import { LOSS_REASONS, POTENTIALS, type WinBackBranch } from './win-back-policy';

const FIELDS = ['id', 'reason', 'potential', 'steps'];
const MAX_STEPS = 50;

/** A branch with the places that later checks report at. */
export type PlacedBranch = {
  readonly branch: WinBackBranch;
  readonly subject: LocalizedText;
  readonly place: Place;
  readonly idPlace: Place;
  readonly steps: readonly PlacedWinBackStep[];
};

/**
 * Reads one branch of a win-back policy.
 * @param position counted from 1; names the branch in faults where it has no ID
 * @returns `null` where something essential is wrong; the report then holds an error
 */
export function readBranch(
  node: SourceNode,
  position: number,
  names: WinBackNames,
  report: FaultReport,
): PlacedBranch | null {
  const subject = subjectOf(node, position);
  const meant = {
    en: 'a map such as { id: others, steps: [ … ] }',
    zh: '映射，例如 { id: others, steps: [ … ] }',
  };
  const fields = openFields(node, subject, FIELDS, meant, report);
  if (fields === null) return null;
  const id = readStepId(fields);
  const reasons = readWords(fields, 'reason', LOSS_REASONS);
  const potentials = readWords(fields, 'potential', POTENTIALS);
  const steps = readSteps(fields, names);
  if (id === null || steps === null) return null;
  return {
    branch: { id, reasons, potentials, steps: steps.map(({ step }) => step) },
    ...{ subject, steps },
    place: node.place,
    idPlace: fields.get('id')?.place ?? node.place,
  };
}

function subjectOf(node: SourceNode, position: number): LocalizedText {
  const id = node.kind === 'map' ? node.entries.find(({ key }) => key === 'id')?.value : undefined;
  if (id?.kind === 'text') return { en: `Branch ${quoted(id.value)}`, zh: `分支 ${quoted(id.value)} ` };
  return { en: `Branch ${position}`, zh: `第 ${position} 个分支` };
}

/** @returns `null` where a step could not be read: what is said of the others would be said of another branch */
function readSteps(fields: Fields, names: WinBackNames): readonly PlacedWinBackStep[] | null {
  const expected = { en: `a list of 1 to ${MAX_STEPS} steps`, zh: ` 1 到 ${MAX_STEPS} 个步骤的列表` };
  const list = required(fields, 'steps', expected);
  if (list === null) return null;
  if (list.kind !== 'list' || list.items.length === 0 || list.items.length > MAX_STEPS) {
    const count = list.kind === 'list' ? list.items.length : null;
    fields.report.error(list.place, count === null ? 'wrong-type' : 'step-count', {
      en: `${fields.subject.en} has ${count === null ? 'no list' : String(count)} as steps; expected ${expected.en}`,
      zh: `${fields.subject.zh}的 steps ${count === null ? '不是列表' : `有 ${count} 项`}；应为${expected.zh}`,
    });
    return null;
  }
  const steps = list.items.map((node, index) => readWinBackStep(node, fields.subject, index + 1, names, fields.report));
  const read = steps.filter((step) => step !== null);
  reportSameIds(read, fields);
  return read.length < steps.length ? null : read;
}

function reportSameIds(steps: readonly PlacedWinBackStep[], { subject, report }: Fields): void {
  const seen = new Set<string>();
  for (const { step, idPlace } of steps) {
    if (seen.has(step.id)) {
      report.error(idPlace, 'duplicate-step', {
        en: `${subject.en} has two steps ${quoted(step.id)}; expected an ID of its own for each`,
        zh: `${subject.zh}有两个步骤 ${quoted(step.id)}；每个步骤的 ID 不得重复`,
      });
    }
    seen.add(step.id);
  }
}
