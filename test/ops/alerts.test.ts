import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createMetrics } from '../../worker/metrics';
import { useTestDatabase } from '../support/test-database';
import { askedMetrics, rules } from './support/asked-metrics';

const root = path.join(__dirname, '../..');

/** A histogram is asked for by its parts. */
const familyOf = (name: string): string => name.replace(/_(?:bucket|count|sum)$/, '');

describe('alert rules and dashboard', () => {
  const database = useTestDatabase();

  it('show every metric of the product somewhere', async () => {
    const shown = new Set(askedMetrics.map(familyOf));
    const made = await createMetrics(database.prisma).registry.getMetricsAsJSON();
    const own = made.map(({ name }) => name).filter((name) => name.startsWith('perennial_'));
    expect(own.length).toBeGreaterThan(10);
    expect(own.filter((name) => !shown.has(name))).toEqual([]);
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s has a page that says what to do', (alert, rule) => {
    expect(['critical', 'warning']).toContain(rule.labels.severity);
    expect(rule.annotations.summary).not.toBe('');
    expect(existsSync(path.join(root, rule.annotations.runbook))).toBe(true);
    const page = readFileSync(path.join(root, rule.annotations.runbook), 'utf8');
    expect(page).toMatch(new RegExp(`^# ${alert}\n`));
    for (const part of ['What it means', 'What to look at', 'What to do']) expect(page).toContain(`\n## ${part}\n`);
  });

  it('leave no page of the runbook without its alert', () => {
    const pages = readdirSync(path.join(root, 'docs/self-hosting/runbook')).map(
      (name) => `docs/self-hosting/runbook/${name}`,
    );
    expect(rules.map(({ annotations }) => annotations.runbook).toSorted()).toEqual(pages.toSorted());
  });
});
