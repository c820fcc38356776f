import { randomBytes, randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { civilDateAt } from '../../domain/calendar/zone';
import { buildMessageModel } from '../../domain/message/build-message-model';
import type { MessageModel } from '../../domain/message/message-model';
import { renderEmail } from '../../domain/message/render-email';
import { renderSms } from '../../domain/message/render-sms';
import type { Channel, ContactRole, Language, PlannedTouch, Step } from '../../domain/types';
import type { LoadedInput } from '../../facts/read/load-decide-input';
import { loadMessageFacts, type MessageFacts, type TemplateRow } from '../../facts/read/load-message-facts';
import type { Tx } from '../../facts/write/transaction';
import { leadStep } from '../lead-step';
import type { ComposedMessage } from './write-message';

export type ComposeInput = {
  readonly touch: PlannedTouch & { readonly action: Channel };
  readonly loaded: LoadedInput;
  /** The message of the touch that is claimed already: it keeps its identity, whatever it says now. */
  readonly known: { readonly id: string; readonly unsubscribeToken: string | null } | null;
  /** Links in messages begin with it; its host names the Message-IDs. */
  readonly publicUrl: string;
};

/**
 * Renders the message of a touch for the contact point that gets it.
 * @throws ApplicationFailure `template-missing` where the template has no text for the channel; retried, since saving one mends it
 */
export async function composeMessage(
  tx: Tx,
  { touch, loaded, known, publicUrl }: ComposeInput,
): Promise<ComposedMessage> {
  const step = leadStep({ touch, loaded });
  const channel = touch.action;
  const { id: customerId, language } = loaded.input.customer;
  const facts = await loadMessageFacts(tx, { customerId, channel, template: step.template ?? '' });
  const template = templateFor(facts, step, channel, language);
  const recipient = recipientFor(loaded, facts, channel, step.to);
  const id = known?.id ?? randomUUID();
  const base = {
    ...{ id, contactPointId: recipient.id, staffId: null, channel, address: recipient.address },
    ...{ purpose: template.purpose, template },
  };
  if (channel === 'sms') {
    const { body, segments } = renderSms(template, modelOf(touch, loaded, facts, null));
    const none = { cc: [], messageIdHeader: null, unsubscribeToken: null, subject: null, bodyHtml: null };
    return { ...base, ...none, bodyText: body, segments };
  }
  const unsubscribeToken = known?.unsubscribeToken ?? randomBytes(24).toString('base64url');
  const { subject, html, text } = renderEmail(
    template,
    modelOf(touch, loaded, facts, `${publicUrl}/u/${unsubscribeToken}`),
  );
  return {
    ...base,
    cc: copiesFor(loaded, facts, step.cc, recipient.address),
    messageIdHeader: `<${id}@${new URL(publicUrl).hostname}>`,
    unsubscribeToken,
    subject,
    bodyText: text,
    bodyHtml: html,
    segments: null,
  };
}

function templateFor(facts: MessageFacts, step: Step, channel: Channel, language: Language): TemplateRow {
  const found =
    facts.templates.find((template) => template.language === language) ??
    facts.templates.find((template) => template.language === 'en') ??
    facts.templates[0];
  if (found !== undefined) return found;
  throw ApplicationFailure.create({
    type: 'template-missing',
    message: `Template "${step.template ?? ''}" of step "${step.id}" has no ${channel} text; expected one to be saved`,
  });
}

/** Of the usable contact points of the channel the first in the step's role, else the first for billing, else the first. */
function recipientFor(
  { input }: LoadedInput,
  { addresses }: MessageFacts,
  channel: Channel,
  role: ContactRole,
): MessageFacts['addresses'][number] {
  const usable = input.contactPoints.filter((point) => point.usable && point.channel === channel);
  const point =
    usable.find((candidate) => candidate.role === role) ??
    usable.find((candidate) => candidate.role === 'billing') ??
    usable[0];
  const found = addresses.find(({ id }) => id === point?.id);
  if (found === undefined) throw new Error(`There is no usable ${channel} contact point, although one was decided for`);
  return found;
}

function copiesFor(
  { input }: LoadedInput,
  { addresses }: MessageFacts,
  roles: readonly ContactRole[],
  to: string,
): readonly string[] {
  const usable = new Set(input.contactPoints.filter((point) => point.usable).map((point) => point.id));
  const copies = addresses.filter(
    ({ id, channel, role, address }) => channel === 'email' && roles.includes(role) && usable.has(id) && address !== to,
  );
  return [...new Set(copies.map(({ address }) => address))];
}

function modelOf(
  touch: PlannedTouch,
  { input }: LoadedInput,
  facts: MessageFacts,
  unsubscribeUrl: string | null,
): MessageModel {
  const heldIds = input.holds.map((hold) => hold.itemId);
  const invoices = Object.entries(facts.invoices);
  const urls = input.items.flatMap(({ id, invoiceNumber }): [string, string][] => {
    const url = facts.invoices[invoiceNumber]?.paymentUrl ?? null;
    return url === null ? [] : [[id, url]];
  });
  return buildMessageModel({
    customer: { name: facts.name, language: input.customer.language },
    sender: { companyName: facts.sender.companyName, replyTo: facts.sender.emailReplyTo, address: null },
    lead: { itemId: touch.lead?.itemId ?? '', step: touch.lead?.step ?? '' },
    asOn: civilDateAt(touch.at, input.customer.zone),
    items: input.items,
    coveredIds: new Set(touch.covers.map((pair) => pair.itemId)),
    heldIds: new Set(heldIds.filter((id) => id !== null)),
    credits: new Map(Object.entries(facts.credits).map(([currency, minor]) => [currency, BigInt(minor)])),
    instalmentCounts: new Map(invoices.map(([number, { instalments }]) => [number, instalments])),
    paymentUrls: new Map(urls),
    link: facts.sender.portalUrl,
    unsubscribeUrl,
  });
}
