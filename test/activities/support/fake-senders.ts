import type { EmailSender, OutgoingEmail } from '../../../activities/channels/email-sender';
import type { HandOver } from '../../../activities/channels/hand-over';
import type { OutgoingSms, SmsLookUp, SmsSender } from '../../../activities/channels/sms-sender';

const ACCEPTED: HandOver = { kind: 'accepted', providerId: 'fake' };

/** Both channels at their ports: remembers what was handed over, and answers as told, else `accepted`. */
export class FakeSenders {
  readonly emails: OutgoingEmail[] = [];
  readonly texts: OutgoingSms[] = [];
  readonly lookUps: OutgoingSms[] = [];
  /** Taken in turn by the next hand-overs of the channel. */
  readonly emailAnswers: HandOver[] = [];
  readonly smsAnswers: HandOver[] = [];
  /** Taken in turn by the next look-ups; with none left, a message is not found. */
  readonly lookUpAnswers: (SmsLookUp | Error)[] = [];
  /** Runs while a message is with the provider. */
  during: () => Promise<void> = async () => undefined;

  readonly email: EmailSender = {
    send: async (email) => {
      this.emails.push(email);
      await this.during();
      return this.emailAnswers.shift() ?? ACCEPTED;
    },
    close: async () => undefined,
  };

  readonly sms: SmsSender = {
    send: async (sms) => {
      this.texts.push(sms);
      await this.during();
      return this.smsAnswers.shift() ?? ACCEPTED;
    },
    lookUp: async (sms) => {
      this.lookUps.push(sms);
      const answer = this.lookUpAnswers.shift() ?? { found: false };
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}
