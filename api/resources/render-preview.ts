import { civilDateAt } from '../../domain/calendar/zone';
import { DomainError } from '../../domain/errors';
import { buildMessageModel } from '../../domain/message/build-message-model';
import type { LetterModel } from '../../domain/message/letter-model';
import type { MessageModel } from '../../domain/message/message-model';
import { renderEmail, type RenderedEmail } from '../../domain/message/render-email';
import { renderSms, type RenderedSms } from '../../domain/message/render-sms';
import type { SampleKind } from '../../domain/message/sample-models';
import { sampleFor } from '../../domain/message/template-model';
import type { TemplateSource } from '../../domain/message/template-source';
import { validateTemplate } from '../../domain/message/validate-template';
import type { Fault } from '../../domain/faults';
import { loadDecideInput } from '../../facts/read/load-decide-input';
import { loadLetter } from '../../facts/read/load-letter';
import { loadMessageFacts } from '../../facts/read/load-message-facts';
import { faultError } from '../../facts/write/fault-error';
import type { PrismaClient } from '../../prisma/generated/client';
import { notFound, resolveCustomer } from '../http/handler-tools';

export type PreviewWish = {
  readonly template?:
    | {
        readonly name: string;
        readonly channel: TemplateSource['channel'];
        readonly language: TemplateSource['language'];
        readonly version?: number | undefined;
      }
    | undefined;
  readonly source?: Omit<TemplateSource, 'name'> | undefined;
  readonly sample?: SampleKind | undefined;
  /** Reference of a customer. */
  readonly customer?: string | undefined;
};

export type Preview = {
  readonly source: TemplateSource;
  readonly email: RenderedEmail | null;
  readonly sms: RenderedSms | null;
  readonly warnings: readonly Fault[];
};

/** Links in a preview lead nowhere that could opt anybody out. */
const NO_UNSUBSCRIBE = 'https://example.com/unsubscribe';

/**
 * Renders a text of a template for a sample, or for a customer as it stands.
 * @throws DomainError `not-found`, `template-not-valid`, `state-conflict` for a customer without open invoices
 */
export async function renderPreview(prisma: PrismaClient, wish: PreviewWish, now: number): Promise<Preview> {
  const source = await sourceOf(prisma, wish);
  const warnings = validateTemplate(source);
  if (warnings.some(({ severity }) => severity === 'error')) throw faultError('template-not-valid', warnings);
  const model =
    wish.customer === undefined
      ? sampleFor(source.purpose, wish.sample ?? 'full', source.language)
      : source.purpose === 'collections'
        ? await modelOfCustomer(prisma, wish.customer, source, now)
        : await letterTo(prisma, wish.customer, now);
  return {
    source,
    email: source.channel === 'email' ? renderEmail(source, model) : null,
    sms: source.channel === 'sms' ? renderSms(source, model) : null,
    warnings,
  };
}

async function sourceOf(prisma: PrismaClient, { template, source }: PreviewWish): Promise<TemplateSource> {
  if (source !== undefined) return { name: 'preview', ...source };
  if (template === undefined) throw new TypeError('Neither a template nor a source is given');
  const { name, channel, language, version } = template;
  const row = await prisma.template.findFirst({
    where: { name, channel, language, ...(version === undefined ? {} : { version }) },
    orderBy: { version: 'desc' },
  });
  if (row === null)
    throw notFound(
      `There is no template "${name}" for ${channel} in "${language}"${version === undefined ? '' : `, version ${version}`}`,
      `没有模板 "${name}"（${channel}，${language}${version === undefined ? '' : `，版本 ${version}`}）`,
    );
  const { purpose, subject, html, text, sms } = row;
  return { name, channel, language, purpose, subject, html, text, sms };
}

async function letterTo(prisma: PrismaClient, ref: string, now: number): Promise<LetterModel> {
  const { id } = await resolveCustomer(prisma, ref);
  return loadLetter(prisma, { customerId: id, now, offer: null, unsubscribeUrl: NO_UNSUBSCRIBE });
}

async function modelOfCustomer(
  prisma: PrismaClient,
  ref: string,
  { channel, language }: TemplateSource,
  now: number,
): Promise<MessageModel> {
  const { id: customerId } = await resolveCustomer(prisma, ref);
  const { input, context } = await loadDecideInput(prisma, customerId, { now });
  const facts = await loadMessageFacts(prisma, { customerId, channel, template: '' });
  const heldIds = new Set(input.holds.map(({ itemId }) => itemId).filter((id) => id !== null));
  const items = input.items.filter(({ id }) => !heldIds.has(id)).toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  const lead = items[0];
  if (lead === undefined)
    throw new DomainError('state-conflict', {
      en: `Customer "${ref}" has no open invoice that is not held; expected one, or a sample`,
      zh: `客户 "${ref}" 没有未暂停的未结账单；请选择其他客户或使用样例`,
    });
  const asOn = civilDateAt(context.now, input.customer.zone);
  const overdue = items.filter(({ dueOn }) => dueOn < asOn);
  const covered = overdue.length === 0 ? [lead] : overdue;
  return buildMessageModel({
    customer: { name: facts.name, language },
    sender: { companyName: facts.sender.companyName, replyTo: facts.sender.emailReplyTo, address: null },
    lead: { itemId: lead.id, step: 'preview' },
    asOn,
    items: input.items,
    coveredIds: new Set(covered.map(({ id }) => id)),
    heldIds,
    credits: new Map(Object.entries(facts.credits).map(([currency, minor]) => [currency, BigInt(minor)])),
    instalmentCounts: new Map(Object.entries(facts.invoices).map(([number, { instalments }]) => [number, instalments])),
    paymentUrls: new Map(
      input.items.flatMap(({ id, invoiceNumber }): [string, string][] => {
        const url = facts.invoices[invoiceNumber]?.paymentUrl ?? null;
        return url === null ? [] : [[id, url]];
      }),
    ),
    link: facts.sender.portalUrl,
    unsubscribeUrl: NO_UNSUBSCRIBE,
  });
}
