import { Command } from 'commander';
import { registerRehearse } from './commands/rehearse';
import { registerSimulate } from './commands/simulate';
import { registerValidate } from './commands/validate';
import type { ServerSource } from './server-source';

export function createProgram(servers: ServerSource): Command {
  const program = new Command('perennial')
    .description(
      'Durable customer lifecycles: validate, simulate and rehearse playbooks, import invoices, move test clocks',
    )
    .showHelpAfterError('(add --help to see what is accepted)');
  registerValidate(program);
  registerSimulate(program);
  registerRehearse(program, servers);
  return program;
}
