import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { createMetrics } from '../../worker/metrics';
import { useTestDatabase } from '../support/test-database';

type Rule = {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
};
type Panel = { readonly title: string; readonly targets?: readonly { readonly expr: string }[] };

const root = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const groups = (parse(read('ops/prometheus/alerts.yml')) as { groups: readonly { rules: readonly Rule[] }[] }).groups;
const rules = groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(read('ops/grafana/perennial.json')) as { panels: readonly Panel[] };

/** Names of metrics in a query: what is neither a function, a label in braces nor a word of the language. */
function metricsIn(query: string): readonly string[] {
  const bare = query.replaceAll(/\{[^}]*\}|\[[^\]]*\]|\b(?:by|without) \([^)]*\)/g, ' ');
  return [...bare.matchAll(/\b[a-z]\w*_\w+\b(?!\s*\()/g)].map(([name]) => name);
}

/** A histogram is asked for by its parts. */
const familyOf = (name: string): string => name.replace(/_(?:bucket|count|sum)$/, '');

/** Served by Temporal's SDK itself, where SDK_METRICS_PORT is set. */
const OF_THE_SDK = ['temporal_workflow_task_schedule_to_start_latency_seconds'];

describe('alert rules and dashboard', () => {
  const database = useTestDatabase();
  const made = async (): Promise<readonly string[]> => {
    const metrics = await createMetrics(database.prisma).registry.getMetricsAsJSON();
    return metrics.map(({ name }) => name);
  };
  const asked = [
    ...rules.map(({ expr }) => expr),
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ];

  it('ask for metrics that a worker serves', async () => {
    const served = [...(await made()), ...OF_THE_SDK];
    expect(asked.flatMap(metricsIn).map(familyOf)).toEqual(expect.arrayContaining([expect.any(String)]));
    expect(asked.flatMap(metricsIn).filter((name) => !served.includes(familyOf(name)))).toEqual([]);
  });

  it('show every metric of the product somewhere', async () => {
    const shown = new Set(asked.flatMap(metricsIn).map(familyOf));
    const own = (await made()).filter((name) => name.startsWith('perennial_'));
    expect(own.length).toBeGreaterThan(10);
    expect(own.filter((name) => !shown.has(name))).toEqual([]);
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s has a page that says what to do', (alert, rule) => {
    expect(['critical', 'warning']).toContain(rule.labels.severity);
    expect(rule.annotations.summary).not.toBe('');
    expect(existsSync(path.join(root, rule.annotations.runbook))).toBe(true);
    const page = read(rule.annotations.runbook);
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
