import { Liquid } from 'liquidjs';
import { displayDate } from '../calendar/display';
import { isCivilDate } from '../calendar/civil-date';
import { displayAmount } from '../money/display';
import type { Language } from '../types';
import { EMAIL_PARTIALS } from './email-partials';
import type { Money } from './message-model';
import { shorten } from './clean-text';

export type LiquidOutput = 'html' | 'text';

// An author's slip, such as a loop in a loop, must not hold up a worker. A mail of 300 invoices renders in 30 ms and
// uses none of the memory budget, which counts what ranges and filters allocate.
const RENDER_MS = 2_000;
const MEMORY_UNITS = 1_000_000;
/** Characters of a template and of the layout that it uses. */
export const TEMPLATE_LIMIT = 100_000;

const engines = new Map<string, Liquid>();

/**
 * The Liquid of message templates: strict variables and filters, no files, no way to print data unescaped. Beside the
 * ordinary filters there are `money` (an amount), `payable` (what `totals` ask for, one amount for each currency), `date` (a
 * civil date), `plural: "invoice", "invoices"` (a count, chosen by English rules) and `truncate: 20` (never inside a
 * character).
 * @param language the form of amounts and dates, and the language of the layout.
 * @param output `html` escapes everything that is data, `text` leaves it as it is.
 */
export function liquidEngine(language: Language, output: LiquidOutput): Liquid {
  const key = `${language} ${output}`;
  const known = engines.get(key);
  if (known !== undefined) return known;
  const engine = createEngine(language, output);
  engines.set(key, engine);
  return engine;
}

function createEngine(language: Language, output: LiquidOutput): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    relativeReference: false,
    templates: output === 'html' ? EMAIL_PARTIALS[language] : {},
    outputEscape: output === 'html' ? (value: unknown) => escapeHtml(printed(value)) : printed,
    cache: true,
    parseLimit: TEMPLATE_LIMIT,
    renderLimit: RENDER_MS,
    memoryLimit: MEMORY_UNITS,
  });
  // `raw` would print data unescaped; `escape` would escape a second time; the others show the inside of values.
  for (const filter of ['raw', 'escape', 'escape_once', 'xml_escape', 'newline_to_br', 'json', 'jsonify', 'inspect']) {
    engine.unregisterFilter(filter);
  }
  engine.registerFilter('money', (value: unknown) => displayMoney(value, language));
  engine.registerFilter('payable', (value: unknown) => {
    if (!Array.isArray(value)) throw new TypeError('The filter "payable" takes the list "totals"');
    return value.map((total: unknown) => displayMoney(payableOf(total), language)).join(' + ');
  });
  engine.registerFilter('date', (value: unknown) => {
    if (typeof value !== 'string' || !isCivilDate(value)) {
      throw new TypeError('The filter "date" takes a date of the message, such as item.dueOn');
    }
    return displayDate(value, language);
  });
  engine.registerFilter('plural', (count: unknown, one: unknown, many: unknown) => (count === 1 ? one : many));
  engine.registerFilter('truncate', (value: unknown, count: unknown, mark: unknown) =>
    shorten(printed(value), typeof count === 'number' ? count : 50, typeof mark === 'string' ? mark : '...'),
  );
  return engine;
}

function displayMoney(value: unknown, language: Language): string {
  if (!isMoney(value)) throw new TypeError('The filter "money" takes an amount of the message, such as item.balance');
  return displayAmount(value.minor, value.currency, language);
}

function payableOf(total: unknown): unknown {
  return typeof total === 'object' && total !== null && 'payable' in total ? total.payable : null;
}

function isMoney(value: unknown): value is Money {
  return typeof value === 'object' && value !== null && 'minor' in value && typeof value.minor === 'bigint';
}

/** What a template prints. A blank or a whole object is never what its author meant, so neither reaches a customer. */
function printed(value: unknown): string {
  if (value === null || value === undefined) {
    throw new TypeError('This value can be missing; put it inside {% if … %}{% endif %} or give it a "default"');
  }
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError(
    isMoney(value)
      ? 'An amount is printed with the filter "money"'
      : 'A list or an object cannot be printed as a whole',
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML text or attribute value. */
function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
