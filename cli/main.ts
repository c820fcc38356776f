import { CliError } from './cli-error';
import { createProgram } from './create-program';

createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(`${error.lines.join('\n')}\n`);
    process.exitCode = 1;
  });
