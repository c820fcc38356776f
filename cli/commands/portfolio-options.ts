import { InvalidArgumentError, Option, type Command } from 'commander';
import { isCivilDate } from '../../domain/calendar/civil-date';
import type { CivilDate, Language } from '../../domain/types';
import { CliError } from '../cli-error';

/** What `simulate` and `rehearse` are called with. */
export type PortfolioOptions = {
  readonly csv: string;
  readonly mapping: string;
  readonly playbook: string;
  readonly policy: string;
  readonly calendar?: string;
  readonly from: CivilDate;
  /** Included. */
  readonly to: CivilDate;
  /** The first N customers of the file. */
  readonly customers?: number;
  readonly summary?: boolean;
  readonly language: Language;
};

export function addPortfolioOptions(command: Command): Command {
  return command
    .requiredOption('--csv <file>', 'invoices and payments, UTF-8 or GB18030')
    .requiredOption('--mapping <file>', 'which column holds what')
    .requiredOption('--playbook <file>', 'the playbook to play')
    .requiredOption('--policy <file>', 'the contact policy')
    .option('--calendar <code>', 'business calendar, such as cn; Monday to Friday where left out')
    .requiredOption('--from <date>', 'first day, in each customer’s zone', civilDate)
    .requiredOption('--to <date>', 'last day, included', civilDate)
    .option('--customers <n>', 'only the first N customers of the file', positiveWhole)
    .addOption(new Option('--json', 'one JSON line per touch (the default)').conflicts('summary'))
    .addOption(new Option('--summary', 'counts instead of lines').conflicts('json'))
    .addOption(languageOption());
}

/** @throws CliError where `to` is before `from` */
export function checkSpan({ from, to }: PortfolioOptions): void {
  if (to < from) throw new CliError([`--to ${to} is before --from ${from}; expected the same day or a later one`]);
}

export function languageOption(): Option {
  return new Option('--language <language>', 'language of messages').choices(['en', 'zh']).default('en');
}

function civilDate(text: string): CivilDate {
  if (isCivilDate(text)) return text;
  throw new InvalidArgumentError('Expected a date YYYY-MM-DD of the years 1900 to 2200.');
}

function positiveWhole(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 1.');
}
