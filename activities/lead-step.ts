import type { PlannedTouch, Step } from '../domain/types';
import type { LoadedInput } from '../facts/read/load-decide-input';

/** The step that leads a touch. @throws Error where the touch has none, which a decision with a playbook never gives. */
export function leadStep({ touch, loaded }: { readonly touch: PlannedTouch; readonly loaded: LoadedInput }): Step {
  const step = loaded.input.playbook?.steps.find(({ id }) => id === touch.lead?.step);
  if (step === undefined) throw new Error(`A touch "${touch.action}" has no lead step in its playbook`);
  return step;
}
