import { randomBytes } from 'node:crypto';
import { DomainError, notAccepted } from '../../domain/errors';
import { readEndpointUrl } from '../../domain/webhook/endpoint-url';
import type { WebhookEndpoint } from '../../prisma/generated/client';
import { recordAudit, type AuditContext } from './audit';
import { changesBetween } from './changes';
import { checkVersion } from './check-version';
import { inTransaction, type DbOrTx, type Tx, type Written } from './transaction';

/** What an admin says about an endpoint. */
export type WebhookEndpointFields = {
  readonly url: string;
  /** Empty = all. */
  readonly kinds: readonly string[];
  readonly note: string | null;
};

/** `whsec_` and 32 random bytes, as the Standard Webhooks convention has it. */
function makeSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** Of an endpoint that is to be asked at once, whatever has failed before. */
const RESTED = { failures: 0, restUntilAt: null } as const;

/**
 * Registers an endpoint. It gets the events that begin to be recorded from now on; earlier ones by a replay.
 * @param allowHttp whether plain `http` to other machines is accepted
 * @throws DomainError `validation-failed` for an address that nothing is posted to
 */
export async function createWebhookEndpoint(
  db: DbOrTx,
  input: WebhookEndpointFields & { readonly allowHttp: boolean },
  ctx: AuditContext,
): Promise<WebhookEndpoint> {
  const url = urlOf(input.url, input.allowHttp);
  return inTransaction(db, async (tx) => {
    const { _max: last } = await tx.timelineEvent.aggregate({ _max: { id: true } });
    const row = await tx.webhookEndpoint.create({
      data: {
        url,
        kinds: [...input.kinds],
        note: input.note,
        secret: makeSecret(),
        createdBy: ctx.actor,
        cursor: last.id ?? 0n,
      },
    });
    const data = { url: row.url, kinds: row.kinds, note: row.note };
    await recordAudit(tx, { kind: 'webhook-endpoint.created', subject: row.id, data }, ctx);
    return row;
  });
}

export type ChangeWebhookEndpointInput = {
  readonly endpointId: string;
  readonly version: number | null;
  readonly changes: { readonly [Field in keyof WebhookEndpointFields]?: WebhookEndpointFields[Field] };
  readonly allowHttp: boolean;
};

/**
 * Changes an endpoint; deliveries that wait go to the new address. A field that is left out stays.
 * @throws DomainError `not-found`, `version-conflict`, `validation-failed`
 */
export async function changeWebhookEndpoint(
  db: DbOrTx,
  { endpointId, version, changes, allowHttp }: ChangeWebhookEndpointInput,
  ctx: AuditContext,
): Promise<Written<WebhookEndpoint>> {
  const { url, kinds, note } = changes;
  const wanted = {
    ...(url === undefined ? {} : { url: urlOf(url, allowHttp) }),
    ...(kinds === undefined ? {} : { kinds: [...kinds] }),
    ...(note === undefined ? {} : { note }),
  };
  return inTransaction(db, async (tx) => {
    const before = await lockWebhookEndpoint(tx, endpointId);
    checkVersion(version, before.version);
    const changed = changesBetween(before, wanted);
    if (Object.keys(changed).length === 0) return { outcome: 'unchanged', row: before };
    const row = await tx.webhookEndpoint.update({
      where: { id: before.id },
      data: { ...wanted, ...('url' in changed ? RESTED : {}), version: { increment: 1 } },
    });
    await recordAudit(tx, { kind: 'webhook-endpoint.changed', subject: row.id, data: { changes: changed } }, ctx);
    return { outcome: 'recorded', row };
  });
}

/**
 * Pauses an endpoint, or lets it go on: then it gets everything that was recorded meanwhile.
 * @throws DomainError `not-found`, `version-conflict`
 */
export async function setWebhookEndpointActive(
  db: DbOrTx,
  input: { readonly endpointId: string; readonly version: number | null; readonly active: boolean },
  ctx: AuditContext,
): Promise<Written<WebhookEndpoint>> {
  return inTransaction(db, async (tx) => {
    const before = await lockWebhookEndpoint(tx, input.endpointId);
    checkVersion(input.version, before.version);
    if (before.active === input.active) return { outcome: 'unchanged', row: before };
    const state = input.active ? { pausedBecause: null, ...RESTED } : { pausedBecause: 'request' };
    const row = await tx.webhookEndpoint.update({
      where: { id: before.id },
      data: { active: input.active, ...state, version: { increment: 1 } },
    });
    if (input.active) await makeDue(tx, before.id);
    const kind = input.active ? 'webhook-endpoint.resumed' : 'webhook-endpoint.paused';
    await recordAudit(tx, { kind, subject: row.id, data: { url: row.url } }, ctx);
    return { outcome: 'recorded', row };
  });
}

/**
 * Gives an endpoint a new secret. Until `overlapMs` are over, deliveries carry a signature of the old one as well.
 * @throws DomainError `not-found`, `version-conflict`
 */
export async function rotateWebhookSecret(
  db: DbOrTx,
  input: { readonly endpointId: string; readonly version: number | null; readonly overlapMs: number },
  ctx: AuditContext,
): Promise<WebhookEndpoint> {
  return inTransaction(db, async (tx) => {
    const before = await lockWebhookEndpoint(tx, input.endpointId);
    checkVersion(input.version, before.version);
    const oldSecretUntilAt = new Date(ctx.now + input.overlapMs);
    const row = await tx.webhookEndpoint.update({
      where: { id: before.id },
      data: {
        secret: makeSecret(),
        oldSecret: before.secret,
        oldSecretUntilAt,
        version: { increment: 1 },
      },
    });
    const data = { url: row.url, oldSecretUntilAt: oldSecretUntilAt.toISOString() };
    await recordAudit(tx, { kind: 'webhook-endpoint.secret-rotated', subject: row.id, data }, ctx);
    return row;
  });
}

/** Deletes an endpoint with its deliveries. One that is not there is as good as deleted. */
export async function deleteWebhookEndpoint(db: DbOrTx, endpointId: string, ctx: AuditContext): Promise<void> {
  await inTransaction(db, async (tx) => {
    const [row] = await tx.webhookEndpoint.findMany({ where: { id: endpointId }, select: { url: true } });
    const { count } = await tx.webhookEndpoint.deleteMany({ where: { id: endpointId } });
    if (row === undefined || count === 0) return;
    await recordAudit(tx, { kind: 'webhook-endpoint.deleted', subject: endpointId, data: { url: row.url } }, ctx);
  });
}

/** @throws DomainError `not-found` */
export async function lockWebhookEndpoint(tx: Tx, endpointId: string): Promise<WebhookEndpoint> {
  const [row] = await tx.$queryRaw<WebhookEndpoint[]>`
    SELECT * FROM "WebhookEndpoint" WHERE "id" = ${endpointId}::uuid FOR UPDATE`;
  if (row !== undefined) return row;
  throw new DomainError('not-found', {
    en: `There is no webhook endpoint "${endpointId}"`,
    zh: `没有 webhook 端点 "${endpointId}"`,
  });
}

/** What waits for its next attempt is tried at once, and on its way anew: somebody has mended something. */
async function makeDue(tx: Tx, endpointId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "WebhookDelivery" SET "notBeforeAt" = now(), "queuedAt" = now() WHERE "endpointId" = ${endpointId}::uuid AND "status" = 'waiting'`;
}

function urlOf(text: string, allowHttp: boolean): string {
  const read = readEndpointUrl(text, { allowHttp });
  if (read.ok) return read.url;
  throw notAccepted('/url', read.reason);
}
