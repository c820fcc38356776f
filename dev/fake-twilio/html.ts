/** HTML that may stand in a page as it is. */
export type Html = { readonly html: string };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template of HTML: what is put in is escaped, unless it is HTML itself. `null` and `false` give nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { html: parts.map((part, at) => part + insert(values[at] ?? null)).join('') };
}

type HtmlValue = string | number | false | null | Html | readonly Html[];

function insert(value: HtmlValue): string {
  if (value === null || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') {
    return String(value).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
  }
  return 'html' in value ? value.html : value.map((one) => one.html).join('');
}
