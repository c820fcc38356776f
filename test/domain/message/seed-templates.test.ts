import { renderEmail } from '../../../domain/message/render-email';
import { renderSms } from '../../../domain/message/render-sms';
import { sampleModel } from '../../../domain/message/sample-models';
import { sampleFor, sampleKindsFor } from '../../../domain/message/template-model';
import { validateTemplate } from '../../../domain/message/validate-template';
import type { Channel, Language } from '../../../domain/types';
import { loadSeedTemplates } from '../../../prisma/seed/load-templates';

const templates = loadSeedTemplates();
const each = templates.map(
  (template) => [`${template.name} ${template.channel} ${template.language}`, template] as const,
);

function templateOf(name: string, channel: Channel, language: Language) {
  return templates.find((one) => one.name === name && one.channel === channel && one.language === language)!;
}

describe('the seed templates', () => {
  it('for collections are five, each for email and SMS in English and Chinese', () => {
    const names = ['due-today', 'final-notice', 'reminder-1', 'reminder-2', 'reminder-before-due'];
    const collections = templates.filter(({ purpose }) => purpose === 'collections');
    expect(collections.map((template) => `${template.name} ${template.channel} ${template.language}`)).toEqual(
      names.flatMap((name) => [`${name} email en`, `${name} email zh`, `${name} sms en`, `${name} sms zh`]),
    );
  });

  it.each(each)('%s has no fault', (_, template) => {
    expect(validateTemplate(template)).toEqual([]);
  });

  it.each(each)('%s leaves no double space, stray mark or untranslated word', (_, template) => {
    for (const kind of sampleKindsFor(template.purpose)) {
      const model = sampleFor(template.purpose, kind, template.language);
      const parts =
        template.channel === 'sms'
          ? [renderSms(template, model).body]
          : [renderEmail(template, model).subject, renderEmail(template, model).text];
      for (const part of parts) {
        expect(part).not.toMatch(/ {2}|[{}]|undefined|null|\[object| ,| \.(\s|$)/);
        if (template.language === 'zh') expect(part).not.toMatch(/invoice|overdue|due date|pay\b(?!\.)/i);
        else expect(part).not.toMatch(/[\u4e00-\u9fff]/);
      }
    }
  });

  it('say what is owed in a text of at most one segment in GSM 03.38 where there is one currency', () => {
    const { body, encoding, segments } = renderSms(
      templateOf('reminder-1', 'sms', 'en'),
      sampleModel('due-today', 'en'),
    );
    expect(body).toBe(
      'Northwind Supply Co.: 1 invoice unpaid, $1,230.00 in total. Oldest: INV-1042, due 20 March 2026. Pay: https://pay.example.com/c/8Qk2',
    );
    expect([encoding, segments]).toEqual(['GSM-7', 1]);
  });

  it('give count, total, oldest and link in Chinese', () => {
    expect(renderSms(templateOf('reminder-1', 'sms', 'zh'), sampleModel('full', 'zh')).body).toBe(
      '【上海晨光供应链有限公司】您有4笔账单已逾期，合计¥1,189.50 + €12,500.00，最早一笔INV-0988，到期日2026年2月7日，请尽快付款。 https://pay.example.com/c/8Qk2',
    );
  });

  it('name the invoice in the subject where there is one, and count them where there are several', () => {
    const before = templateOf('reminder-before-due', 'email', 'en');
    expect(renderEmail(before, sampleModel('before-due', 'en')).subject).toBe(
      'Invoice INV-1042 is due on 23 March 2026',
    );
    expect(renderEmail(templateOf('reminder-2', 'email', 'zh'), sampleModel('full', 'zh')).subject).toBe(
      '再次提醒：您有 4 笔账单仍未付款',
    );
  });
});
