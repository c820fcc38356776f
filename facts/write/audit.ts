import type { DocumentForm } from '../../domain/documents/document-forms';
import type { CivilDate } from '../../domain/types';
import type { Prisma } from '../../prisma/generated/client';
import type { Changes } from './timeline-entry';
import type { FactContext, Tx } from './transaction';

/** ISO instant. */
type IsoInstant = string;

/**
 * What changed about the installation itself, by kind. Secrets are never in it; of texts, which have versions of their
 * own, and of people the names of the fields that changed.
 */
export type AuditRecord = {
  /** What was changed: its name, code, address, prefix or ID. */
  readonly subject: string;
} & (
  | { readonly kind: 'settings.changed' | 'kill-switch.changed'; readonly data: { readonly changes: Changes } }
  | {
      readonly kind: 'calendar.saved';
      readonly data: {
        readonly version: number;
        readonly changes: Changes;
        readonly daysAdded: readonly string[];
        readonly daysRemoved: readonly string[];
        readonly daysChanged: readonly string[];
      };
    }
  | { readonly kind: 'template.saved'; readonly data: { readonly version: number; readonly fields: readonly string[] } }
  | {
      readonly kind: 'document.published';
      readonly data: DocumentName & {
        readonly version: number;
        /** Of the version that was published before; 0 = none. */
        readonly replaces: number;
        readonly effective: string;
      };
    }
  | { readonly kind: 'document.retired'; readonly data: DocumentName & { readonly version: number } }
  | {
      readonly kind: 'api-key.created' | 'api-key.revoked';
      readonly data: { readonly name: string; readonly role: string };
    }
  | {
      readonly kind: 'webhook-endpoint.created';
      readonly data: { readonly url: string; readonly kinds: readonly string[]; readonly note: string | null };
    }
  | { readonly kind: 'webhook-endpoint.changed'; readonly data: { readonly changes: Changes } }
  | {
      readonly kind: 'webhook-endpoint.paused' | 'webhook-endpoint.resumed' | 'webhook-endpoint.deleted';
      readonly data: { readonly url: string };
    }
  | {
      readonly kind: 'webhook-endpoint.secret-rotated';
      readonly data: { readonly url: string; readonly oldSecretUntilAt: IsoInstant };
    }
  | { readonly kind: 'staff.created' | 'staff.changed'; readonly data: { readonly fields: readonly string[] } }
  | {
      readonly kind: 'staff.absence-added' | 'staff.absence-removed';
      /** Days of the person's zone, both included; why is nobody else's business. */
      readonly data: { readonly fromOn: CivilDate; readonly untilOn: CivilDate };
    }
);

type DocumentName = {
  /** As events about documents call it. */
  readonly document: DocumentForm['event'];
};

/** Who changes it, and when. */
export type AuditContext = Pick<FactContext, 'actor' | 'now'>;

/** Writes down who changed what, in the transaction that changes it: neither stands without the other. */
export async function recordAudit(tx: Tx, { kind, subject, data }: AuditRecord, ctx: AuditContext): Promise<void> {
  const row = { at: new Date(ctx.now), actor: ctx.actor, kind, subject, data: data as Prisma.InputJsonObject };
  await tx.auditEntry.create({ data: row });
}
