import type { LocalizedText, Playbook } from '../types';
import { headSource, stepSource, type Source } from './format-playbook';

/** One difference between two versions of a playbook. */
export type Change = {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  /** The step concerned; `null` = the playbook's own fields. */
  readonly step: string | null;
  /** The field that changed, as it is written; `null` where a whole step came, went or moved. */
  readonly field: string | null;
  /** As written, JSON values; `null` = not given. For a moved step, its positions counted from 1. */
  readonly before: unknown;
  readonly after: unknown;
  readonly text: LocalizedText;
};

/**
 * What changed from one version of a playbook to another: the playbook's fields, then its steps in the order of
 * `after`, then the steps that went. Steps are told apart by ID; one is `moved` where its order among the steps that
 * both versions have is another.
 */
export function diffPlaybooks(before: Playbook, after: Playbook): readonly Change[] {
  const changes = diffFields(null, headSource(before), headSource(after));
  const stepsBefore = new Map(before.steps.map((step) => [step.id, step]));
  const stepsAfter = new Map(after.steps.map((step) => [step.id, step]));
  const moved = movedSteps(
    before.steps.filter(({ id }) => stepsAfter.has(id)).map(({ id }) => id),
    after.steps.filter(({ id }) => stepsBefore.has(id)).map(({ id }) => id),
  );
  after.steps.forEach((step, index) => {
    const earlier = stepsBefore.get(step.id);
    if (earlier === undefined) {
      changes.push(change('added', step.id, null, null, stepSource(step)));
      return;
    }
    changes.push(...diffFields(step.id, stepSource(earlier), stepSource(step)));
    if (moved.has(step.id)) changes.push(change('moved', step.id, null, before.steps.indexOf(earlier) + 1, index + 1));
  });
  for (const step of before.steps) {
    if (!stepsAfter.has(step.id)) changes.push(change('removed', step.id, null, stepSource(step), null));
  }
  return changes;
}

function diffFields(step: string | null, before: Source, after: Source): Change[] {
  const names = Array.from(new Set([...Object.keys(before), ...Object.keys(after)]));
  return names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => change('changed', step, name, before[name] ?? null, after[name] ?? null));
}

/** All that are outside the longest run of steps that keeps its order, so one step moved is one change. */
function movedSteps(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const positions = new Map(before.map((id, index) => [id, index]));
  const runs: string[][] = [];
  after.forEach((id, index) => {
    const position = positions.get(id) ?? 0;
    const fitting = runs.slice(0, index).filter((run) => (positions.get(run.at(-1) ?? '') ?? 0) < position);
    const longest = fitting.reduce<string[]>((best, run) => (run.length > best.length ? run : best), []);
    runs.push([...longest, id]);
  });
  const kept = new Set(runs.reduce<string[]>((best, run) => (run.length > best.length ? run : best), []));
  return new Set(after.filter((id) => !kept.has(id)));
}

function change(
  kind: Change['kind'],
  step: string | null,
  field: string | null,
  before: unknown,
  after: unknown,
): Change {
  const subject =
    step === null ? { en: 'The playbook', zh: '催收策略' } : { en: `Step "${step}"`, zh: `步骤 "${step}" ` };
  return { kind, step, field, before, after, text: textOf(kind, subject, field, before, after) };
}

function textOf(
  kind: Change['kind'],
  { en, zh }: LocalizedText,
  field: string | null,
  before: unknown,
  after: unknown,
): LocalizedText {
  switch (kind) {
    case 'added':
      return { en: `${en} is new`, zh: `新增${zh}` };
    case 'removed':
      return { en: `${en} is gone`, zh: `删除${zh}` };
    case 'moved':
      return {
        en: `${en} moves from place ${show(before)} to ${show(after)}`,
        zh: `${zh}从第 ${show(before)} 位移到第 ${show(after)} 位`,
      };
    case 'changed':
      return {
        en: `${en} changes ${field ?? ''} from ${show(before)} to ${show(after)}`,
        zh: `${zh}的 ${field ?? ''} 由 ${show(before)} 改为 ${show(after)}`,
      };
  }
}

function show(value: unknown): string {
  return value === null ? 'default' : JSON.stringify(value);
}
