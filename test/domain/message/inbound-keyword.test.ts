import { inboundKeyword } from '../../../domain/message/inbound-keyword';

describe('inboundKeyword', () => {
  it.each([
    'STOP',
    'stop',
    ' Stop. ',
    '“STOP”',
    'ＳＴＯＰ',
    'Stop all',
    'STOPALL',
    'unsubscribe',
    'Cancel',
    'END',
    'quit!',
    'revoke',
    'Opt-out',
    'please stop',
    '退订',
    '退订。',
    '【退订】',
    'TD',
    'td',
    'ＴＤ',
    'T',
    't',
    '回复TD',
    '回T',
    'TD退订',
    '拒收',
    's\u200btop',
  ])('takes %j as a wish to stop', (text) => {
    expect(inboundKeyword(text)).toBe('stop');
  });

  it.each(['START', 'start', 'UNSTOP', '恢复', '恢复订阅', 'ＳＴＡＲＴ'])('takes %j as a wish to start', (text) => {
    expect(inboundKeyword(text)).toBe('start');
  });

  it.each(['HELP', 'help?', 'info', '帮助'])('takes %j as a call for help', (text) => {
    expect(inboundKeyword(text)).toBe('help');
  });

  it.each([
    '',
    ' ',
    '?',
    'yes',
    'YES',
    'ok',
    'I cannot stop by today',
    'Stop the shipment, the invoice is wrong',
    'the end',
    '我要退订单',
    '谢谢',
    'S'.repeat(5000),
    '😀',
  ])('leaves %j to a person', (text) => {
    expect(inboundKeyword(text)).toBeNull();
  });
});
