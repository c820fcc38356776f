import type { Language, LocalizedText } from '../types';
import { cleanText, shorten } from './clean-text';
import { htmlToPlain } from './html-to-plain';
import { liquidEngine } from './liquid-engine';

/** An email to one of the staff: a subject, some lines, and where to go. */
export type StaffNotice = {
  readonly companyName: string;
  readonly subject: LocalizedText;
  readonly lines: readonly LocalizedText[];
  readonly link: { readonly url: string; readonly title: LocalizedText } | null;
};

const SUBJECT_LIMIT = 150;
const SOURCE = `{% layout 'note' %}{% block body %}{% for line in lines %}<p style="margin:0 0 16px">{{ line }}</p>{% endfor %}
{% if link %}<p style="margin:0"><a href="{{ link.url }}">{{ link.title }}</a></p>{% endif %}{% endblock %}`;

/** Subject and both parts of a notice, in the language of who gets it. */
export function renderStaffNotice(
  { companyName, subject, lines, link }: StaffNotice,
  language: Language,
): { readonly subject: string; readonly html: string; readonly text: string } {
  const model = {
    sender: { companyName, replyTo: null, address: null },
    lines: lines.map((line) => line[language]),
    link: link === null ? null : { url: link.url, title: link.title[language] },
    unsubscribeUrl: null,
  };
  const html = String(liquidEngine(language, 'html').parseAndRenderSync(SOURCE, model));
  return { subject: shorten(cleanText(subject[language]), SUBJECT_LIMIT), html, text: htmlToPlain(html) };
}
