import { ApplicationFailure } from '@temporalio/common';
import { inTransaction } from '../../facts/write/transaction';
import { Prisma, type Message, type Settings } from '../../prisma/generated/client';
import type { ActivityDeps, Senders } from '../activity-deps';
import type { HandOver } from '../channels/hand-over';
import type { OutgoingSms } from '../channels/sms-sender';
import type { Attempt, Claimed } from './message-source';

/** What goes out, and by whom. */
export type Outgoing = {
  readonly message: Message;
  readonly sender: Sender;
  readonly senders: Senders;
  readonly isSandbox: boolean;
};

type Sender = Pick<Settings, 'companyName' | 'emailFrom' | 'emailReplyTo' | 'smsFrom'>;
const SENDER_COLUMNS = Prisma.raw('s."companyName", s."emailFrom", s."emailReplyTo", s."smsFrom"');

type Gate = Sender & {
  readonly factsVersion: number;
  readonly isSandbox: boolean;
  readonly isStopped: boolean;
};

/**
 * One more look just before the hand-over: the message is still this attempt's, the customer's facts are those of the
 * claim, and no kill switch is set. What is left after this is the hand-over itself.
 * @returns `null` where something has changed since the claim, so that it must be decided again
 * @throws ApplicationFailure `attempt-superseded` where another attempt has the message now
 */
export function beginHandOver(
  deps: ActivityDeps,
  { customerId, channel, token }: Attempt,
  { messageId, factsVersion }: Claimed,
): Promise<Outgoing | null> {
  return inTransaction(deps.db, async (tx) => {
    const [gate] = await tx.$queryRaw<Gate[]>(Prisma.sql`
      SELECT c."factsVersion", c."testClockId" IS NOT NULL AS "isSandbox", ${SENDER_COLUMNS},
             s."sendingStopped" OR CASE ${channel} WHEN 'email' THEN s."emailStopped" ELSE s."smsStopped" END
               OR (cardinality(s."stoppedPlaybooks") > 0 AND EXISTS (
                 SELECT 1 FROM "Message" m JOIN "Touch" t ON t."id" = m."touchId"
                   JOIN "DocumentVersion" v ON v."id" = t."playbookVersionId" JOIN "Document" d ON d."id" = v."documentId"
                 WHERE m."id" = ${messageId}::uuid AND d."name" = ANY(s."stoppedPlaybooks"))) AS "isStopped"
      FROM "Settings" s, "Customer" c WHERE s."id" = 1 AND c."id" = ${customerId}::uuid FOR SHARE OF c`);
    if (gate === undefined || gate.factsVersion !== factsVersion || gate.isStopped) return null;
    const handedOverAt = new Date(deps.clock());
    const [message] = await tx.message.updateManyAndReturn({
      where: { id: messageId, attemptToken: token, state: 'claimed' },
      data: { state: 'handed_over', handedOverAt, attempts: { increment: 1 }, errorCode: null, errorText: null },
    });
    if (message === undefined) throw superseded();
    const { isSandbox } = gate;
    return { message, sender: gate, senders: isSandbox ? deps.sandboxSenders : deps.senders, isSandbox };
  });
}

/** A message that has been handed over before, to look it up. */
export async function readHandedOver(
  deps: ActivityDeps,
  { customerId }: Attempt,
  messageId: string,
): Promise<Outgoing> {
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
