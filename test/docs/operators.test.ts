import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { CONDITION_FACTS } from '../../domain/condition/facts';
import { hasErrors } from '../../domain/faults';
import { parseMapping } from '../../domain/import/parse-mapping';
import { readRow, type CsvRecord } from '../../domain/import/read-row';
import { liquidEngine } from '../../domain/message/liquid-engine';
import { sampleModel } from '../../domain/message/sample-models';
import type { TemplateSource } from '../../domain/message/template-source';
import { validateTemplate } from '../../domain/message/validate-template';
import type { KnownNames } from '../../domain/playbook/known-names';
import { parsePlaybook } from '../../domain/playbook/parse-playbook';
import { parsePolicy } from '../../domain/policy/parse-policy';
import type { Channel } from '../../domain/types';
import { loadSeedTemplates } from '../../prisma/seed/load-templates';
import { projectRoot } from '../../prisma/project-root';
import { blocksOf, pairsOf } from './blocks';

const guide = (name: string): string => `docs/operators/${name}.md`;
const textOf = (name: string): string => readFileSync(path.join(projectRoot, guide(name)), 'utf8');

function seededNames(): KnownNames {
  const templates = new Map<string, Set<Channel>>();
  for (const { name, channel } of loadSeedTemplates())
    templates.set(name, (templates.get(name) ?? new Set()).add(channel));
  return { templates, queues: null, ladders: null, policies: [] };
}

function template(channel: Channel, body: string): TemplateSource {
  const isEmail = channel === 'email';
  return {
    name: 'example',
    purpose: 'collections',
    channel,
    language: 'en',
    subject: isEmail ? 'Reminder' : null,
    html: isEmail ? body : null,
    text: null,
    sms: isEmail ? null : body.trim(),
  };
}

describe('playbooks of the documents', () => {
  const shown = ['README.md', guide('playbooks')].flatMap((document) =>
    blocksOf(document).filter(({ mark, language }) => mark === '' && language === 'yaml'),
  );

  it('are taken without a warning', () => {
    expect(shown).toHaveLength(3);
    for (const { text } of shown) expect(parsePlaybook(text, seededNames()).faults).toEqual([]);
  });

  it('has the fault that is shown', () => {
    const [[source, fault]] = pairsOf(guide('playbooks'), 'fault: playbook') as [readonly [string, string]];
    expect(parsePlaybook(source, seededNames()).faults.map(({ message }) => message)).toEqual([fault]);
  });

  it('may use every fact of the table, and the table has every fact', () => {
    const rows = [...textOf('playbooks').matchAll(/^\| `((?:invoice|customer)\.\w+)` +\| (\w+) +\|$/gm)];
    expect(rows.map(([, name, type]) => `${name} ${type}`)).toEqual(
      CONDITION_FACTS.map(({ name, type }) => `${name} ${type}`),
    );
  });
});

describe('contact policies of the documents', () => {
  it('are taken without a warning', () => {
    const shown = blocksOf(guide('policies')).filter(({ mark, language }) => mark === '' && language === 'yaml');
    expect(shown).toHaveLength(2);
    for (const { text } of shown) expect(parsePolicy(text).faults).toEqual([]);
  });

  it('has the fault that is shown', () => {
    const [[source, fault]] = pairsOf(guide('policies'), 'fault: policy') as [readonly [string, string]];
    expect(parsePolicy(source).faults.map(({ message }) => message)).toEqual([fault]);
  });
});

describe('templates of the documents', () => {
  it.each(['email', 'sms'] as const)('%s is taken without a warning', (channel) => {
    const [example] = blocksOf(guide('templates')).filter(({ mark }) => mark === `template: ${channel}`);
    expect(validateTemplate(template(channel, example!.text))).toEqual([]);
  });

  it('has the fault that is shown', () => {
    const [[source, fault]] = pairsOf(guide('templates'), 'fault: template') as [readonly [string, string]];
    expect(validateTemplate(template('sms', source)).map(({ message }) => message)).toEqual([fault]);
  });

  it('names every variable and every filter', () => {
    const text = textOf('templates');
    const model = sampleModel('full', 'en');
    const names = [...Object.keys(model), ...Object.keys(model.oldest), ...Object.keys(model.totals[0]!)];
    for (const name of names) expect(text).toMatch(new RegExp(`\`(\\w+\\.)?${name}(\\.\\w+)?\``));
    for (const filter of ['money', 'payable', 'date', 'plural', 'truncate']) {
      expect(Object.keys(liquidEngine('en', 'text').filters)).toContain(filter);
      expect(text).toMatch(new RegExp(`^\\| \`${filter}\` +\\|`, 'm'));
    }
  });

  it('shows a table of invoices as the text says', () => {
    const [render] = /{% render 'invoice-table'[^%]*%}/.exec(textOf('templates')) ?? [''];
    expect(validateTemplate(template('email', `<div>${render}</div>`))).toEqual([]);
  });
});

describe('mappings of the documents', () => {
  const blocks = blocksOf(guide('imports'));
  const mappings = blocks.filter(({ mark }) => mark === 'mapping').map(({ text }) => parseMapping(text));
  const records = (csv: string): CsvRecord[] => parse(csv, { columns: true });

  it('are taken', () => {
    expect(mappings).toHaveLength(4);
    for (const { faults } of mappings) expect(hasErrors(faults)).toBe(false);
  });

  it('reads the file beside it', () => {
    const [csv] = blocks.filter(({ mark }) => mark === 'csv');
    const rows = records(csv!.text).map((record, index) => readRow(mappings[0]!.mapping!, record, index + 2));
    expect(
      rows.map((row) => row.ok && [row.facts.invoice?.amountMinor, row.facts.payment?.receivedOn ?? null]),
    ).toEqual([
      [5_594n, '2026-01-15'],
      [106_174n, null],
    ]);
  });

  it('has the bad cell that is shown', () => {
    const [[csv, fault]] = pairsOf(guide('imports'), 'fault: row') as [readonly [string, string]];
    const row = readRow(mappings[0]!.mapping!, records(csv)[0]!, 2);
    expect(row.ok ? [] : row.faults.map(({ message }) => message.en)).toEqual([fault]);
  });
});
