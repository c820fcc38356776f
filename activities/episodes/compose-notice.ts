import { renderStaffNotice, type StaffNotice } from '../../domain/message/staff-notice';
import type { Language } from '../../domain/types';
import type { Tx } from '../../facts/write/transaction';
import type { EpisodeMessage } from './episode-definition';

export type Notice = Omit<StaffNotice, 'companyName'> & {
  readonly staffId: string;
  /** What it is called in the ledger: `notice-offer`, `notice-escalation` … */
  readonly name: string;
};

/** Words an email to one of the staff, in their language. @throws Error where there is no such person */
export async function composeNotice(tx: Tx, { staffId, name, ...notice }: Notice): Promise<EpisodeMessage> {
  const { email, language: spoken } = await tx.staff.findUniqueOrThrow({
    where: { id: staffId },
    select: { email: true, language: true },
  });
  const { companyName } = await tx.settings.findUniqueOrThrow({ where: { id: 1 }, select: { companyName: true } });
  const language: Language = spoken === 'zh' ? 'zh' : 'en';
  return {
    channel: 'email',
    to: { staffId },
    address: email,
    purpose: 'service',
    template: { name, version: 1 },
    language,
    ...renderStaffNotice({ companyName, ...notice }, language),
    segments: null,
    withUnsubscribe: false,
  };
}
