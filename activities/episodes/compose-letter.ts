import { ApplicationFailure } from '@temporalio/common';
import { renderEmail } from '../../domain/message/render-email';
import { renderSms } from '../../domain/message/render-sms';
import type { LetterOffer } from '../../domain/message/letter-model';
import type { Channel, ContactRole, Purpose } from '../../domain/types';
import { loadLetter } from '../../facts/read/load-letter';
import { loadMessageFacts, type TemplateRow } from '../../facts/read/load-message-facts';
import type { Tx } from '../../facts/write/transaction';
import type { Acting, EpisodeMessage } from './episode-definition';

export type ComposeLetterInput = {
  readonly customerId: string;
  readonly channel: Channel;
  readonly template: string;
  /** Consent is asked for this purpose. */
  readonly purpose: Purpose;
  /** Whom of the customer's people it is for, where there is somebody. */
  readonly role: ContactRole;
  readonly offer: LetterOffer | null;
  readonly acting: Acting<unknown>;
};

/**
 * A letter to the customer: a message that is not about invoices.
 * @throws ApplicationFailure `template-missing` where the template has no text for the channel; retried, since saving one mends it
 */
export async function composeLetter(
  tx: Tx,
  { customerId, channel, template: name, purpose, role, offer, acting }: ComposeLetterInput,
): Promise<EpisodeMessage> {
  const { context, ctx, unsubscribeUrl } = acting;
  const { templates } = await loadMessageFacts(tx, { customerId, channel, template: name });
  const template = templateIn(templates, context.customer.language, `Template "${name}" has no ${channel} text`);
  const point = recipientOf(context.contactPoints, { channel, purpose, role });
  const withUnsubscribe = channel === 'email';
  const letter = await loadLetter(tx, {
    customerId,
    now: ctx.now,
    offer,
    unsubscribeUrl: withUnsubscribe ? unsubscribeUrl : null,
  });
  const base = {
    ...{ channel, purpose, withUnsubscribe },
    to: { contactPointId: point.id },
    address: point.address,
    template: { name, version: template.version },
    language: template.language,
  };
  if (channel === 'sms') {
    const { body, segments } = renderSms(template, letter);
    return { ...base, subject: null, text: body, html: null, segments };
  }
  return { ...base, ...renderEmail(template, letter), segments: null };
}

function templateIn(templates: readonly TemplateRow[], language: string, missing: string): TemplateRow {
  const found =
    templates.find((template) => template.language === language) ??
    templates.find((template) => template.language === 'en') ??
    templates[0];
  if (found !== undefined) return found;
  throw ApplicationFailure.create({ type: 'template-missing', message: `${missing}; expected one to be saved` });
}

type Points = Acting<unknown>['context']['contactPoints'];

/** Of the usable contact points of the channel the first in the role, else the first. */
function recipientOf(
  points: Points,
  { channel, purpose, role }: Pick<ComposeLetterInput, 'channel' | 'purpose' | 'role'>,
): Points[number] {
  const usable = points.filter((point) => point.channel === channel && point.state === 'ok' && point.consents[purpose]);
  const found = usable.find((point) => point.role === role) ?? usable[0];
  if (found === undefined) throw new Error(`There is no usable ${channel} contact point, although one was decided for`);
  return found;
}
