import { formatInstant } from '../../domain/calendar/zone';
import type { LocalizedText } from '../../domain/types';
import type { LoadedEscalation } from '../../facts/read/escalation';
import { escalationInput } from '../../facts/write/escalation-row';
import type { Tx } from '../../facts/write/transaction';
import { composeNotice } from './compose-notice';
import type { Acting, EpisodeMessage } from './episode-definition';

/** The email to the person whom the level reached means, in that person's language and zone. */
export async function composeEscalationNotice(
  tx: Tx,
  { facts: { row, climb, ladder, dueAt }, context: { customer } }: Acting<LoadedEscalation>,
): Promise<EpisodeMessage> {
  const staffId = climb.at(-1)?.staffId ?? null;
  if (staffId === null) throw new Error('The level has nobody to write to');
  const staff = await tx.staff.findUniqueOrThrow({ where: { id: staffId }, select: { zone: true } });
  const { subject, invoices, note } = await escalationInput(tx, row.id);
  const until = formatInstant(dueAt ?? row.createdAt.getTime(), staff.zone);
  const about = `${customer.name} (${customer.externalId})`;
  const lines: LocalizedText[] = [
    { en: `${subject.en}: ${about}.`, zh: `${subject.zh}：${about}。` },
    {
      en: `You are level ${row.level} of ${ladder.levels.length} of the ladder "${ladder.title.en}". Please acknowledge by ${until}; then the next level is told.`,
      zh: `您是升级链“${ladder.title.zh}”的第 ${row.level} 级（共 ${ladder.levels.length} 级）。请在 ${until} 之前确认，否则将通知下一级。`,
    },
  ];
  if (invoices.length > 0) {
    lines.push({ en: `Invoices: ${invoices.join(', ')}`, zh: `账单：${invoices.join('、')}` });
  }
  if (note !== null) lines.push({ en: note, zh: note });
  return composeNotice(tx, {
    staffId,
    name: 'notice-escalation',
    subject: { en: `Escalation: ${subject.en}, ${customer.name}`, zh: `升级：${subject.zh}，${customer.name}` },
    lines,
    link: null,
  });
}
