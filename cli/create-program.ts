import { Command } from 'commander';
import { registerSimulate } from './commands/simulate';
import { registerValidate } from './commands/validate';

export function createProgram(): Command {
  const program = new Command('perennial')
    .description('Durable customer lifecycles: validate and simulate playbooks, import invoices, move test clocks')
    .showHelpAfterError('(add --help to see what is accepted)');
  registerValidate(program);
  registerSimulate(program);
  return program;
}
