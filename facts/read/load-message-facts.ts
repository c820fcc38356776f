import type { Channel, ContactRole, Language, Purpose } from '../../domain/types';
import { Prisma } from '../../prisma/generated/client';
import { PREPARED } from '../../prisma/prepared';
import type { Db } from './db';

export type TemplateRow = {
  readonly name: string;
  readonly channel: Channel;
  readonly language: Language;
  readonly version: number;
  readonly purpose: Purpose;
  readonly subject: string | null;
  readonly html: string | null;
  readonly text: string | null;
  readonly sms: string | null;
};

/** What a message says and where it goes, besides what the decision has read. */
export type MessageFacts = {
  readonly name: string;
  readonly sender: {
    readonly companyName: string;
    readonly emailReplyTo: string | null;
    readonly portalUrl: string | null;
  };
  /** Unallocated payments and credit notes in minor units as text, by currency. */
  readonly credits: Readonly<Record<string, string>>;
  /** Open invoices by number. */
  readonly invoices: Readonly<Record<string, { readonly paymentUrl: string | null; readonly instalments: number }>>;
  readonly addresses: readonly {
    readonly id: string;
    readonly channel: Channel;
    readonly role: ContactRole;
    readonly address: string;
  }[];
  /** The newest version of the template in each language that it is there in. */
  readonly templates: readonly TemplateRow[];
};

export type MessageFactsQuery = {
  readonly customerId: string;
  readonly channel: Channel;
  readonly template: string;
};

/** Reads them in one statement. @throws Error where there is no such customer */
export async function loadMessageFacts(
  db: Db,
  { customerId, channel, template }: MessageFactsQuery,
): Promise<MessageFacts> {
  const rows = await db.$queryRaw<{ facts: string }[]>(Prisma.sql`${PREPARED}
    SELECT json_build_object(
      'name', c.name,
      'sender', json_build_object(
        'companyName', s."companyName", 'emailReplyTo', s."emailReplyTo", 'portalUrl', s."portalUrl"),
      'credits', COALESCE((SELECT json_object_agg(k.currency, k.minor::text) FROM (
          SELECT currency, sum(minor) AS minor FROM (
            SELECT p.currency, p."amountMinor" - p."allocatedMinor" AS minor FROM "Payment" p
            WHERE p."customerId" = c.id AND p."reversedAt" IS NULL
            UNION ALL
            SELECT n.currency, n."amountMinor" - n."allocatedMinor" FROM "CreditNote" n WHERE n."customerId" = c.id
          ) AS left_over WHERE minor > 0 GROUP BY currency) AS k), '{}'),
      'invoices', COALESCE((SELECT json_object_agg(i.number, json_build_object(
          'paymentUrl', i."paymentUrl",
          'instalments', (SELECT count(*) FROM "DueItem" d WHERE d."invoiceId" = i.id)))
        FROM "Invoice" i WHERE i."customerId" = c.id AND i.status = 'open'), '{}'),
      'addresses', COALESCE((SELECT json_agg(json_build_object(
          'id', p.id, 'channel', p.channel, 'role', p.role, 'address', p.address) ORDER BY p."createdAt", p.id)
        FROM "ContactPoint" p WHERE p."customerId" = c.id), '[]'),
      'templates', COALESCE((SELECT json_agg(json_build_object(
          'name', t.name, 'channel', t.channel, 'language', t.language, 'version', t.version, 'purpose', t.purpose,
          'subject', t.subject, 'html', t.html, 'text', t.text, 'sms', t.sms))
        FROM (SELECT DISTINCT ON (language) * FROM "Template"
              WHERE name = ${template} AND channel = ${channel}::"Channel"
              ORDER BY language, version DESC) AS t), '[]')
    )::text AS facts
    FROM "Customer" c CROSS JOIN "Settings" s WHERE c.id = ${customerId}::uuid AND s.id = 1`);
  const text = rows[0]?.facts;
  if (text === undefined) throw new Error(`There is no customer ${customerId}`);
  return JSON.parse(text) as MessageFacts;
}
