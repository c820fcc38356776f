import { ApplicationFailure } from '@temporalio/common';
import type { LetterOffer } from '../../domain/message/letter-model';
import { renderEmail } from '../../domain/message/render-email';
import { renderSms } from '../../domain/message/render-sms';
import type { Channel, ContactRole, Language } from '../../domain/types';
import type { EpisodeContext } from '../../facts/read/load-episode-context';
import { loadLetter } from '../../facts/read/load-letter';
import { loadMessageFacts, type TemplateRow } from '../../facts/read/load-message-facts';
import type { Tx } from '../../facts/write/transaction';
import type { Acting, EpisodeMessage } from './episode-definition';

export type Letter = {
  readonly channel: Channel;
  readonly template: string;
  /** Service or marketing: consent for it decides which contact points can be used. */
  readonly purpose: 'service' | 'marketing';
  /** Preferred; any usable contact point of the channel will do. */
  readonly role: ContactRole;
  readonly offer: LetterOffer | null;
};

/** The contact point that a letter goes to, or `null` where none of the channel is usable for the purpose. */
function recipientOf(
  { contactPoints }: Pick<EpisodeContext, 'contactPoints'>,
  { channel, purpose, role }: Pick<Letter, 'channel' | 'purpose' | 'role'>,
): EpisodeContext['contactPoints'][number] | null {
  const usable = contactPoints.filter(
    (point) => point.channel === channel && point.state === 'ok' && point.consents[purpose],
  );
  return usable.find((point) => point.role === role) ?? usable[0] ?? null;
}

/**
 * Words a letter to the customer, for the ledger to send.
 * @throws ApplicationFailure `template-missing`; retried, since saving one mends it
 * @throws Error where no contact point is usable: the decision should have said so
 */
export async function composeLetter<Facts>(
  tx: Tx,
  { context, ctx, unsubscribeUrl }: Acting<Facts>,
  letter: Letter,
): Promise<EpisodeMessage> {
  const { channel, template: name, purpose, offer } = letter;
  const { id: customerId, language } = context.customer;
  const recipient = recipientOf(context, letter);
  if (recipient === null) throw new Error(`There is no usable ${channel} contact point for ${purpose}`);
  const { templates } = await loadMessageFacts(tx, { customerId, channel, template: name });
  const template = templateIn(templates, language);
  if (template === null) {
    throw ApplicationFailure.create({
      type: 'template-missing',
      message: `Template "${name}" has no ${channel} text; expected one to be saved`,
    });
  }
  const model = await loadLetter(tx, { customerId, now: ctx.now, offer, unsubscribeUrl });
  const base = {
    ...{ channel, purpose, template },
    to: { contactPointId: recipient.id },
    address: recipient.address,
    language: template.language,
    withUnsubscribe: channel === 'email',
  };
  if (channel === 'sms') {
    const { body, segments } = renderSms(template, model);
    return { ...base, subject: null, text: body, html: null, segments };
  }
  return { ...base, ...renderEmail(template, model), segments: null };
}

/** In the customer's language, else in English, else in whichever there is. */
function templateIn(templates: readonly TemplateRow[], language: Language): TemplateRow | null {
  const inLanguage = (wanted: Language) => templates.find((template) => template.language === wanted);
  return inLanguage(language) ?? inLanguage('en') ?? templates[0] ?? null;
}
