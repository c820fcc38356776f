import { formatInstant } from '../../domain/calendar/zone';
import { staffOfStep } from '../../domain/credit/decide-credit-review';
import { formatAmount } from '../../domain/money/money';
import type { LocalizedText } from '../../domain/types';
import type { LoadedCreditReview } from '../../facts/read/credit-review';
import type { Tx } from '../../facts/write/transaction';
import { composeNotice } from './compose-notice';
import type { Acting, EpisodeMessage } from './episode-definition';

/** The email to one of those who may decide a referral, in that person's language and zone. */
export async function composeReferralNotice(
  tx: Tx,
  { facts: { row }, context: { customer }, touch }: Acting<LoadedCreditReview>,
): Promise<EpisodeMessage> {
  const staffId = staffOfStep(touch.step);
  if (staffId === null || row === null) throw new Error(`The step ${touch.step} tells nobody of a referral`);
  const { zone } = await tx.staff.findUniqueOrThrow({ where: { id: staffId }, select: { zone: true } });
  const { score, band, limitMinor, currency, termsDays, dueAt, reasons } = row;
  const limit = currency === null ? '' : `${formatAmount(limitMinor ?? 0n, currency)} ${currency}`;
  const until = formatInstant(dueAt?.getTime() ?? touch.at, zone);
  const who = `${customer.name} (${customer.externalId})`;
  const lines: LocalizedText[] = [
    {
      en: `${who} has the score ${score ?? 0} (band ${band ?? ''}). Proposed: a limit of ${limit} and ${termsDays ?? 0} days to pay.`,
      zh: `${who} 评分 ${score ?? 0}（等级 ${band ?? ''}）。建议额度 ${limit}，账期 ${termsDays ?? 0} 天。`,
    },
    ...(reasons as unknown as readonly LocalizedText[]),
    { en: `Please decide by ${until}; then it is escalated.`, zh: `请在 ${until} 之前决定，否则将升级处理。` },
  ];
  const subject = { en: `Credit decision: ${customer.name}`, zh: `信用审批：${customer.name}` };
  return composeNotice(tx, { staffId, name: 'notice-credit-review', subject, lines, link: null });
}
