import { createSmtpEmailSender } from '../../../activities/channels/smtp-email-sender';
import { createTwilioSmsSender } from '../../../activities/channels/twilio-sms-sender';
import { startFakeTwilio, type FakeTwilio } from '../../../dev/fake-twilio/start-fake-twilio';
import { EngineWorld } from '../../activities/support/engine-world';
import { startTestSmtpServer, type ReceivedMail, type TestSmtpServer } from '../../support/smtp-server';
import { TWILIO } from './chaos-world';

/** The engine without Temporal, by a clock that is set; its messages go to fake providers on real sockets. */
export class SendingWorld {
  private constructor(
    readonly engine: EngineWorld,
    readonly smtp: TestSmtpServer,
    readonly twilio: FakeTwilio,
  ) {}

  static async with(work: (world: SendingWorld) => Promise<string>): Promise<string> {
    const smtp = await startTestSmtpServer();
    const twilio = await startFakeTwilio({ ...TWILIO, stepMs: 10 });
    const email = createSmtpEmailSender({ url: smtp.url });
    const sms = createTwilioSmsSender({ ...TWILIO, baseUrl: twilio.url });
    // Nobody listens there: what becomes of a message that was taken is not asked.
    const engine = await EngineWorld.create({ senders: { email, sms }, publicUrl: 'http://127.0.0.1:1' });
    try {
      return await work(new SendingWorld(engine, smtp, twilio));
    } finally {
      await engine.close();
      await email.close();
      await twilio.stop();
      await smtp.stop();
    }
  }

  mailsTo(externalId: string): readonly ReceivedMail[] {
    return this.smtp.received.filter(({ envelope }) => envelope.to.includes(`${externalId}@example.com`));
  }

  textsTo(phone: string): number {
    return this.twilio.messages().filter(({ to, direction }) => to === phone && direction !== 'inbound').length;
  }
}
