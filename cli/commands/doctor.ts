import type { Command } from 'commander';
import { civilDateAt } from '../../domain/calendar/zone';
import { CliError } from '../cli-error';
import { examine } from '../doctor/examine';
import type { Finding } from '../doctor/finding';
import type { ServerSource } from '../server-source';

const WORDS = { ok: 'ok', warning: 'look', fail: 'FAIL' } as const satisfies Readonly<
  Record<Finding['status'], string>
>;

export function registerDoctor(program: Command, servers: ServerSource): void {
  program
    .command('doctor')
    .description('look at database, Temporal, SMTP, Twilio and calendars, and say how to mend what is wrong')
    .option('--json', 'one JSON line per finding')
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const today = civilDateAt(Date.now(), 'UTC');
      const findings = await servers.withEnvironment((env) => examine(env, today));
      const lines = findings.flatMap((finding) => (json ? [JSON.stringify(finding)] : linesOf(finding)));
      process.stdout.write(`${lines.join('\n')}\n`);
      const failed = findings.filter(({ status }) => status === 'fail').length;
      if (failed > 0) throw new CliError([`${failed} of ${findings.length} findings are to be mended`]);
    });
}

function linesOf({ subject, status, detail, mend }: Finding): readonly string[] {
  const told = `${WORDS[status].padEnd(5)} ${subject.padEnd(18)} ${detail}`;
  return mend === null ? [told] : [told, `${' '.repeat(25)}→ ${mend}`];
}
