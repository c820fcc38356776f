import type { CoveredPair, Instant, LocalizedText, PairRef, TouchAction, TouchReason } from '../../domain/types';
import type { Tx } from '../../facts/write/transaction';
import { Prisma } from '../../prisma/generated/client';
import { PREPARED } from '../../prisma/prepared';
import type { By } from '../timeline';

/** A touch as it was claimed. */
export type ClaimedTouch = {
  readonly action: TouchAction;
  readonly at: Instant;
  readonly lead: PairRef | null;
  readonly covers: readonly CoveredPair[];
  readonly superseded: readonly PairRef[];
  readonly holdId: null;
  readonly reason: TouchReason;
  readonly by: By;
  /** The customer's. */
  readonly zone: string;
};

type Row = Pick<ClaimedTouch, 'action' | 'at' | 'reason' | 'by' | 'zone'> & {
  readonly leadItemId: string | null;
  readonly leadStep: string | null;
  readonly items: readonly (PairRef & {
    readonly outcome: 'done' | 'merged' | 'skipped' | 'superseded';
    readonly explanation: LocalizedText | null;
  })[];
};

/** Reads a touch back with the names of its invoices and versions: whoever ends it may not be who has claimed it. */
export async function readTouch(tx: Tx, touchId: string): Promise<ClaimedTouch> {
  const rows = await tx.$queryRaw<{ touch: string }[]>(Prisma.sql`${PREPARED}
    SELECT json_build_object(
      'action', t.action, 'at', (extract(epoch from t.at) * 1000)::bigint, 'reason', t.reason,
      'zone', c.zone, 'leadItemId', t."leadSubjectId", 'leadStep', t."leadStepId",
      'by', json_build_object(
        'playbook', (SELECT json_build_object('name', d.name, 'version', v.number)
          FROM "DocumentVersion" v JOIN "Document" d ON d.id = v."documentId" WHERE v.id = t."playbookVersionId"),
        'policy', COALESCE((SELECT json_build_object('name', d.name, 'version', v.number)
          FROM "DocumentVersion" v JOIN "Document" d ON d.id = v."documentId" WHERE v.id = t."policyVersionId"),
          json_build_object('name', 'built-in', 'version', 0))),
      'items', COALESCE((SELECT json_agg(json_build_object(
          'itemId', d.id, 'invoice', i.number, 'step', x."stepId", 'outcome', x.outcome, 'explanation', NULL)
          ORDER BY i.number COLLATE "C", d.instalment NULLS FIRST)
        FROM "TouchItem" x JOIN "DueItem" d ON d.id = x."subjectId" JOIN "Invoice" i ON i.id = d."invoiceId"
        WHERE x."touchId" = t.id), '[]')
    )::text AS touch
    FROM "Touch" t JOIN "Customer" c ON c.id = t."customerId" WHERE t.id = ${touchId}::uuid`);
  const text = rows[0]?.touch;
  if (text === undefined) throw new Error(`There is no touch ${touchId}`);
  const { leadItemId, leadStep, items, ...touch } = JSON.parse(text) as Row;
  const lead = items.find((pair) => pair.itemId === leadItemId && pair.step === leadStep);
  return {
    ...touch,
    lead: lead === undefined ? null : { itemId: lead.itemId, invoice: lead.invoice, step: lead.step },
    covers: items.flatMap(({ outcome, ...pair }) => (outcome === 'superseded' ? [] : [{ ...pair, outcome }])),
    superseded: items.flatMap(({ outcome, itemId, invoice, step }) =>
      outcome === 'superseded' ? [{ itemId, invoice, step }] : [],
    ),
    holdId: null,
  };
}
