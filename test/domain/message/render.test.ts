import { buildMessageModel } from '../../../domain/message/build-message-model';
import type { MessageModel } from '../../../domain/message/message-model';
import { renderEmail } from '../../../domain/message/render-email';
import { renderSms, SMS_SEGMENT_LIMIT } from '../../../domain/message/render-sms';
import { sampleModel } from '../../../domain/message/sample-models';
import type { TemplateSource } from '../../../domain/message/template-source';
import type { DueItem, Language } from '../../../domain/types';

function email(html: string, more: Partial<TemplateSource> = {}): TemplateSource {
  return {
    name: 'test',
    purpose: 'collections',
    channel: 'email',
    language: 'en',
    subject: 'Hello',
    html,
    text: null,
    sms: null,
    ...more,
  };
}

function sms(text: string, language: Language = 'en'): TemplateSource {
  return {
    name: 'test',
    purpose: 'collections',
    channel: 'sms',
    language,
    subject: null,
    html: null,
    text: null,
    sms: text,
  };
}

const full = sampleModel('full', 'en');
const named = (name: string, model: MessageModel = full): MessageModel => ({
  ...model,
  customer: { ...model.customer, name },
});

function manyInvoices(count: number, numberOf: (index: number) => string): MessageModel {
  const items: DueItem[] = Array.from({ length: count }, (_, index) => ({
    id: String(index),
    invoiceNumber: numberOf(index),
    instalment: null,
    issuedOn: '2026-01-01',
    dueOn: '2026-02-01',
    currency: 'USD',
    amountMinor: 10_000n,
    balanceMinor: 10_000n,
    arrivedAt: 0,
  }));
  return buildMessageModel({
    customer: { name: 'Harbour', language: 'en' },
    sender: { companyName: 'Northwind', replyTo: null, address: null },
    lead: { itemId: '0', step: 'a' },
    asOn: '2026-03-20',
    items,
    coveredIds: new Set(items.map((item) => item.id)),
    heldIds: new Set(),
    credits: new Map(),
    instalmentCounts: new Map(),
    paymentUrls: new Map(),
    link: 'https://pay.example.com/c/8Qk2',
    unsubscribeUrl: null,
  });
}

describe('renderEmail', () => {
  it('prints amounts and dates in the form of the language', () => {
    const html = '<p>{{ items.first.balance | money }} {{ items.first.dueOn | date }} {{ totals | payable }}</p>';
    expect(renderEmail(email(html), full).html).toBe('<p>$980.00 8 March 2026 €12,500.00 + $1,189.50</p>');
    expect(renderEmail(email(html, { language: 'zh' }), sampleModel('full', 'zh')).html).toBe(
      '<p>¥980.00 2026年3月8日 ¥1,189.50 + €12,500.00</p>',
    );
  });

  it('escapes data in text and in attributes, also where a template captures or joins it', () => {
    const evil = named(`<script>alert("1")</script>'&`);
    const html = `<a title="{{ customer.name }}">{{ customer.name | upcase }}</a>{% assign x = customer.name | append: "<b>" %}{{ x }}{% capture y %}{{ customer.name }}{% endcapture %}{{ y }}`;
    const out = renderEmail(email(html), evil).html;
    expect(out).not.toMatch(/<script|<b>|alert\("/i);
    expect(out).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;');
  });

  it('has no filter that prints data unescaped', () => {
    for (const filter of ['raw', 'escape', 'json', 'newline_to_br', 'inspect']) {
      expect(() => renderEmail(email(`{{ customer.name | ${filter} }}`), full)).toThrow(/undefined filter/);
    }
  });

  it('keeps a subject on one line, whatever is in the data or the template', () => {
    const subject = 'Dear {{ customer.name }},\n{{ oldest.label }}';
    const evil = named('Ada\r\nBcc: eve@example.com\u0000');
    expect(renderEmail(email('x', { subject }), evil).subject).toBe('Dear Ada Bcc: eve@example.com , INV-0988');
    const long = renderEmail(email('x', { subject }), named('账'.repeat(5_000))).subject;
    expect([...long].length).toBeLessThanOrEqual(150);
    expect(long).toMatch(/^Dear 账+…$/);
  });

  it('refuses unknown variables, blanks and whole objects instead of sending a hole', () => {
    const bare = sampleModel('before-due', 'en');
    expect(() => renderEmail(email('{{ customer.nmae }}'), full)).toThrow(/undefined variable: customer.nmae/);
    expect(() => renderEmail(email('Pay at {{ link }}'), bare)).toThrow(/can be missing/);
    expect(() => renderEmail(email('{{ items.first.balance }}'), full)).toThrow(/filter "money"/);
    expect(() => renderEmail(email('{{ customer }}'), full)).toThrow(/cannot be printed/);
    expect(() => renderEmail(email('{{ oldest.label | money }}'), full)).toThrow(/takes an amount/);
    expect(() => renderEmail(email('{{ customer.name | date }}'), full)).toThrow(/takes a date/);
    expect(renderEmail(email('{% if link %}{{ link }}{% endif %}{{ link | default: "-" }}'), bare).html).toBe('-');
  });

  it('reads no file', () => {
    for (const name of ['/etc/passwd', '../package.json', 'package.json']) {
      expect(() => renderEmail(email(`{% render '${name}' %}`), full)).toThrow(/lookup/);
      expect(() => renderEmail(email(`{% include '${name}' %}`), full)).toThrow(/lookup/);
      expect(() => renderEmail(email(`{% layout '${name}' %}`), full)).toThrow(/lookup/);
    }
  });

  it('reaches no property that a message does not have', () => {
    for (const path of [
      'customer.constructor',
      'customer.__proto__',
      'items.constructor',
      'customer.name.constructor',
    ]) {
      expect(() => renderEmail(email(`{{ ${path} }}`), full)).toThrow(/undefined variable/);
    }
  });

  it('ends a loop that runs away', () => {
    const loop = '{% for a in (1..9999999) %}{% for b in (1..9999) %}x{% endfor %}{% endfor %}';
    expect(() => renderEmail(email(loop), full)).toThrow(/limit exceeded/);
    expect(() =>
      renderEmail(email('{% for a in (1..999) %}{% for b in (1..900) %}0123456789{% endfor %}{% endfor %}'), full),
    ).toThrow(/over 1 MB|limit exceeded/);
  });

  it('makes the text part from the HTML, a line for each invoice', () => {
    const { text } = renderEmail(
      email(
        `{% layout 'letter' %}{% block preview %}Preview{% endblock %}{% block opening %}<p>Dear {{ customer.name }},</p>{% endblock %}`,
      ),
      full,
    );
    expect(text).toContain('Dear Harbour & Sons Ltd,\n');
    expect(text).toContain(
      '- INV-1042 (2/3) · Due date 8 March 2026 · Days overdue 12 · Balance $980.00 of $1,480.00\n- INV-1057',
    );
    expect(text).toContain('Other overdue invoices\n\n- INV-0988 · Due date 7 February 2026 · Days overdue 41');
    expect(text).toContain('- INV-1080 · Due date 29 March 2026 · Due in 9 days');
    expect(text).toContain('Amount to pay $1,189.50');
    expect(text).toContain('View and pay online https://pay.example.com/c/8Qk2');
    expect(text).not.toMatch(/Preview|<|&amp;/);
  });

  it('takes a text part of the author as it is, unescaped', () => {
    const { text } = renderEmail(email('<p>x</p>', { text: 'Dear {{ customer.name }}\n{{ link }}' }), full);
    expect(text).toBe('Dear Harbour & Sons Ltd\nhttps://pay.example.com/c/8Qk2');
  });

  it('lists 40 invoices in full, and says how many more there are beyond 100', () => {
    const layout = email(`{% layout 'letter' %}`);
    const forty = renderEmail(
      layout,
      manyInvoices(40, (index) => `N-${index}.`),
    );
    for (let index = 0; index < 40; index += 1) expect(forty.html).toContain(`>N-${index}.<`);
    const many = renderEmail(
      layout,
      manyInvoices(140, (index) => `N-${index}.`),
    );
    expect(many.html).toContain('and 40 more');
    expect(many.html).toContain('$14,000.00');
    expect(many.html.length).toBeLessThan(100_000);
  });

  it('stands names of 5,000 characters, right-to-left names and emoji', () => {
    for (const name of ['x'.repeat(5_000), 'شركة الميناء والأبناء', '👨‍👩‍👧 & Söhne']) {
      const { html, text } = renderEmail(email('<p>{{ customer.name }}</p>'), named(name));
      expect(html).toContain(name.replace('&', '&amp;'));
      expect(text).toContain(name);
    }
  });
});

describe('renderSms', () => {
  it('gives body, encoding and segments', () => {
    expect(renderSms(sms('{{ count }} invoices, {{ totals | payable }}'), full)).toEqual({
      body: '4 invoices, €12,500.00 + $1,189.50',
      encoding: 'GSM-7',
      segments: 1,
    });
    expect(renderSms(sms('您有{{ count }}笔账单', 'zh'), sampleModel('full', 'zh'))).toEqual({
      body: '您有4笔账单',
      encoding: 'UCS-2',
      segments: 1,
    });
  });

  it('does not escape: an SMS is no HTML', () => {
    expect(renderSms(sms('{{ customer.name }}'), named('A & B <c>')).body).toBe('A & B <c>');
  });

  it('shortens long names, never inside a character', () => {
    expect(renderSms(sms('Dear {{ customer.name }}!'), named('x'.repeat(5_000))).body).toBe(
      `Dear ${'x'.repeat(37)}...!`,
    );
    const { body } = renderSms(sms('{{ customer.name }}'), named('👨‍👩‍👧'.repeat(1_000)));
    expect(body).toBe(`${'👨‍👩‍👧'.repeat(33)}…`);
  });

  it('shortens lists until the text fits', () => {
    const list = '{% for item in items %}{{ item.label }} {% endfor %}of {{ count }}';
    const model = manyInvoices(40, (index) => `INVOICE-NUMBER-${100 + index}`);
    expect(renderSms(sms(list), model).body).toBe(
      'INVOICE-NUMBER-100 INVOICE-NUMBER-101 INVOICE-NUMBER-102 INVOICE-NUMBER-103 INVOICE-NUMBER-104 of 40',
    );
  });

  it('cuts what is still too long, and keeps the link at the end whole', () => {
    const model = manyInvoices(1, () => 'A');
    const gsm = renderSms(sms(`${'word '.repeat(500)}{{ link }}`), model);
    expect(gsm.segments).toBe(SMS_SEGMENT_LIMIT);
    expect(gsm.encoding).toBe('GSM-7');
    expect(gsm.body).toMatch(/^(word )+w?o?r?d?\.\.\. https:\/\/pay\.example\.com\/c\/8Qk2$/);
    const ucs = renderSms(sms('账单'.repeat(500), 'zh'), model);
    expect(ucs.segments).toBe(SMS_SEGMENT_LIMIT);
    expect(ucs.body).toMatch(/^(账单)+账?…$/);
  });

  it('is one line without control characters', () => {
    expect(renderSms(sms('Line one\n  line two\u0007'), full).body).toBe('Line one line two');
  });
});
