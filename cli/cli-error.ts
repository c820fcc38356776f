/** Something that the user can mend: the lines say what was given, where, and what is accepted. Printed without a stack. */
export class CliError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'CliError';
  }
}
