import { capturedEmailSender, capturedSmsSender } from '../../../activities/channels/captured-senders';

describe('the senders of sandbox customers', () => {
  it('take everything under an ID that follows from the message', async () => {
    const from = { name: null, address: 'a@example.com' };
    const email = {
      messageId: '<1@x>',
      from,
      replyTo: null,
      to: from,
      cc: [],
      subject: 's',
      html: null,
      text: 't',
      unsubscribeUrl: null,
    };
    expect(await capturedEmailSender.send(email)).toEqual({ kind: 'accepted', providerId: 'captured:<1@x>' });
    const sms = { messageId: '2', from: '+15005550006', to: '+15005550006', body: 'b', statusCallback: null };
    expect(await capturedSmsSender.send(sms)).toEqual({ kind: 'accepted', providerId: 'captured:2' });
    expect(await capturedSmsSender.lookUp(sms, new Date())).toEqual({
      found: true,
      providerId: 'captured:2',
      status: 'captured',
      errorCode: null,
    });
  });
});
