import { CliError } from './cli-error';
import { createProgram } from './create-program';
import type { ServerSource } from './server-source';

/** Runs the command that the process was called with. What the user can mend is told without a stack. */
export async function run(servers: ServerSource): Promise<void> {
  try {
    await createProgram(servers).parseAsync();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(`${error.lines.join('\n')}\n`);
    process.exitCode = 1;
  }
}
