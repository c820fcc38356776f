import path from 'node:path';
import { Option, type Command } from 'commander';
import { activatedOut, importOut } from '../../api/contract/imports';
import { parseMapping } from '../../domain/import/parse-mapping';
import { formatFault, hasErrors } from '../../domain/faults';
import type { Language } from '../../domain/types';
import { CliError } from '../cli-error';
import { ApiClient } from '../http/api-client';
import { awaitImport, badRowLines } from '../import/await-import';
import { readBytes, readText } from '../offline/read-text';
import type { ServerSource } from '../server-source';
import { tell } from '../tell';
import { languageOption } from './portfolio-options';

type ImportOptions = {
  readonly csv: string;
  readonly mapping: string;
  readonly mode: 'all-or-nothing' | 'skip-bad-rows';
  readonly encoding: 'auto' | 'utf-8' | 'gb18030';
  readonly dryRun?: boolean;
  readonly activate?: boolean;
  readonly language: Language;
};

export function registerImport(program: Command, servers: ServerSource): void {
  program
    .command('import')
    .description('import customers, invoices and payments from a CSV file; new customers start paused')
    .requiredOption('--csv <file>', 'the file')
    .requiredOption('--mapping <file>', 'which column holds what')
    .addOption(
      new Option('--mode <mode>', 'write nothing where any row is bad, or leave bad rows out')
        .choices(['all-or-nothing', 'skip-bad-rows'])
        .default('all-or-nothing'),
    )
    .addOption(new Option('--encoding <encoding>', 'of the file').choices(['auto', 'utf-8', 'gb18030']).default('auto'))
    .addOption(new Option('--dry-run', 'check, and count what would be written').conflicts('activate'))
    .option('--activate', 'activate the imported customers, so that touches begin')
    .addOption(languageOption())
    .action((options: ImportOptions) => runImport(options, servers));
}

async function runImport(options: ImportOptions, servers: ServerSource): Promise<void> {
  const form = formOf(options);
  await servers.withServer(async (server) => {
    const api = new ApiClient(server, options.language);
    const started = await api.postForm('/v1/imports', form, importOut);
    const done = await awaitImport(api, started.id, tell);
    const badRows = await badRowLines(api, done);
    if (done.status === 'failed')
      throw new CliError([...badRows, `The import failed: ${done.error ?? 'no reason given'}`]);
    for (const line of badRows) tell(line);
    const { customersCreated: customers, invoicesCreated: invoices, paymentsCreated: payments } = done;
    const { id, dryRun, rowsRead, rowsBad, unchanged } = done;
    const activated = options.activate === true ? await activate(api, id) : null;
    const result = { import: id, dryRun, rowsRead, rowsBad, customers, invoices, payments, unchanged };
    process.stdout.write(`${JSON.stringify(activated === null ? result : { ...result, activated })}\n`);
  });
}

function formOf({ csv, mapping, mode, encoding, dryRun, language }: ImportOptions): FormData {
  const source = readText('--mapping', mapping);
  const { faults } = parseMapping(source);
  if (hasErrors(faults)) throw new CliError(faults.map((fault) => formatFault(fault, mapping, language)));
  const form = new FormData();
  form.set('mapping', source);
  form.set('mode', mode);
  form.set('encoding', encoding);
  form.set('dryRun', String(dryRun === true));
  form.set('file', new Blob([readBytes('--csv', csv)]), path.basename(csv));
  return form;
}

async function activate(api: ApiClient, importId: string): Promise<number> {
  const { activated } = await api.post(`/v1/imports/${importId}/activate`, {}, activatedOut);
  return activated;
}
