import { toStorable } from '../text/storable-text';
import { cleanText, shorten } from './clean-text';
import { htmlToPlain } from './html-to-plain';
import { liquidEngine } from './liquid-engine';
import type { TemplateModel } from './template-model';
import type { TemplateSource } from './template-source';

export type RenderedEmail = { readonly subject: string; readonly html: string; readonly text: string };

// RFC 5322, 2.1.1: a header line has at most 998 octets. A subject that long is noise anyway.
const SUBJECT_LIMIT = 150;
// Far above what a template of ours makes (60 KB for 100 invoices); a runaway loop ends here.
const EMAIL_LIMIT = 1_000_000;

/**
 * Subject and both parts of an email. Data cannot add markup, headers or lines to a subject.
 * @throws Error where the template is of another channel, has no subject or HTML, names what the model does not have, or
 *   takes too long or grows too large. A template that `validateTemplate` passes does neither with any model.
 */
export function renderEmail(template: TemplateSource, model: TemplateModel): RenderedEmail {
  if (template.channel !== 'email' || template.subject === null || template.html === null) {
    throw new TypeError(`Template "${template.name}" has no email text`);
  }
  const plain = liquidEngine(template.language, 'text');
  const subject = cleanText(String(plain.parseAndRenderSync(template.subject, model)));
  // A filter can make what no database keeps, such as `"%00" | url_decode`.
  const html = toStorable(String(liquidEngine(template.language, 'html').parseAndRenderSync(template.html, model)));
  if (html.length > EMAIL_LIMIT) throw new RangeError(`Template "${template.name}" makes an email of over 1 MB`);
  const text =
    template.text === null ? htmlToPlain(html) : toStorable(String(plain.parseAndRenderSync(template.text, model)));
  return { subject: shorten(subject, SUBJECT_LIMIT), html: withoutBlankLines(html), text };
}

/** Tags on lines of their own leave empty lines behind. */
function withoutBlankLines(html: string): string {
  return html.replaceAll(/\n[^\S\n]*(?=\n)/g, '');
}
