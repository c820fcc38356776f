import { CommanderError } from 'commander';
import { CliError } from './cli-error';
import { createProgram } from './create-program';
import type { ServerSource } from './server-source';

/**
 * Runs the command that `args` say. What the user can mend is told on stderr without a stack.
 * @param args without the program's own name
 * @returns the exit code
 */
export async function run(servers: ServerSource, args: readonly string[]): Promise<number> {
  try {
    await createProgram(servers).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // It has told what is wrong with the arguments, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(`${error.lines.join('\n')}\n`);
    return 1;
  }
}
