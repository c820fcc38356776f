import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { EVERY_WEEKDAY } from '../../domain/calendar/business-calendar';
import { parseCalendar } from '../../domain/calendar/parse-calendar';
import { formatFault, hasErrors, type Fault } from '../../domain/faults';
import { parseMapping } from '../../domain/import/parse-mapping';
import type { InvoiceMapping } from '../../domain/import/mapping';
import type { KnownNames } from '../../domain/playbook/known-names';
import { parsePlaybook } from '../../domain/playbook/parse-playbook';
import { parsePolicy } from '../../domain/policy/parse-policy';
import type { Calendar, Channel, ContactPolicy, Language, Playbook } from '../../domain/types';
import { projectRoot } from '../../prisma/project-root';
import { CliError } from '../cli-error';
import { readText } from './read-text';

const seedPath = (...parts: readonly string[]): string => path.join(projectRoot, 'prisma', 'seed', ...parts);

export type Documents = {
  readonly mapping: InvoiceMapping;
  readonly playbook: Playbook;
  readonly policy: ContactPolicy;
  /** As they were written. */
  readonly sources: { readonly playbook: string; readonly policy: string };
};

/** Reads the three files that `simulate` and `rehearse` take; the faults of all of them are told together. */
export function readDocuments(
  files: { readonly mapping: string; readonly playbook: string; readonly policy: string },
  language: Language,
): Documents {
  const sources = { playbook: readText('--playbook', files.playbook), policy: readText('--policy', files.policy) };
  const { policy, faults: policyFaults } = parsePolicy(sources.policy);
  const { playbook, faults: playbookFaults } = parsePlaybook(sources.playbook, offlineNames([]));
  const { mapping, faults: mappingFaults } = parseMapping(readText('--mapping', files.mapping));
  const errors = [
    ...errorsOf(mappingFaults, files.mapping, language),
    ...errorsOf(playbookFaults, files.playbook, language),
    ...errorsOf(policyFaults, files.policy, language),
  ];
  if (mapping !== null && mapping.invoice === null) errors.push(`${files.mapping}: ${NO_INVOICES[language]}`);
  if (mapping === null || mapping.invoice === null || playbook === null || policy === null) throw new CliError(errors);
  return { mapping, playbook, policy, sources };
}

/** What can be imported alone gives nothing to play. */
const NO_INVOICES: Readonly<Record<Language, string>> = {
  en: 'The mapping has no "invoice"; expected one of a file with invoices',
  zh: '映射文件缺少 "invoice"；应为含账单的文件的映射',
};

function errorsOf(faults: readonly Fault[], file: string, language: Language): readonly string[] {
  if (!hasErrors(faults)) return [];
  return faults.filter((fault) => fault.severity === 'error').map((fault) => formatFault(fault, file, language));
}

/** The seed's templates; without a server, any queue or ladder name passes. */
export function offlineNames(policies: readonly ContactPolicy[]): KnownNames {
  const templates = new Map<string, ReadonlySet<Channel>>();
  for (const name of readdirSync(seedPath('templates'))) {
    const channels = readdirSync(seedPath('templates', name)).map((file) => file.split('.')[0]);
    templates.set(name, new Set(channels.filter((word): word is Channel => word === 'email' || word === 'sms')));
  }
  return { templates, queues: null, ladders: null, policies };
}

/**
 * A calendar of the seed by its code, in any case; Monday to Friday without holidays where none is named.
 * @throws CliError that lists the known codes
 */
export function readCalendar(code: string | undefined): Calendar {
  if (code === undefined || code.toLowerCase() === EVERY_WEEKDAY.code) return EVERY_WEEKDAY;
  const known = readdirSync(seedPath('calendars')).map((file) => path.basename(file, '.yaml'));
  const file = seedPath('calendars', `${code.toLowerCase()}.yaml`);
  if (!known.includes(code.toLowerCase()) || !existsSync(file))
    throw new CliError([`--calendar "${code}" is not known; expected ${['default', ...known].join(', ')}`]);
  const parsed = parseCalendar(readFileSync(file, 'utf8'));
  if (parsed.file === null) throw new CliError(parsed.faults.map((fault) => formatFault(fault, file, 'en')));
  return parsed.file.calendar;
}
