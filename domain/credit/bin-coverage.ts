import type { Fields } from '../authoring/fields';
import type { LocalizedText } from '../types';
import { showCreditValue, type CreditFact } from './credit-facts';
import type { PlacedBin } from './parse-bin';
import type { Cut } from './scorecard';

type Span = { readonly from: Cut; readonly to: Cut };

/**
 * Reports bins that no value reaches, because those above take all of theirs, and values that no bin takes.
 * @param bins from top to bottom, as they are judged
 */
export function reportCoverage(fields: Fields, fact: CreditFact, bins: readonly PlacedBin[], currency: string): void {
  if (fact.shape === 'text') reportValues(fields, fact, bins);
  else reportSpans(fields, fact, bins, currency);
}

function reportSpans(fields: Fields, fact: CreditFact, bins: readonly PlacedBin[], currency: string): void {
  const isWhole = fact.shape !== 'decimal';
  let left: readonly Span[] = [
    {
      from: { value: fact.least ?? -Infinity, after: false },
      to: isWhole
        ? wholeCut({ value: fact.greatest ?? Infinity, after: true })
        : { value: fact.greatest ?? Infinity, after: true },
    },
  ];
  for (const placed of bins) {
    const { test } = placed.bin;
    if (test.kind === 'values') continue;
    const taken = test.kind === 'else' ? left : overlapsOf(left, isWhole ? wholeSpan(test) : test);
    if (taken.length === 0) reportUnreached(fields, placed);
    left = test.kind === 'else' ? [] : without(left, isWhole ? wholeSpan(test) : test);
  }
  const [gap] = left;
  if (gap !== undefined) reportGap(fields, spanText(gap, fact, currency));
}

function reportValues(fields: Fields, fact: CreditFact, bins: readonly PlacedBin[]): void {
  const taken = new Set<string | boolean>();
  let isComplete = false;
  for (const placed of bins) {
    const { test } = placed.bin;
    const isReached = test.kind === 'values' && test.values.some((value) => !taken.has(value));
    if (isComplete || (test.kind === 'values' && !isReached)) reportUnreached(fields, placed);
    if (test.kind === 'values') for (const value of test.values) taken.add(value);
    isComplete ||= test.kind === 'else' || (fact.values?.every((value) => taken.has(value)) ?? false);
  }
  const left = fact.values?.filter((value) => !taken.has(value)).join(', ');
  if (!isComplete) reportGap(fields, { en: left ?? 'any other value', zh: left ?? '其他取值' });
}

function reportUnreached(fields: Fields, { place, subject }: PlacedBin): void {
  fields.report.error(place, 'unreachable', {
    en: `${subject.en} takes no value that the bins above leave; expected bins that do not cover each other`,
    zh: `${subject.zh}的取值已被前面的分箱覆盖；各分箱不应相互覆盖`,
  });
}

function reportGap(fields: Fields, gap: LocalizedText): void {
  fields.report.error(fields.place, 'gap', {
    en: `${fields.subject.en} has no bin for ${gap.en}; expected bins for every value, or a last one { else: true, points: … }`,
    zh: `${fields.subject.zh}没有覆盖${gap.zh}的分箱；应覆盖所有取值，或以 { else: true, points: … } 结尾`,
  });
}

/** Where values are whole, "over 3" is "from 4", so that { lte: 3 } and { gte: 4 } leave nothing between them. */
function wholeCut({ value, after }: Cut): Cut {
  if (!Number.isFinite(value)) return { value, after: false };
  return { value: after ? Math.floor(value) + 1 : Math.ceil(value), after: false };
}

function wholeSpan({ from, to }: Span): Span {
  return { from: wholeCut(from), to: wholeCut(to) };
}

function isBefore(left: Cut, right: Cut): boolean {
  return left.value < right.value || (left.value === right.value && !left.after && right.after);
}

function later(left: Cut, right: Cut): Cut {
  return isBefore(left, right) ? right : left;
}

function earlier(left: Cut, right: Cut): Cut {
  return isBefore(left, right) ? left : right;
}

function overlapsOf(spans: readonly Span[], { from, to }: Span): readonly Span[] {
  return spans
    .map((span) => ({ from: later(span.from, from), to: earlier(span.to, to) }))
    .filter((span) => isBefore(span.from, span.to));
}

function without(spans: readonly Span[], { from, to }: Span): readonly Span[] {
  return spans
    .flatMap((span) => [
      { from: span.from, to: earlier(span.to, from) },
      { from: later(span.from, to), to: span.to },
    ])
    .filter((span) => isBefore(span.from, span.to));
}

function spanText({ from, to }: Span, { shape }: CreditFact, currency: string): LocalizedText {
  const shown = (value: number): string => showCreditValue(shape === 'money' ? BigInt(value) : value, currency);
  const parts: LocalizedText[] = [];
  if (Number.isFinite(from.value)) {
    const text = shown(from.value);
    parts.push(from.after ? { en: `over ${text}`, zh: `大于 ${text}` } : { en: `from ${text}`, zh: `不小于 ${text}` });
  }
  if (Number.isFinite(to.value)) {
    const text = shown(to.value);
    parts.push(to.after ? { en: `up to ${text}`, zh: `不超过 ${text}` } : { en: `under ${text}`, zh: `小于 ${text}` });
  }
  if (parts.length === 0) return { en: 'any value', zh: '任何取值' };
  return {
    en: `values ${parts.map(({ en }) => en).join(' ')}`,
    zh: `${parts.map(({ zh }) => zh).join('且')}的取值`,
  };
}
