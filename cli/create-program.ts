import { Command } from 'commander';
import { registerClock } from './commands/clock';
import { registerDoctor } from './commands/doctor';
import { registerImport } from './commands/import';
import { registerReconcile } from './commands/reconcile';
import { registerRehearse } from './commands/rehearse';
import { registerScorecard } from './commands/scorecard';
import { registerSimulate } from './commands/simulate';
import { registerValidate } from './commands/validate';
import type { ServerSource } from './server-source';

export function createProgram(servers: ServerSource): Command {
  const program = new Command('perennial')
    .description(
      'Durable customer lifecycles: validate, simulate and rehearse playbooks, import invoices, move test clocks',
    )
    .showHelpAfterError('(add --help to see what is accepted)')
    .exitOverride();
  registerValidate(program);
  registerSimulate(program);
  registerScorecard(program);
  registerRehearse(program, servers);
  registerImport(program, servers);
  registerClock(program, servers);
  registerReconcile(program, servers);
  registerDoctor(program, servers);
  return program;
}
