import { validateTemplate } from '../../../domain/message/validate-template';
import type { TemplateSource } from '../../../domain/message/template-source';

const EMAIL: TemplateSource = {
  name: 'test',
  purpose: 'collections',
  channel: 'email',
  language: 'en',
  subject: 'Invoice {{ lead.item.label }}',
  html: '<p>Dear {{ customer.name }}</p>',
  text: null,
  sms: null,
};
const SMS: TemplateSource = { ...EMAIL, channel: 'sms', subject: null, html: null, sms: '{{ count }} invoices' };

describe('validateTemplate', () => {
  it('finds nothing wrong with a good template', () => {
    expect(validateTemplate(EMAIL)).toEqual([]);
    expect(validateTemplate(SMS)).toEqual([]);
    const html =
      "{% layout 'letter' %}{% block opening %}{% for item in items %}{{ forloop.index }} {{ item.balance | money }}{% if item.paymentUrl %}{{ item.paymentUrl }}{% endif %}{% endfor %}{% assign n = items | size %}{{ n }}{{ items[0].label }}{{ items.size }}{% assign first = items.first %}{{ first.label }}{% endblock %}";
    expect(validateTemplate({ ...EMAIL, html, text: 'Dear {{ customer.name }}' })).toEqual([]);
  });

  it.each<[string, Partial<TemplateSource>, string, string, number | null, number | null, string]>([
    [
      'a filter that does not exist',
      { html: 'a\nb {{ customer.name | shout }}' },
      'template-fault',
      '/html',
      2,
      3,
      'undefined filter: shout',
    ],
    ['a tag that does not exist', { html: '{% shout %}' }, 'template-fault', '/html', 1, 1, 'tag "shout" not found'],
    ['a tag that is not closed', { html: 'x\n\n  {% if link %}' }, 'template-fault', '/html', 3, 3, 'not closed'],
    [
      'an output that is not closed',
      { subject: 'Hi {{ customer.name' },
      'template-fault',
      '/subject',
      1,
      4,
      'not closed',
    ],
    [
      'a variable that does not exist',
      { html: 'x {{ nmae }}' },
      'unknown-variable',
      '/html',
      1,
      6,
      '"nmae"; expected one of customer, sender',
    ],
    [
      'a field that does not exist',
      { subject: '{{ customer.nmae }}' },
      'unknown-variable',
      '/subject',
      1,
      4,
      '"customer.nmae"; expected one of name, language',
    ],
    [
      'a field that does not exist, in a loop that the samples do not enter',
      { html: '{% if count > 900 %}{% for item in items %}{{ item.nmber }}{% endfor %}{% endif %}' },
      'unknown-variable',
      '/html',
      1,
      47,
      '"item.nmber"; expected one of number, instalment, label',
    ],
    [
      'a field of a single value',
      { html: '{{ customer.name.first }}' },
      'unknown-variable',
      '/html',
      1,
      4,
      'single value',
    ],
    [
      'a field of a list',
      { html: '{{ items.label }}' },
      'unknown-variable',
      '/html',
      1,
      4,
      'expected one of first, last, size',
    ],
    [
      'a field of the loop',
      { html: '{% for item in items %}{{ forloop.idx }}{% endfor %}' },
      'unknown-variable',
      '/html',
      1,
      27,
      'index, index0',
    ],
    ['a variable in the text part', { text: '{{ who }}' }, 'unknown-variable', '/text', 1, 4, '"who"'],
    ['an unknown layout', { html: "{% layout 'fancy' %}" }, 'unknown-layout', '/html', null, null, '"fancy"'],
    ['a file as layout', { html: "{% render '/etc/passwd' %}" }, 'unknown-layout', '/html', null, null, '/etc/passwd'],
    ['a value that can be missing', { html: 'x {{ link }}' }, 'template-fault', '/html', 1, 3, 'can be missing'],
    [
      'an amount without its filter',
      { html: '{{ oldest.balance }}' },
      'template-fault',
      '/html',
      1,
      1,
      'filter "money"',
    ],
    [
      'a date filter on a name',
      { text: '{{ customer.name | date }}' },
      'template-fault',
      '/text',
      1,
      1,
      'takes a date',
    ],
    ['no subject', { subject: null }, 'part-missing', '/subject', null, null, 'no "subject"'],
    ['a blank subject', { subject: '  ' }, 'part-missing', '/subject', null, null, 'no "subject"'],
    [
      'a subject that comes out blank',
      { subject: '{% if link %}x{% endif %}' },
      'subject-blank',
      '/subject',
      null,
      null,
      'before-due',
    ],
    ['no HTML', { html: null }, 'part-missing', '/html', null, null, 'no "html"'],
    [
      'a text message in an email',
      { sms: 'x' },
      'part-of-other-channel',
      '/sms',
      null,
      null,
      'expected subject, html, text',
    ],
    [
      'a part that is too long',
      { html: 'x'.repeat(100_001) },
      'part-too-long',
      '/html',
      null,
      null,
      '100001 characters',
    ],
    [
      'a loop that runs away',
      { html: '{% for a in (1..99999999) %}x{% endfor %}' },
      'template-fault',
      '/html',
      1,
      1,
      'limit exceeded',
    ],
    [
      'marketing without a way out',
      { purpose: 'marketing', subject: 'News' },
      'unsubscribe-missing',
      '/html',
      null,
      null,
      'unsubscribeUrl',
    ],
  ])('reports %s', (_, change, code, path, line, column, text) => {
    const faults = validateTemplate({ ...EMAIL, ...change });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ severity: 'error', code, path, line, column });
    expect(faults[0]?.message).toContain(text);
    expect(faults[0]?.messageZh).toMatch(/[\u4e00-\u9fff]/);
  });

  it('reports all unknown variables at once, by place', () => {
    const faults = validateTemplate({ ...EMAIL, subject: '{{ a }}', html: '{{ b }}\n{{ c.d }}' });
    expect(faults.map((fault) => [fault.path, fault.line])).toEqual([
      ['/subject', 1],
      ['/html', 1],
      ['/html', 2],
    ]);
  });

  it('reports an SMS without text, and one with a subject', () => {
    expect(validateTemplate({ ...SMS, sms: null })).toMatchObject([{ code: 'part-missing', path: '/sms' }]);
    expect(validateTemplate({ ...SMS, subject: 'x' })).toMatchObject([
      { code: 'part-of-other-channel', path: '/subject' },
    ]);
    expect(validateTemplate({ ...SMS, sms: '{% if link %}x{% endif %}' })).toMatchObject([
      { severity: 'error', path: '/sms' },
    ]);
  });

  it('warns of an SMS of more than two segments', () => {
    const faults = validateTemplate({ ...SMS, sms: `{{ count }} ${'账'.repeat(140)}` });
    expect(faults).toMatchObject([{ severity: 'warning', code: 'sms-long', path: '/sms' }]);
    expect(faults[0]?.message).toContain('3 segments (UCS-2)');
  });

  it('wants marketing texts to say how to opt out', () => {
    const marketing: TemplateSource = { ...SMS, purpose: 'marketing', sms: 'News for {{ customer.name }}' };
    expect(validateTemplate(marketing)).toMatchObject([{ code: 'unsubscribe-missing', path: '/sms' }]);
    expect(validateTemplate({ ...marketing, sms: 'News. Reply STOP to opt out' })).toEqual([]);
    const note: TemplateSource = { ...EMAIL, purpose: 'marketing', subject: 'News', html: "{% layout 'note' %}" };
    expect(validateTemplate(note)).toEqual([]);
  });

  it('gives a letter what a letter has, and nothing of invoices', () => {
    const html = "{% layout 'note' %}{% block body %}{% if offer %}{{ offer.title }}{% endif %}{% endblock %}";
    expect(validateTemplate({ ...EMAIL, purpose: 'service', subject: 'Welcome', html })).toEqual([]);
    expect(validateTemplate({ ...EMAIL, purpose: 'service', subject: '{{ count }}', html })).toMatchObject([
      { code: 'unknown-variable', path: '/subject' },
    ]);
    // Not everybody has an owner, so a template has to ask.
    expect(validateTemplate({ ...EMAIL, purpose: 'service', subject: '{{ owner.name }}', html })).toMatchObject([
      { severity: 'error', path: '/subject' },
    ]);
  });
});
