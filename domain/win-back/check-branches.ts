import { quoted } from '../authoring/source-node';
import type { FaultReport } from '../faults';
import type { PlacedBranch } from './parse-branch';
import {
  isFor,
  LOSS_REASONS,
  POTENTIALS,
  type Potential,
  type WinBackBranch,
  type WinBackPolicy,
} from './win-back-policy';

/** What the branches of a policy are held against. */
export type BranchRules = Pick<WinBackPolicy, 'measureForDays' | 'budget' | 'maxTouches'>;

/**
 * Reports what is wrong with the branches together: two with one ID, none for everybody else at the end, one that no
 * customer can come to, steps that come after the measuring has ended, a high potential that is not met by a person
 * first, a low one that costs a person's time.
 */
export function checkBranches(placed: readonly PlacedBranch[], rules: BranchRules, report: FaultReport): void {
  const ids = new Set<string>();
  placed.forEach((one, index) => {
    const { branch, idPlace, subject } = one;
    if (ids.has(branch.id)) {
      report.error(idPlace, 'duplicate', {
        en: `Branch ${index + 1} has the ID ${quoted(branch.id)} of a branch above; expected an ID of its own`,
        zh: `第 ${index + 1} 个分支的 ID ${quoted(branch.id)} 与前面的分支相同；每个分支的 ID 不得重复`,
      });
    }
    ids.add(branch.id);
    const potentials = potentialsOf(placed, index);
    if (potentials.size === 0) {
      report.error(idPlace, 'unreachable-branch', {
        en: `${subject.en} is for nobody: the branches above take every reason and potential of it; expected it above them, or not at all`,
        zh: `${subject.zh}不会用到：前面的分支已包含其全部原因与潜力；应移到它们之前，或删除`,
      });
    }
    checkPersons(one, potentials, report);
    checkSteps(one, rules, report);
  });
  reportNoFallback(placed, report);
}

/** The potentials of which customers come to the branch at `index`. */
function potentialsOf(placed: readonly PlacedBranch[], index: number): ReadonlySet<Potential> {
  const first = (matches: (branch: WinBackBranch) => boolean) => placed.findIndex(({ branch }) => matches(branch));
  return new Set(
    POTENTIALS.filter((potential) =>
      LOSS_REASONS.some((reason) => first((branch) => isFor(branch, reason, potential)) === index),
    ),
  );
}

function checkPersons(
  { subject, steps, place }: PlacedBranch,
  potentials: ReadonlySet<Potential>,
  report: FaultReport,
): void {
  if (potentials.has('high') && steps[0]?.step.do !== 'task') {
    report.error(steps[0]?.place ?? place, 'no-person-first', {
      en: `${subject.en} takes customers of high potential and does not begin with a person; expected "do: task" as its first step, or a branch above it for "potential: [high]"`,
      zh: `${subject.zh}包含高潜力客户，但不是由人先联系；第一个步骤应为 "do: task"，或在其前面增加 "potential: [high]" 的分支`,
    });
  }
  if (!potentials.has('low')) return;
  for (const { step, place: at } of steps.filter((one) => one.step.do === 'task')) {
    report.error(at, 'person-for-low', {
      en: `${subject.en} takes customers of low potential and has the task ${quoted(step.id)}; expected messages only, or a branch above it for the others`,
      zh: `${subject.zh}包含低潜力客户，却有任务步骤 ${quoted(step.id)}；应只用消息，或在其前面为其他客户增加分支`,
    });
  }
}

function checkSteps({ subject, steps }: PlacedBranch, rules: BranchRules, report: FaultReport): void {
  let day = 0;
  steps.forEach(({ step, place }, index) => {
    day += step.afterDays;
    if (day >= rules.measureForDays) {
      report.error(place, 'after-the-end', {
        en: `Step ${quoted(step.id)} of ${subject.en.replace('Branch', 'branch')} comes ${day} days after the start at the earliest; expected less than measureFor, which is ${rules.measureForDays}d`,
        zh: `${subject.zh}的步骤 ${quoted(step.id)} 最早在开始后第 ${day} 天；应早于 measureFor（${rules.measureForDays}d）`,
      });
    }
    if (index === rules.maxTouches) {
      report.warning(place, 'over-max-touches', {
        en: `Step ${quoted(step.id)} of ${subject.en.replace('Branch', 'branch')} is number ${index + 1}, and maxTouches is ${rules.maxTouches}: it acts only where a step above is skipped`,
        zh: `${subject.zh}的步骤 ${quoted(step.id)} 是第 ${index + 1} 个，而 maxTouches 为 ${rules.maxTouches}：仅当前面有步骤被跳过时才会执行`,
      });
    }
    for (const currency of [...rules.budget.keys()].filter((code) => step.cost.size > 0 && !step.cost.has(code))) {
      report.warning(place, 'no-cost', {
        en: `Step ${quoted(step.id)} of ${subject.en.replace('Branch', 'branch')} has no cost in ${currency}, in which there is a budget; it counts as free there`,
        zh: `${subject.zh}的步骤 ${quoted(step.id)} 未列出 ${currency} 的成本，而预算含该币种；将按零成本计`,
      });
    }
  });
}

function reportNoFallback(placed: readonly PlacedBranch[], report: FaultReport): void {
  const last = placed.at(-1);
  if (last === undefined || (last.branch.reasons.length === 0 && last.branch.potentials.length === 0)) return;
  report.error(last.place, 'no-fallback', {
    en: `${last.subject.en} is the last and is not for everybody; expected a last branch without "reason" and "potential"`,
    zh: `${last.subject.zh}是最后一个，但并非适用于所有客户；最后应有一个不含 reason 和 potential 的分支`,
  });
}
