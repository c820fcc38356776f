import { stringify } from 'yaml';
import { formatTimeOfDay } from '../calendar/time-of-day';
import { conditionSource } from '../condition/condition-source';
import { formatAmount } from '../money/money';
import type { Playbook, Step } from '../types';
import { DEFAULT_SEND_AT } from './parse-playbook';
import { formatStepTime } from './parse-step-time';

/** A written form: field by field, as JSON values. */
export type Source = Readonly<Record<string, unknown>>;

/**
 * The written form of a playbook, as a JSON value with the defaults left out. Parsing it gives the playbook again.
 * @example playbookSource(playbook) // { playbook: 'one', steps: [{ id: 'a', at: 'due', do: 'hold-credit' }] }
 */
export function playbookSource(playbook: Playbook): Source {
  return { ...headSource(playbook), steps: playbook.steps.map(stepSource) };
}

/** The same as YAML text, in one canonical form. */
export function formatPlaybook(playbook: Playbook): string {
  return stringify(playbookSource(playbook), { lineWidth: 0 });
}

/** Everything but the steps. */
export function headSource(playbook: Playbook): Source {
  const { name, title, applies, priority, sendAt, catchUp, entry, minimumBalance } = playbook;
  const minimums = Array.from(minimumBalance.keys())
    .toSorted()
    .map((currency) => [currency, formatAmount(minimumBalance.get(currency) ?? 0n, currency)]);
  return {
    playbook: name,
    ...(title.en === name && title.zh === name ? {} : { title: { en: title.en, zh: title.zh } }),
    ...(applies === null ? {} : { applies: conditionSource(applies) }),
    ...(priority === 0 ? {} : { priority }),
    ...(sendAt === DEFAULT_SEND_AT ? {} : { sendAt: formatTimeOfDay(sendAt) }),
    ...(catchUp === 'latest' ? {} : { catchUp }),
    ...(entry === 'at-age' ? {} : { entry }),
    ...(minimums.length === 0 ? {} : { minimumBalance: Object.fromEntries(minimums) as Source }),
  };
}

/** One step. */
export function stepSource(step: Step): Source {
  const { id, at, sendAt, when, template, to, cc, queue, title, ladder } = step;
  return {
    id,
    at: formatStepTime(at),
    do: step.do,
    ...(sendAt === null ? {} : { sendAt: formatTimeOfDay(sendAt) }),
    ...(template === null ? {} : { template }),
    ...(to === 'billing' ? {} : { to }),
    ...(cc.length === 0 ? {} : { cc }),
    ...(queue === null ? {} : { queue }),
    ...(title === null ? {} : { title: title.en === title.zh ? title.en : { en: title.en, zh: title.zh } }),
    ...(ladder === null ? {} : { ladder }),
    ...(when === null ? {} : { when: conditionSource(when) }),
  };
}
