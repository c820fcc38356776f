import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import type { z } from 'zod';
import { reconcileOut, startedReconcileOut, type reconcileBody } from '../../api/contract/reconcile';
import { describeReport } from '../../domain/reconcile/reconcile-report';
import type { Language } from '../../domain/types';
import { CliError } from '../cli-error';
import { ApiClient } from '../http/api-client';
import type { ServerSource } from '../server-source';
import { tell } from '../tell';
import { languageOption } from './portfolio-options';

const PATH = '/v1/reconcile';
const LOOK_EVERY_MS = 500;

type Given = { readonly renewAfterDays?: number; readonly language: Language };

export function registerReconcile(program: Command, servers: ServerSource): void {
  program
    .command('reconcile')
    .description('mend what rows and workflows disagree on, as every night, and print what was found')
    .option('--renew-after-days <days>', 'runs of this age go on as new ones; 0 = all of them', days)
    .addOption(languageOption())
    .action(({ renewAfterDays, language }: Given) =>
      servers.withServer(async (server) => {
        const api = new ApiClient(server, language);
        const body: z.input<typeof reconcileBody> = renewAfterDays === undefined ? {} : { renewAfterDays };
        const started = await api.post(PATH, body, startedReconcileOut);
        if (started.joined)
          tell(
            `joined the reconcile that is under way since ${started.startedAt}, with the age that it was asked for with`,
          );
        let reconcile: z.output<typeof reconcileOut> = started;
        while (reconcile.status === 'running') {
          await delay(LOOK_EVERY_MS);
          reconcile = await api.get(PATH, reconcileOut);
        }
        const { report, workflowId } = reconcile;
        if (report === null) throw new CliError([`The reconcile failed; Temporal UI shows why at ${workflowId}`]);
        tell(describeReport(report));
        process.stdout.write(`${JSON.stringify(report)}\n`);
      }),
    );
}

function days(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= 90) return Number(text);
  throw new InvalidArgumentError('Expected a whole number of days from 0 to 90.');
}
