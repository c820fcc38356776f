import { earliestAllowed, lateFrom } from '../policy/contact-policy';
import type { EpisodeTouch } from '../episode/episode-decision';
import type { Channel, Instant } from '../types';
import type { WinBackAction } from './win-back-decision';
import type { StartedWinBack, WinBackInput } from './win-back-facts';
import type { WinBackStep } from './win-back-policy';

/**
 * The touch of one step. A message that nobody has agreed to is skipped, with a record, and what
 * follows goes on.
 * @param since when the step became due, or is going to
 * @returns `null` where the contact policy never opens
 */
export function planStep(
  input: WinBackInput,
  { policy }: StartedWinBack,
  step: WinBackStep,
  since: Instant,
  asOf: Instant,
): EpisodeTouch<WinBackAction> | null {
  const offer = step.offer === null ? '' : `, offer ${step.offer}`;
  const fromAt = Math.max(since, asOf);
  const base = { status: 'planned', step: step.id, moves: [] } as const;
  if (step.do === 'task') {
    return {
      ...base,
      at: fromAt,
      action: 'createOwnerTask',
      summary: `Task ${step.id}${offer}`,
      reason: { en: `Step "${step.id}" is due: a person goes first or on`, zh: `步骤 "${step.id}" 到期：由人跟进` },
    };
  }
  const channel: Channel = step.do;
  if (!input.marketingPoints.some((point) => point.channel === channel)) {
    const name = channel === 'sms' ? { en: 'phone number', zh: '电话号码' } : { en: 'email address', zh: '邮箱' };
    return {
      ...base,
      at: fromAt,
      action: 'skipStep',
      summary: `Skip ${step.id}: no consent to marketing by ${channel}`,
      reason: {
        en: `Step "${step.id}" is skipped: there is no usable ${name.en} with consent to marketing`,
        zh: `跳过步骤 "${step.id}"：没有同意接收营销信息的可用${name.zh}`,
      },
    };
  }
  const contact = { ...input.contact, zone: input.customer.zone };
  const sendAt = step.sendAt ?? policy.sendAt;
  const waited = earliestAllowed(contact, channel, sendAt, since);
  const allowed =
    waited !== null && waited.at >= asOf
      ? waited
      : earliestAllowed(contact, channel, sendAt, lateFrom(contact, channel, sendAt, since, asOf));
  if (allowed === null) return null;
  return {
    ...base,
    at: allowed.at,
    action: channel === 'sms' ? 'sendSms' : 'sendEmail',
    summary: `${channel === 'sms' ? 'SMS' : 'Email'} ${step.id}${offer}`,
    reason: { en: `Step "${step.id}" is due`, zh: `步骤 "${step.id}" 到期` },
    moves: allowed.moves,
  };
}
