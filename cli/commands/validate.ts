import type { Command } from 'commander';
import { DOCUMENT_FORMS, DOCUMENT_KINDS } from '../../domain/documents/document-forms';
import { readSource } from '../../domain/authoring/read-source';
import { createFaultReport, formatFault, hasErrors, type Fault } from '../../domain/faults';
import { parseMapping } from '../../domain/import/parse-mapping';
import { parseCalendar } from '../../domain/calendar/parse-calendar';
import type { Language } from '../../domain/types';
import { CliError } from '../cli-error';
import { offlineNames } from '../offline/read-documents';
import { readText } from '../offline/read-text';
import { languageOption } from './portfolio-options';

/** What a file is, by the field of its outermost map that only that kind has. */
const KINDS: readonly {
  readonly name: string;
  readonly field: string;
  readonly check: (text: string) => readonly Fault[];
}[] = [
  ...DOCUMENT_KINDS.map((kind) => DOCUMENT_FORMS[kind]).map(({ field, title, read }) => ({
    name: title.en,
    field,
    check: (text: string) => read(text, offlineNames([])).faults,
  })),
  { name: 'calendar', field: 'calendar', check: (text) => parseCalendar(text).faults },
  { name: 'mapping', field: 'dateFormat', check: (text) => parseMapping(text).faults },
];

export function registerValidate(program: Command): void {
  program
    .command('validate')
    .description('checks playbooks, policies, scorecards, ladders, calendars and mapping files; needs no server')
    .argument('<files...>', 'YAML or JSON files')
    .addOption(languageOption())
    .action((files: readonly string[], { language }: { readonly language: Language }) => {
      validate(files, language);
    });
}

function validate(files: readonly string[], language: Language): void {
  const errors: string[] = [];
  for (const file of files) {
    const text = readText('FILE', file);
    const report = createFaultReport();
    const source = readSource(text, report);
    if (source === null) {
      errors.push(...report.list().map((fault) => formatFault(fault, file, language)));
      continue;
    }
    const fields = source.kind === 'map' ? source.entries.map(({ key }) => key) : [];
    const kind = KINDS.find(({ field }) => fields.includes(field));
    if (kind === undefined) {
      errors.push(
        `${file}: is of no kind that is known; expected one of the fields ${KINDS.map(({ field }) => `"${field}"`).join(', ')}`,
      );
      continue;
    }
    const faults = kind.check(text);
    const lines = faults.map((fault) => formatFault(fault, file, language));
    if (hasErrors(faults)) errors.push(...lines);
    else process.stdout.write([...lines, `${file}: ok, a ${kind.name}`].join('\n') + '\n');
  }
  if (errors.length > 0) throw new CliError(errors);
}
