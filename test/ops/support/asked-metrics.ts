import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../../prisma/project-root';

export type Rule = {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
};
type Panel = { readonly title: string; readonly targets?: readonly { readonly expr: string }[] };

const read = (file: string): string => readFileSync(path.join(projectRoot, file), 'utf8');

const { groups } = parse(read('ops/prometheus/alerts.yml')) as { groups: readonly { rules: readonly Rule[] }[] };
const { panels } = JSON.parse(read('ops/grafana/perennial.json')) as { panels: readonly Panel[] };

/** The alert rules of ops/. */
export const rules: readonly Rule[] = groups.flatMap((group) => group.rules);

/** Names of the metrics that alert rules and dashboard ask for; of a histogram its parts. */
export const askedMetrics: readonly string[] = [
  ...rules.map(({ expr }) => expr),
  ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
].flatMap(metricsIn);

/** What in a query is neither a function, a label in braces nor a word of the language. */
function metricsIn(query: string): readonly string[] {
  const bare = query.replaceAll(/\{[^}]*\}|\[[^\]]*\]|\b(?:by|without) \([^)]*\)/g, ' ');
  return [...bare.matchAll(/\b[a-z]\w*_\w+\b(?!\s*\()/g)].map(([name]) => name);
}
