import { LiquidError } from 'liquidjs';
import { createFaultReport, type Fault, type FaultReport, type Place } from '../faults';
import type { Channel } from '../types';
import { liquidEngine, TEMPLATE_LIMIT, type LiquidOutput } from './liquid-engine';
import { renderEmail } from './render-email';
import { renderSms } from './render-sms';
import { sampleFor, sampleKindsFor } from './template-model';
import type { TemplateSource } from './template-source';
import { unknownVariables } from './template-variables';

type Part = 'subject' | 'html' | 'text' | 'sms';
const PARTS: Readonly<Record<Channel, readonly Part[]>> = { email: ['subject', 'html', 'text'], sms: ['sms'] };
const OPTIONAL: readonly Part[] = ['text'];
// What an ordinary reminder should cost at most.
const SEGMENT_WARNING = 2;
const OPT_OUT_WORDS = /STOP|退订|拒收|unsubscribeUrl/i;

/**
 * Everything that is wrong with a template, with its part, line and column: syntax, unknown variables, filters and
 * layouts, parts that are missing or belong to the other channel, a value that could come out blank, no way to
 * unsubscribe from marketing. A text message of more than two segments is a warning.
 * @returns an empty list for a template that renders with every message.
 */
export function validateTemplate(template: TemplateSource): readonly Fault[] {
  const report = createFaultReport();
  for (const part of ['subject', 'html', 'text', 'sms'] as const) checkPart(template, part, report);
  if (template.purpose === 'marketing') checkOptOut(template, report);
  if (!report.hasErrors()) checkSamples(template, report);
  return report.list();
}

function checkPart(template: TemplateSource, part: Part, report: FaultReport): void {
  const source = template[part];
  const at = placeOf(part, null);
  if (!PARTS[template.channel].includes(part)) {
    if (source === null) return;
    report.error(at, 'part-of-other-channel', {
      en: `A template for ${template.channel} has no "${part}"; expected ${PARTS[template.channel].join(', ')}`,
      zh: `${template.channel} 模板没有“${part}”部分，应为 ${PARTS[template.channel].join('、')}`,
    });
    return;
  }
  if (source === null && OPTIONAL.includes(part)) return;
  if (source === null || source.trim() === '') {
    report.error(at, 'part-missing', {
      en: `The template has no "${part}"; a template for ${template.channel} needs one`,
      zh: `模板缺少“${part}”部分，${template.channel} 模板必须有`,
    });
    return;
  }
  if (source.length > TEMPLATE_LIMIT) {
    report.error(at, 'part-too-long', {
      en: `"${part}" has ${source.length} characters; at most ${TEMPLATE_LIMIT} are accepted`,
      zh: `“${part}”有 ${source.length} 个字符，最多 ${TEMPLATE_LIMIT} 个`,
    });
    return;
  }
  checkLiquid(template, part, source, report);
}

function checkLiquid(template: TemplateSource, part: Part, source: string, report: FaultReport): void {
  const engine = liquidEngine(template.language, outputOf(part));
  try {
    for (const unknown of unknownVariables(engine.analyzeSync(engine.parse(source)), template.purpose)) {
      report.error({ path: `/${part}`, line: unknown.line, column: unknown.column }, 'unknown-variable', {
        en: `There is no variable "${unknown.name}"; expected one of ${unknown.accepted.join(', ')}`,
        zh: `没有变量“${unknown.name}”，可用的有 ${unknown.accepted.join('、')}`,
      });
    }
  } catch (error) {
    reportFailure(error, part, report);
  }
}

function checkSamples(template: TemplateSource, report: FaultReport): void {
  for (const kind of sampleKindsFor(template.purpose)) {
    const model = sampleFor(template.purpose, kind, template.language);
    try {
      if (template.channel === 'email') {
        if (renderEmail(template, model).subject !== '') continue;
        report.error(placeOf('subject', null), 'subject-blank', {
          en: `The subject comes out blank for the sample "${kind}"`,
          zh: `样例“${kind}”的主题为空`,
        });
        return;
      }
      const { segments, encoding } = renderSms(template, model);
      if (segments === 0) throw new TypeError('The text comes out blank');
      if (segments <= SEGMENT_WARNING) continue;
      report.warning(placeOf('sms', null), 'sms-long', {
        en: `The text takes ${segments} segments (${encoding}) for the sample "${kind}"; up to ${SEGMENT_WARNING} are usual`,
        zh: `样例“${kind}”的短信为 ${segments} 条（${encoding}），通常不超过 ${SEGMENT_WARNING} 条`,
      });
      return;
    } catch (error) {
      reportFailure(error, failedPart(template, error), report);
      return;
    }
  }
}

function checkOptOut(template: TemplateSource, report: FaultReport): void {
  const part = template.channel === 'email' ? 'html' : 'sms';
  const source = template[part];
  if (source === null) return;
  // The layout has the link already.
  const has =
    part === 'sms' ? OPT_OUT_WORDS.test(source) : /unsubscribeUrl|layout\s+['"](?:letter|note)['"]/.test(source);
  if (has) return;
  report.error(placeOf(part, null), 'unsubscribe-missing', {
    en:
      part === 'html'
        ? 'A marketing email must offer a way out; use {{ unsubscribeUrl }} or the layout "note"'
        : 'A marketing text must say how to opt out, such as "Reply STOP to opt out"',
    zh:
      part === 'html'
        ? '营销邮件必须提供退订方式，请使用 {{ unsubscribeUrl }} 或版式“note”'
        : '营销短信必须说明如何退订，例如“回复 TD 退订”',
  });
}

/** Which part did not render: the one of which the error names the text. */
function failedPart(template: TemplateSource, error: unknown): Part {
  const input = LiquidError.is(error) ? error.token.input : '';
  return (
    PARTS[template.channel].find((part) => template[part] === input) ?? (template.channel === 'email' ? 'html' : 'sms')
  );
}

function reportFailure(error: unknown, part: Part, report: FaultReport): void {
  const text = error instanceof Error ? error.message : String(error);
  const missing = /Failed to lookup "'?([^"']*)'?"/.exec(text);
  if (missing !== null) {
    report.error(placeOf(part, error), 'unknown-layout', {
      en: `There is no layout or part "${missing[1] ?? ''}"; "html" can use letter, note and invoice-table`,
      zh: `没有版式或部件“${missing[1] ?? ''}”，html 可用 letter、note 和 invoice-table`,
    });
    return;
  }
  // Liquid appends the position, which the fault has in fields of its own.
  const plain = text.replace(/(, file:.*)?, line:\d+, col:\d+$/s, '');
  report.error(placeOf(part, error), 'template-fault', { en: `In "${part}": ${plain}`, zh: `“${part}”有误：${plain}` });
}

function placeOf(part: Part, error: unknown): Place {
  const path = `/${part}`;
  if (!LiquidError.is(error) || error.token.file !== undefined) return { path, line: null, column: null };
  const [line, column] = error.token.getPosition();
  return { path, line: line ?? null, column: column ?? null };
}

function outputOf(part: Part): LiquidOutput {
  return part === 'html' ? 'html' : 'text';
}
