import { civilDateAt } from '../../domain/calendar/zone';
import type { LetterModel, LetterOffer } from '../../domain/message/letter-model';
import type { Instant } from '../../domain/types';
import type { Db } from './db';

export type LetterQuery = {
  readonly customerId: string;
  /** The machine's clock. */
  readonly now: Instant;
  readonly offer: LetterOffer | null;
  readonly unsubscribeUrl: string | null;
};

/** What a letter to a customer is written with. @throws Error where there is no such customer */
export async function loadLetter(
  db: Db,
  { customerId, now, offer, unsubscribeUrl }: LetterQuery,
): Promise<LetterModel> {
  const { name, language, zone, clockNowAt, owner } = await db.customer.findUniqueOrThrow({
    where: { id: customerId },
    select: {
      ...{ name: true, language: true, zone: true, clockNowAt: true },
      owner: { select: { name: true, email: true } },
    },
  });
  const { companyName, emailReplyTo, portalUrl } = await db.settings.findUniqueOrThrow({ where: { id: 1 } });
  return {
    customer: { name, language: language === 'zh' ? 'zh' : 'en' },
    sender: { companyName, replyTo: emailReplyTo, address: null },
    owner,
    asOn: civilDateAt(clockNowAt?.getTime() ?? now, zone),
    offer,
    link: portalUrl,
    unsubscribeUrl,
  };
}
