/** Says something on stderr: stdout holds the result alone. */
export function tell(line: string): void {
  process.stderr.write(`perennial: ${line}\n`);
}
