import { lockCustomer } from '../../facts/write/lock-customer';
import { applyReport, type DeliveryReport } from '../../facts/write/record-delivery';
import type { Tx } from '../../facts/write/transaction';
import { Prisma, type Message } from '../../prisma/generated/client';
import { PREPARED } from '../../prisma/prepared';
import type { ActivityDeps } from '../activity-deps';
import { insertTask } from '../insert-task';
import { timelineInsert, writeTimeline, type EngineEntry } from '../timeline';
import type { Attempt } from './message-source';

/** What the ledger says of a message of a touch, without its text. Test sends belong to no touch and never come here. */
export type TouchMessage = Pick<
  Message,
  | 'id'
  | 'channel'
  | 'address'
  | 'contactPointId'
  | 'template'
  | 'state'
  | 'attemptToken'
  | 'attempts'
  | 'handedOverAt'
  | 'errorCode'
> & {
  readonly touchId: string;
  /** What the provider has reported of it, in the order in which it came: often before our own record. */
  readonly reports: readonly DeliveryReport[];
};

/** The provider has taken it: message and touch are done, and what it has reported already is applied. */
export async function concludeSent(
  tx: Tx,
  deps: ActivityDeps,
  { customerId, run, source }: Attempt,
  message: TouchMessage,
  { providerId, failedCopies }: { readonly providerId: string | null; readonly failedCopies: readonly string[] },
): Promise<void> {
  const { id, touchId, channel, template, handedOverAt } = message;
  const now = new Date(deps.clock());
  const touch = await source.touch(tx, touchId);
  const sent: EngineEntry = {
    kind: 'message.sent',
    touchId,
    messageId: id,
    data: { channel, template, handedOverAt: handedOverAt?.toISOString() ?? null, failedCopies },
  };
  const entries = [...touch.entries, sent];
  await tx.$executeRaw(Prisma.sql`${PREPARED}
    WITH sent AS (
      UPDATE "Message" SET "state" = 'sent', "sentAt" = ${now}, "providerId" = ${providerId} WHERE "id" = ${id}::uuid),
    acted AS (
      UPDATE "Touch" SET "status" = 'done', "actedAt" = ${handedOverAt ?? now} WHERE "id" = ${touchId}::uuid)
    ${timelineInsert(entries, { customerId, at: touch.at, run })}`);
  deps.observer.touchActed(channel);
  if (message.reports.length > 0) await applyReports(tx, deps, customerId, message);
}

/** What came while the message was under way. */
async function applyReports(tx: Tx, deps: ActivityDeps, customerId: string, message: TouchMessage): Promise<void> {
  const ctx = { actor: 'provider', now: deps.clock() };
  const customer = await lockCustomer(tx, customerId, ctx);
  let state: Message['state'] = 'sent';
  for (const report of message.reports) state = await applyReport(tx, customer, { ...message, state }, report, ctx);
}

/**
 * Nobody can say whether it went out, or no channel is left to send it by: the pairs stay settled, so that the customer
 * is not contacted twice, and a person gets a task where there is something to find out.
 */
export async function concludeUnknown(
  tx: Tx,
  deps: ActivityDeps,
  { customerId, run, source }: Attempt,
  message: TouchMessage,
  { withTask }: { readonly withTask: boolean },
): Promise<void> {
  const { id, touchId, channel, handedOverAt, errorCode } = message;
  if (message.state !== 'refused') await tx.message.update({ where: { id }, data: { state: 'unknown' } });
  await tx.touch.update({ where: { id: touchId }, data: { status: 'unknown', actedAt: handedOverAt } });
  const touch = await source.touch(tx, touchId);
  const { ownerId, clockNowAt } = await tx.customer.findUniqueOrThrow({
    where: { id: customerId },
    select: { ownerId: true, clockNowAt: true },
  });
  const entries: EngineEntry[] = [];
  if (message.state !== 'refused') {
    const data = { channel, code: errorCode ?? 'no-answer' };
    entries.push({ kind: 'message.unknown', touchId, messageId: id, data });
    deps.observer.messageUnknown(channel);
  }
  if (withTask) {
    const task = await insertTask(
      tx,
      { touchId, touch, customerId },
      {
        kind: 'unknown-message',
        queue: 'messages',
        ownerId,
        title: {
          en: 'Find out whether a message went out, and send it by hand if not',
          zh: '请核实消息是否已发出，如未发出请人工处理',
        },
        data: { messageId: id, channel, code: errorCode ?? 'no-answer' },
      },
    );
    entries.push(task);
  }
  await writeTimeline(tx, entries, { customerId, at: clockNowAt?.getTime() ?? deps.clock(), run });
}
