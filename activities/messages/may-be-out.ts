import type { OpenTouch } from '../../facts/read/snapshot';

type UnderWay = NonNullable<OpenTouch['message']>;

/**
 * Whether a message that is claimed to go once more may have reached the customer the first time: `attempts` are the
 * hand-overs that its provider has not denied. An SMS is claimed again only when the look-ups have not found it.
 */
export function mayBeOut(message: Pick<UnderWay, 'channel' | 'state' | 'attempts'> | null): message is UnderWay {
  return message?.state === 'claimed' && message.channel === 'email' && message.attempts > 0;
}
