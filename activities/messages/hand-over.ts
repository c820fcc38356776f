import { ApplicationFailure } from '@temporalio/common';
import { Prisma, type Message, type Settings } from '../../prisma/generated/client';
import { PREPARED } from '../../prisma/prepared';
import type { ActivityDeps, Senders } from '../activity-deps';
import type { HandOver } from '../channels/hand-over';
import type { OutgoingSms } from '../channels/sms-sender';
import type { Attempt, Claimed } from './message-source';

/** What goes out, and by whom. */
export type Outgoing = {
  readonly message: OutgoingMessage;
  readonly sender: Sender;
  readonly senders: Senders;
  readonly isSandbox: boolean;
};

type OutgoingMessage = Pick<
  Message,
  'id' | 'channel' | 'messageIdHeader' | 'address' | 'cc' | 'subject' | 'bodyHtml' | 'bodyText' | 'unsubscribeToken'
>;
type Sender = Pick<Settings, 'companyName' | 'emailFrom' | 'emailReplyTo' | 'smsFrom'>;
const SENDER_COLUMNS = Prisma.raw('s."companyName", s."emailFrom", s."emailReplyTo", s."smsFrom"');

/** The columns of the message are `null` where it was not taken. */
type Gate = Sender & {
  readonly isOpen: boolean;
  readonly isSandbox: boolean;
} & (OutgoingMessage | { readonly [Column in keyof OutgoingMessage]: null });

/**
 * One more look just before the hand-over: the message is still this attempt's, the customer's facts are those of the
 * claim, and no kill switch is set. What is left after this is the hand-over itself.
 * @returns `null` where something has changed since the claim, so that it must be decided again
 * @throws ApplicationFailure `attempt-superseded` where another attempt has the message now
 */
export async function beginHandOver(
  deps: ActivityDeps,
  { customerId, channel, token }: Attempt,
  { messageId, factsVersion }: Claimed,
): Promise<Outgoing | null> {
  // One statement, and so one transaction: the customer's row stays shared until the message says that it is handed over.
  const [gate] = await deps.db.$queryRaw<Gate[]>(Prisma.sql`${PREPARED}
    WITH gate AS MATERIALIZED (
      SELECT c."testClockId" IS NOT NULL AS "isSandbox", ${SENDER_COLUMNS},
             c."factsVersion" = ${factsVersion}::int AND NOT (
               s."sendingStopped" OR CASE ${channel}::text WHEN 'email' THEN s."emailStopped" ELSE s."smsStopped" END
               OR (cardinality(s."stoppedPlaybooks") > 0 AND EXISTS (
                 SELECT 1 FROM "Message" m JOIN "Touch" t ON t."id" = m."touchId"
                   JOIN "DocumentVersion" v ON v."id" = t."playbookVersionId" JOIN "Document" d ON d."id" = v."documentId"
                 WHERE m."id" = ${messageId}::uuid AND d."name" = ANY(s."stoppedPlaybooks")))) AS "isOpen"
      FROM "Settings" s, "Customer" c WHERE s."id" = 1 AND c."id" = ${customerId}::uuid FOR SHARE OF c),
    taken AS (
      UPDATE "Message" m SET "state" = 'handed_over', "handedOverAt" = ${new Date(deps.clock())},
        "attempts" = m."attempts" + 1, "errorCode" = NULL, "errorText" = NULL
      FROM gate
      WHERE m."id" = ${messageId}::uuid AND m."attemptToken" = ${token} AND m."state" = 'claimed' AND gate."isOpen"
      RETURNING m."id", m."channel", m."messageIdHeader", m."address", m."cc", m."subject", m."bodyHtml", m."bodyText",
        m."unsubscribeToken")
    SELECT gate."isOpen", gate."isSandbox", gate."companyName", gate."emailFrom", gate."emailReplyTo", gate."smsFrom",
      taken."id", taken."channel", taken."messageIdHeader", taken."address", taken."cc", taken."subject",
      taken."bodyHtml", taken."bodyText", taken."unsubscribeToken"
    FROM gate LEFT JOIN taken ON true`);
  if (gate === undefined || !gate.isOpen) return null;
  if (gate.id === null) throw superseded();
  const { isSandbox } = gate;
  return { message: gate, sender: gate, senders: isSandbox ? deps.sandboxSenders : deps.senders, isSandbox };
}

/** A message that has been handed over before, to look it up. */
export async function readHandedOver(
  deps: ActivityDeps,
  { customerId }: Attempt,
  messageId: string,
): Promise<Outgoing & { readonly message: Message }> {
  const message = await deps.db.message.findUniqueOrThrow({ where: { id: messageId } });
  const sender = await deps.db.settings.findUniqueOrThrow({ where: { id: 1 } });
  const { testClockId } = await deps.db.customer.findUniqueOrThrow({ where: { id: customerId } });
  const isSandbox = testClockId !== null;
  return { message, sender, senders: isSandbox ? deps.sandboxSenders : deps.senders, isSandbox };
}

/** Hands the message to its provider. A sandbox customer's never reaches a real one. */
export function send(deps: ActivityDeps, outgoing: Outgoing, signal: AbortSignal): Promise<HandOver> {
  const { message, sender, senders } = outgoing;
  if (message.channel === 'sms') return senders.sms.send(outgoingSms(deps, outgoing), signal);
  const { companyName, emailFrom, emailReplyTo } = sender;
  return senders.email.send(
    {
      messageId: message.messageIdHeader ?? `<${message.id}@localhost>`,
      from: { name: companyName, address: emailFrom },
      replyTo: emailReplyTo,
      to: { name: null, address: message.address },
      cc: message.cc.map((address) => ({ name: null, address })),
      subject: message.subject ?? '',
      html: message.bodyHtml,
      text: message.bodyText,
      unsubscribeUrl: message.unsubscribeToken === null ? null : `${deps.publicUrl}/u/${message.unsubscribeToken}`,
    },
    signal,
  );
}

/** The SMS as its provider gets it. */
export function outgoingSms(deps: ActivityDeps, { message, sender }: Outgoing): OutgoingSms {
  return {
    messageId: message.id,
    from: sender.smsFrom,
    to: message.address,
    body: message.bodyText,
    statusCallback: `${deps.publicUrl}/webhooks/twilio/status/${message.id}`,
  };
}

/** The attempt that finds this out has lost its message to a later one, and must not touch it any more. */
export function superseded(): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'attempt-superseded',
    message: 'Another attempt has taken this message over',
  });
}
