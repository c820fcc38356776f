import type { ChaosWorld } from './chaos-world';

/** The most that the email policy lets the same mail arrive: once, and once more where its fate was unknown. */
const MOST_MAILS = 2;

/**
 * What the fake servers' logs say against the product: a message that never came though it is called sent, one that came
 * twice without having been counted as unknown before, one that nobody knows of. One line each.
 */
export async function wrongDeliveries({ engine, smtp, twilio, herd }: ChaosWorld): Promise<readonly string[]> {
  const wrong: string[] = [];
  const messages = await engine.db.message.findMany();
  const mails = countBy(smtp.received.map(({ parsed }) => parsed.messageId ?? ''));
  const texts = countBy(
    twilio.messages().flatMap(({ direction, to, body }) => (direction === 'inbound' ? [] : [`${to} ${body}`])),
  );
  const uncertain = countBy(
    (await engine.db.timelineEvent.findMany({ where: { kind: 'message.uncertain' } })).map(
      ({ messageId }) => messageId ?? '',
    ),
  );
  const known = new Set(messages.map(({ messageIdHeader }) => messageIdHeader ?? ''));
  for (const id of mails.keys()) if (!known.has(id)) wrong.push(`mail ${id} came, and no message has this Message-ID`);
  for (const { id, channel, state, attempts, address, bodyText, messageIdHeader } of messages) {
    const came = channel === 'email' ? mails.get(messageIdHeader ?? '') : texts.get(`${address} ${bodyText}`);
    const count = came ?? 0;
    const what = `${channel} to ${address} (${state}, attempts ${attempts})`;
    if ((state === 'sent' || state === 'delivered') && count === 0) wrong.push(`${what} never came`);
    // One that was refused when it went once more may have come the first time.
    if (state === 'refused' && count > 0 && count >= attempts) wrong.push(`${what} came although it was refused`);
    if (state === 'released' && count > 0 && attempts === 0) wrong.push(`${what} came although it was taken back`);
    // Each attempt that is counted is one that may have reached the customer; the timeline has told so before the second.
    if (count > attempts) wrong.push(`${what} came ${count} times`);
    const again = Math.max(count, attempts) - 1;
    if (again > (uncertain.get(id) ?? 0)) wrong.push(`${what} went again without having been told as uncertain`);
    if (channel === 'email' && count > MOST_MAILS) wrong.push(`${what} came ${count} times`);
    // A provider that can be asked never gets the same SMS twice.
    if (channel === 'sms' && count > 1) wrong.push(`${what} came ${count} times`);
  }
  for (const { id, number } of herd) {
    const steps = await engine.settled(id);
    const own = messages.filter(
      ({ customerId, state }) => customerId === id && state !== 'released' && state !== 'refused',
    );
    if (steps.length !== own.length) {
      wrong.push(`${number} has settled ${steps.join(', ') || 'nothing'} with ${own.length} messages`);
    }
  }
  return wrong;
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
