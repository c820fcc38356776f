import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { DomainError, notAccepted } from '../../domain/errors';
import type { Fault } from '../../domain/faults';
import { normalizeEmail, normalizePhone } from '../../domain/message/contact-address';
import { saveTemplate } from '../../facts/write/save-template';
import { Prisma, type Settings, type Template } from '../../prisma/generated/client';
import { CREATED } from '../contract/answers';
import {
  previewTemplateBody,
  previewTemplateOut,
  savedTemplateOut,
  templateOut,
  templateParams,
  templatesOut,
  templatesPageOut,
  templateTextBody,
  templateVersionsQuery,
  testSendBody,
  testSentOut,
} from '../contract/templates';
import { factContext, iso, notFound, statusOfWritten } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';
import { renderPreview, type Preview } from './render-preview';

const TAG = 'Templates';
const ORDERS = bothWays({ version: 'number' });

function presentTemplate(row: Template): z.input<typeof templateOut> {
  const { name, channel, language, version, purpose, subject, html, text, sms, createdBy } = row;
  return {
    name,
    channel,
    language,
    version,
    purpose,
    subject,
    html,
    text,
    sms,
    createdBy,
    createdAt: iso(row.createdAt),
  };
}

function presentWarnings(warnings: readonly Fault[]): z.input<typeof savedTemplateOut>['warnings'] {
  return warnings.map(({ path, line, column, message, messageZh }) => ({
    pointer: path,
    line,
    column,
    text: { en: message, zh: messageZh },
  }));
}

function notThere({ name, channel, language }: z.output<typeof templateParams>): DomainError {
  return notFound(
    `There is no template "${name}" for ${channel} in "${language}"`,
    `没有模板 "${name}"（${channel}，${language}）`,
  );
}

/** The address in the form in which it is sent to. */
function recipient(channel: Preview['source']['channel'], to: string): string {
  const normalized = channel === 'email' ? normalizeEmail(to) : normalizePhone(to, null);
  if (normalized.ok) return normalized.address;
  throw notAccepted('/to', normalized.reason);
}

/**
 * A kill switch holds for every message, whoever it goes to.
 * @throws DomainError `state-conflict`
 */
function checkSending(settings: Settings, channel: Preview['source']['channel']): void {
  const { sendingStopped, emailStopped, smsStopped } = settings;
  const ofChannel = channel === 'email' ? emailStopped : smsStopped;
  if (!sendingStopped && !ofChannel) return;
  const name = sendingStopped ? 'sending' : channel;
  throw new DomainError('state-conflict', {
    en: `The kill switch "${name}" is on; a text is sent only while sending and its channel are not stopped`,
    zh: `停发开关 "${name}" 已打开；仅在总发送及该渠道均未停止时发送`,
  });
}

export const templateRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/templates',
    name: 'listTemplates',
    tag: TAG,
    summary: 'List every text of every template in its latest version',
    access: 'read',
    success: { status: 200, schema: templatesOut, description: 'All of them.' },
    handle: async ({ db }) => {
      const rows = await db.$queryRaw<Template[]>(Prisma.sql`
        SELECT DISTINCT ON ("name", "channel", "language") * FROM "Template"
        ORDER BY "name", "channel", "language", "version" DESC`);
      return { body: { items: rows.map(presentTemplate) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/templates/preview',
    name: 'previewTemplate',
    tag: TAG,
    summary: 'Render a text for a sample, or for a customer as it stands',
    access: 'read',
    effect: 'none',
    body: previewTemplateBody,
    success: { status: 200, schema: previewTemplateOut, description: 'What would be sent.' },
    handle: async ({ deps, body, now }) => {
      const { source, email, sms, warnings } = await renderPreview(deps.prisma, body, now);
      return { body: { channel: source.channel, email, sms, warnings: presentWarnings(warnings) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/templates/test-send',
    name: 'testSendTemplate',
    tag: TAG,
    summary: 'Send a text to an address of your own',
    description:
      'It goes out now, whatever the contact policy says, and counts as no contact of anybody. Refused with `state-conflict` while a kill switch stops all sending or the channel.',
    access: 'operate',
    effect: 'outside',
    body: testSendBody,
    success: { status: 200, schema: testSentOut, description: 'What the provider made of it.' },
    handle: async ({ deps, body, now }) => {
      const { source, email, sms } = await renderPreview(deps.prisma, body, now);
      const to = recipient(source.channel, body.to);
      const settings = await deps.prisma.settings.findUniqueOrThrow({ where: { id: 1 } });
      checkSending(settings, source.channel);
      const id = randomUUID();
      const result =
        email !== null
          ? await deps.senders.email.send({
              messageId: `<${id}@${new URL(deps.config.publicUrl).hostname}>`,
              from: { name: settings.companyName, address: settings.emailFrom },
              replyTo: settings.emailReplyTo,
              to: { name: null, address: to },
              cc: [],
              ...email,
              subject: `[Test] ${email.subject}`,
              unsubscribeUrl: null,
            })
          : await deps.senders.sms.send({
              messageId: id,
              from: settings.smsFrom,
              to,
              body: sms?.body ?? '',
              statusCallback: null,
            });
      const said = result.kind === 'accepted' ? { code: null, text: null } : { code: result.code, text: result.text };
      const providerId = result.kind === 'accepted' ? result.providerId : null;
      return { body: { outcome: result.kind, to, providerId, ...said } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/templates/{name}/{channel}/{language}',
    name: 'getTemplate',
    tag: TAG,
    summary: 'Read a text in its latest version',
    access: 'read',
    params: templateParams,
    success: { status: 200, schema: templateOut, description: 'The text.' },
    handle: async ({ db, params }) => {
      const row = await db.template.findFirst({ where: params, orderBy: { version: 'desc' } });
      if (row === null) throw notThere(params);
      return { body: presentTemplate(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/templates/{name}/{channel}/{language}',
    name: 'saveTemplate',
    tag: TAG,
    summary: 'Save a text as a new version',
    description:
      'Every message that is claimed from now on uses it. A variable that does not exist, or a part that could come out blank, is refused.',
    access: 'operate',
    params: templateParams,
    body: templateTextBody,
    success: { status: 200, schema: savedTemplateOut, description: 'The text, with warnings.' },
    also: [CREATED],
    handle: async (call) => {
      const template = { ...call.params, ...call.body };
      const { outcome, row, warnings } = await saveTemplate(
        call.db,
        { template, version: call.ifVersion },
        factContext(call),
      );
      const status = row.version === 1 ? statusOfWritten(outcome) : 200;
      return {
        status,
        body: { ...presentTemplate(row), warnings: presentWarnings(warnings) },
        version: row.version,
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/templates/{name}/{channel}/{language}/versions',
    name: 'listTemplateVersions',
    tag: TAG,
    summary: 'List the versions of a text',
    access: 'read',
    params: templateParams,
    query: templateVersionsQuery,
    success: { status: 200, schema: templatesPageOut, description: 'A page of versions.' },
    handle: async ({ db, params, query }) => {
      if ((await db.template.count({ where: params })) === 0) throw notThere(params);
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.template.findMany({ where: { AND: [params, after] }, orderBy, take }),
      );
      return { body: { ...page, items: page.items.map(presentTemplate) } };
    },
  }),
];
