import { civilDateAt } from '../../domain/calendar/zone';
import { DomainError, notAccepted } from '../../domain/errors';
import type { Hold } from '../../prisma/generated/client';
import { changesBetween } from './changes';
import { checkVersion } from './check-version';
import { fromColumn, toColumn } from './civil-column';
import { holdData, lockHeld, readHold, type HoldSubject } from './hold-row';
import { readInvoice, type InvoiceRef } from './invoice-ref';
import type { LockedCustomer } from './lock-customer';
import type { When } from './received';
import { recordFacts } from './record';
import { inTransaction, type DbOrTx, type FactContext, type Tx, type Written } from './transaction';

/** What a hold stops touches for. */
export type HoldScope =
  { readonly customerId: string } | { readonly invoice: InvoiceRef } | { readonly groupId: string };

export type PlaceHoldInput = {
  readonly scope: HoldScope;
  readonly reason: string;
  readonly note: string | null;
  /** A date ends at its start in the customer's zone; `null` = until it is lifted. */
  readonly until: When | null;
};

/**
 * Stops touches for an invoice, a customer or all customers of a group, from now on.
 * @throws DomainError `not-found`, `validation-failed` where it would have ended already
 */
export async function placeHold(db: DbOrTx, input: PlaceHoldInput, ctx: FactContext): Promise<Written<Hold>> {
  return inTransaction(db, async (tx) => {
    const subject = await subjectOf(tx, input.scope);
    const customers = await lockHeld(tx, subject, ctx);
    if (subject.customerId !== null && customers.length === 0) {
      throw new DomainError('not-found', {
        en: `There is no customer "${subject.customerId}"`,
        zh: `没有客户 "${subject.customerId}"`,
      });
    }
    refusePast(input.until, customers, ctx);
    // Members of a group may have clocks of their own: the hold begins for all of them.
    const fromMs = Math.min(ctx.now, ...customers.map(({ nowMs }) => nowMs));
    const hold = await tx.hold.create({
      data: {
        ...subject,
        reason: input.reason,
        note: input.note,
        fromAt: new Date(customers.length === 1 ? (customers[0]?.nowMs ?? fromMs) : fromMs),
        ...untilColumns(input.until),
        placedBy: ctx.actor,
      },
    });
    const data = { ...(await holdData(tx, hold)), ...untilData(hold) };
    await recordFacts(
      tx,
      customers.map((customer) => ({
        customer,
        entries: [{ kind: 'hold.placed', invoiceId: hold.invoiceId, data }],
      })),
      ctx,
    );
    return { outcome: 'recorded', row: hold };
  });
}

export type ChangeHoldInput = {
  readonly holdId: string;
  readonly version: number | null;
  readonly changes: {
    readonly reason?: string;
    readonly note?: string | null;
    readonly until?: When | null;
  };
};

/**
 * Changes the end, reason or note of a hold.
 * @throws DomainError `not-found`, `version-conflict`, `state-conflict` where it has ended
 */
export async function changeHold(db: DbOrTx, input: ChangeHoldInput, ctx: FactContext): Promise<Written<Hold>> {
  return inTransaction(db, async (tx) => {
    const customers = await lockHeld(tx, await readHold(tx, input.holdId), ctx);
    const hold = await readHold(tx, input.holdId);
    checkVersion(input.version, hold.version);
    if (hold.endedAt !== null) {
      throw new DomainError('state-conflict', {
        en: 'The hold has ended; place a new one',
        zh: '该暂停已结束；请新建',
      });
    }
    const { reason, note, until } = input.changes;
    if (until !== undefined) refusePast(until, customers, ctx);
    const columns = until === undefined ? {} : untilColumns(until);
    const wanted = until === undefined ? {} : untilData({ ...hold, ...untilColumns(until) });
    const before = { reason: hold.reason, note: hold.note, ...untilData(hold) };
    const changes = changesBetween(before, { reason, note, ...wanted });
    if (Object.keys(changes).length === 0) return { outcome: 'unchanged', row: hold };
    const row = await tx.hold.update({
      where: { id: hold.id },
      data: {
        ...columns,
        ...(reason === undefined ? {} : { reason }),
        ...(note === undefined ? {} : { note }),
        version: { increment: 1 },
      },
    });
    if (row.groupId !== null && ('untilOn' in changes || 'untilAt' in changes)) await restartFor(tx, row.id);
    const data = { ...(await holdData(tx, row)), changes };
    await recordFacts(
      tx,
      customers.map((customer) => ({ customer, entries: [{ kind: 'hold.changed', invoiceId: row.invoiceId, data }] })),
      ctx,
    );
    return { outcome: 'recorded', row };
  });
}

/** A group's hold with another end holds all its customers again, those for whom it had ended too. */
async function restartFor(tx: Tx, holdId: string): Promise<void> {
  // The clock that touches are stamped by, read under the locks that they were made under.
  await tx.$executeRaw`UPDATE "Hold" SET "untilChangedAt" = clock_timestamp() WHERE "id" = ${holdId}::uuid`;
}

async function subjectOf(tx: Tx, scope: HoldScope): Promise<HoldSubject> {
  const none = { customerId: null, invoiceId: null, groupId: null };
  if ('customerId' in scope) return { ...none, customerId: scope.customerId };
  if ('invoice' in scope) return { ...none, invoiceId: (await readInvoice(tx, scope.invoice)).id };
  const group = await tx.customerGroup.findUnique({ where: { id: scope.groupId }, select: { id: true } });
  if (group !== null) return { ...none, groupId: group.id };
  throw new DomainError('not-found', {
    en: `There is no group "${scope.groupId}"`,
    zh: `没有客户组 "${scope.groupId}"`,
  });
}

function refusePast(until: When | null, customers: readonly LockedCustomer[], ctx: FactContext): void {
  if (until === null) return;
  if ('at' in until) {
    const latestMs = Math.max(...customers.map(({ nowMs }) => nowMs), customers.length === 0 ? ctx.now : -Infinity);
    if (until.at > latestMs) return;
    const given = new Date(until.at).toISOString();
    throw notAccepted('/untilAt', {
      en: `Given ${given}, which has passed; expected an instant to come, or nothing for a hold that is lifted by hand`,
      zh: `给定 ${given}，已经过去；应为将来的时刻，或留空以手动解除`,
    });
  }
  const today = customers.map(({ nowMs, zone }) => civilDateAt(nowMs, zone)).toSorted()[0];
  if (today === undefined || until.on > today) return;
  throw notAccepted('/untilOn', {
    en: `Given ${until.on}, which has begun; expected a day to come, or nothing for a hold that is lifted by hand`,
    zh: `给定 ${until.on}，已经开始；应为将来的日期，或留空以手动解除`,
  });
}

function untilColumns(until: When | null): { readonly untilOn: Date | null; readonly untilAt: Date | null } {
  return {
    untilOn: until !== null && 'on' in until ? toColumn(until.on) : null,
    untilAt: until !== null && 'at' in until ? new Date(until.at) : null,
  };
}

function untilData(hold: Pick<Hold, 'untilOn' | 'untilAt'>): {
  readonly untilOn: string | null;
  readonly untilAt: string | null;
} {
  return {
    untilOn: hold.untilOn === null ? null : fromColumn(hold.untilOn),
    untilAt: hold.untilAt?.toISOString() ?? null,
  };
}
