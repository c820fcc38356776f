import { validateRequest } from 'twilio';
import { DomainError } from '../../domain/errors';
import { receiveSms } from '../../facts/write/receive-sms';
import { recordDelivery } from '../../facts/write/record-delivery';
import { inboundBody, statusBody, statusParams } from '../contract/webhooks';
import { defineRoute, type Route, type Verify } from '../http/route';

const TAG = 'Webhooks';
const FORM = ['application/x-www-form-urlencoded'] as const;
/** Twilio would read a message to send back in the answer; there is none. */
const NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/**
 * Twilio signs the address that it was told, with every field of the form.
 * @throws DomainError `signature-not-valid`
 */
const checkSignature: Verify = ({ deps, url, header, body }) => {
  const { publicUrl, twilioAuthToken } = deps.config;
  const signature = header('x-twilio-signature') ?? '';
  const fields = body as Record<string, string>;
  if (twilioAuthToken !== null && validateRequest(twilioAuthToken, signature, publicUrl + url, fields)) return;
  throw new DomainError('signature-not-valid', {
    en: 'The X-Twilio-Signature does not fit this request at the public address',
    zh: 'X-Twilio-Signature 与此公开地址的请求不符',
  });
};

export const twilioRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/webhooks/twilio/status/{messageId}',
    name: 'receiveSmsStatus',
    tag: TAG,
    summary: 'Take what Twilio reports of an SMS',
    description: 'Signed by Twilio. The same report twice has one effect.',
    access: 'public',
    params: statusParams,
    body: statusBody,
    bodyTypes: FORM,
    success: { status: 204, description: 'Taken.' },
    verify: checkSignature,
    handle: async (call) => {
      const { MessageSid, MessageStatus, ErrorCode } = call.body;
      const errorCode = ErrorCode === undefined || ErrorCode === '' ? null : ErrorCode;
      const input = { messageId: call.params.messageId, providerId: MessageSid, status: MessageStatus, errorCode };
      await recordDelivery(call.db, input, { actor: 'provider', now: call.now });
      return {};
    },
  }),
  defineRoute({
    method: 'post',
    path: '/webhooks/twilio/inbound',
    name: 'receiveSms',
    tag: TAG,
    summary: 'Take an SMS from a customer',
    description:
      'Signed by Twilio. STOP, UNSUBSCRIBE, 退订, TD and the like opt the number out at once, START opts it in.',
    access: 'public',
    body: inboundBody,
    bodyTypes: FORM,
    success: { status: 200, contentType: 'text/xml', description: 'Taken; an empty TwiML response.' },
    verify: checkSignature,
    handle: async (call) => {
      const { MessageSid, From, Body } = call.body;
      const input = { providerId: MessageSid, from: From, text: Body };
      await receiveSms(call.db, input, { actor: 'customer', now: call.now });
      return { body: NO_ANSWER, contentType: 'text/xml' };
    },
  }),
];
