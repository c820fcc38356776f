import { summarize, type CountedTouch, type Summary } from '../domain/simulate/summarize';
import { formatTouchLine } from '../domain/simulate/touch-line';
import type { PolicyRule } from '../domain/types';

/** Writes one JSON line per touch, or the counts, to stdout. */
export function printTouches(touches: readonly CountedTouch[], asSummary: boolean): void {
  const lines = asSummary ? summaryLines(summarize(touches)) : touches.map(({ line }) => formatTouchLine(line));
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
}

const RULES: Readonly<Record<PolicyRule, string>> = {
  window: 'moved by the contact window',
  'closed-day': 'moved by a closed day',
  gap: 'moved by the minimum gap',
  cap: 'moved by a cap',
};

function summaryLines({ touches, customers, invoices, byAction, movedBy }: Summary): readonly string[] {
  const rows: (readonly [string, number])[] = [
    ['touches', touches],
    ['customers touched', customers],
    ['invoices touched', invoices],
  ];
  for (const [action, steps] of sorted(byAction)) {
    rows.push([action, Object.values(steps).reduce((sum, count) => sum + count, 0)]);
    for (const [step, count] of sorted(steps)) rows.push([`  ${step}`, count]);
  }
  for (const rule of Object.keys(RULES) as PolicyRule[]) rows.push([RULES[rule], movedBy[rule]]);
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, count]) => `${label.padEnd(width)}  ${String(count).padStart(7)}`);
}

function sorted<Value>(record: Readonly<Record<string, Value>>): readonly (readonly [string, Value])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
