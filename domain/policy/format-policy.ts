import { stringify } from 'yaml';
import { formatTimeOfDay } from '../calendar/time-of-day';
import { conditionSource } from '../condition/condition-source';
import type { Channel, ContactPolicy } from '../types';

/**
 * The written form of a contact policy, as a JSON value with the defaults left out. Parsing it gives the policy again.
 * @example policySource(policy) // { policy: 'calm', minimumGap: '3d' }
 */
export function policySource(policy: ContactPolicy): Readonly<Record<string, unknown>> {
  const { name, title, applies, priority, windows, closedDays, minimumGapDays, caps } = policy;
  return {
    policy: name,
    ...(title.en === name && title.zh === name ? {} : { title: { en: title.en, zh: title.zh } }),
    ...(applies === null ? {} : { applies: conditionSource(applies) }),
    ...(priority === 0 ? {} : { priority }),
    ...(windows.length === 0
      ? {}
      : {
          windows: windows.map((window) => ({
            ...(window.days.length === 0 ? {} : { days: window.days }),
            from: formatTimeOfDay(window.from),
            to: formatTimeOfDay(window.to),
            ...channelsSource(window.channels),
          })),
        }),
    ...(closedDays === 'none' ? {} : { closedDays }),
    ...(minimumGapDays === 0 ? {} : { minimumGap: `${minimumGapDays}d` }),
    ...(caps.length === 0
      ? {}
      : { caps: caps.map((cap) => ({ count: cap.count, per: `${cap.perDays}d`, ...channelsSource(cap.channels) })) }),
  };
}

/** The same as YAML text, in one canonical form. */
export function formatPolicy(policy: ContactPolicy): string {
  return stringify(policySource(policy), { lineWidth: 0 });
}

function channelsSource(channels: readonly Channel[]): { readonly channels?: readonly Channel[] } {
  return channels.length === 0 ? {} : { channels };
}
