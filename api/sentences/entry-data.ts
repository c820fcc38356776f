import { formatInstant } from '../../domain/calendar/zone';
import type { LocalizedText } from '../../domain/types';

/**
 * What a timeline entry holds, read without trust: entries outlive the code that wrote them, so a field that is not there
 * reads as nothing and a sentence says less instead of failing.
 */
export class EntryData {
  constructor(
    private readonly data: unknown,
    readonly zone: string,
  ) {}

  /** A text or number as it stands; `''` where there is none. */
  text(field: string): string {
    const value = this.value(field);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  }

  has(field: string): boolean {
    const value = this.value(field);
    return value !== undefined && value !== null && value !== '';
  }

  inner(field: string): EntryData {
    return new EntryData(this.value(field), this.zone);
  }

  list(field: string): readonly EntryData[] {
    const value = this.value(field);
    return Array.isArray(value) ? value.map((one: unknown) => new EntryData(one, this.zone)) : [];
  }

  fields(field: string): readonly (readonly [string, EntryData])[] {
    const value = this.value(field);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return Object.entries(value).map(([name, inner]) => [name, new EntryData(inner, this.zone)]);
  }

  /** An ISO instant as the customer's clock shows it. */
  local(field: string): string {
    const at = Date.parse(this.text(field));
    return Number.isNaN(at) ? '' : formatInstant(at, this.zone);
  }

  /** A value that stands in both languages. */
  localized(field: string): LocalizedText {
    const { en, zh } = (this.value(field) ?? {}) as { readonly en?: unknown; readonly zh?: unknown };
    return { en: typeof en === 'string' ? en : '', zh: typeof zh === 'string' ? zh : '' };
  }

  /** This value itself as both languages, for lists of texts. */
  asLocalized(): LocalizedText {
    return new EntryData({ it: this.data }, this.zone).localized('it');
  }

  texts(field: string): readonly string[] {
    const value = this.value(field);
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  }

  /** Any value in one line. */
  shown(field: string): string {
    const value = this.value(field);
    if (value === undefined || value === null) return '–';
    return typeof value === 'object' ? JSON.stringify(value) : this.text(field);
  }

  private value(field: string): unknown {
    if (typeof this.data !== 'object' || this.data === null) return undefined;
    return (this.data as Record<string, unknown>)[field];
  }
}
