import assert from 'node:assert/strict';
import { decide } from '../../../domain/decide/decide';
import { customerCase, instant, invoice, playbook, withInvoices } from '../../support/collections-case';
import type { Scenario } from '../scenario';
import { between } from '../support/seeded';

const LINES = 2_000;
const REPEATS = 7;
/** n log n makes 13 of ten times the lines; work that looks at the whole list for each line makes 100, and elsewhere 86. */
const MOST_TIMES = 40;

function millisecondsOf(work: () => void): number {
  const runs = Array.from({ length: REPEATS }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...runs);
}

/** One customer has ten times the invoices: the decision takes about ten times as long, and is still one message. */
export const manyLines: Scenario = async ({ draw }) => {
  const steps = [
    'id: first, at: due, do: email, template: t',
    'id: second, at: due + 7d, do: sms, template: t, when: { invoice.balance: { gt: "50.00" } }',
    'id: third, at: due + 14d, do: email, template: t',
  ];
  const start = customerCase({ zone: 'UTC', playbook: playbook(steps) });
  const items = Array.from({ length: 10 * LINES }, (_, index) => {
    const due = String(between(draw, `due ${index}`, 1, 28)).padStart(2, '0');
    const amountMinor = BigInt(between(draw, `amount ${index}`, 1_000, 20_000));
    return invoice(`INV-${index}`, `2024-01-${due}`, { amountMinor });
  });
  const few = withInvoices(start, ...items.slice(0, LINES));
  const many = withInvoices(start, ...items);
  const asOf = instant('2024-02-20T10:00Z');
  const plan = decide(many, asOf);
  assert.ok(plan.status === 'planned');
  const [fewMs, manyMs] = [few, many].map((input) => millisecondsOf(() => decide(input, asOf))) as [number, number];
  const times = manyMs / fewMs;
  assert.ok(times <= MOST_TIMES, `Ten times the lines took ${times.toFixed(1)} times as long`);
  return `${LINES} lines in ${fewMs.toFixed(1)} ms, ${10 * LINES} in ${manyMs.toFixed(1)} ms: ${times.toFixed(1)} times`;
};
