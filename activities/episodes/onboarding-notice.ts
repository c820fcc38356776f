import { formatInstant } from '../../domain/calendar/zone';
import { renderStaffNotice } from '../../domain/message/staff-notice';
import type { LoadedOnboarding } from '../../facts/read/assignment-episode';
import type { Tx } from '../../facts/write/transaction';
import type { Acting, EpisodeMessage } from './episode-definition';

/** The email to whom the customer is offered, in that person's language and zone. */
export async function composeOfferNotice(
  tx: Tx,
  { facts: { facts }, context: { customer } }: Acting<LoadedOnboarding>,
): Promise<EpisodeMessage> {
  const offer = facts.offers.at(-1);
  const staff = await tx.staff.findUniqueOrThrow({ where: { id: offer?.staffId ?? '' } });
  const { companyName } = await tx.settings.findUniqueOrThrow({ where: { id: 1 }, select: { companyName: true } });
  const until = formatInstant(offer?.dueAt ?? offer?.offeredAt ?? 0, staff.zone);
  const about = `${customer.name} (${customer.externalId})`;
  const notice = {
    companyName,
    subject: { en: `New customer: ${customer.name}`, zh: `新客户：${customer.name}` },
    lines: [
      { en: `You are to look after ${about}.`, zh: `请您负责客户 ${about}。` },
      {
        en: `Please accept or decline by ${until}; then the customer goes to the next colleague.`,
        zh: `请在 ${until} 之前接受或拒绝，逾期将转给下一位同事。`,
      },
      {
        en: 'A first contact with the customer that you log counts as acceptance.',
        zh: '登记与客户的首次联系即视为接受。',
      },
    ],
    link: null,
  };
  const language = staff.language === 'zh' ? 'zh' : 'en';
  return {
    channel: 'email',
    to: { staffId: staff.id },
    address: staff.email,
    purpose: 'service',
    template: { name: 'notice-assignment', version: 1 },
    language,
    ...renderStaffNotice(notice, language),
    segments: null,
    withUnsubscribe: false,
  };
}
