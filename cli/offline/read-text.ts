import { readFileSync } from 'node:fs';
import { CliError } from '../cli-error';
import { reasonOf } from '../reason-of';

/**
 * The text of a file in UTF-8, or in GB18030 where it is not valid UTF-8.
 * @throws CliError naming the option, where there is no such file
 */
export function readText(option: string, file: string): string {
  const bytes = readBytes(option, file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** @throws CliError naming the option, where there is no such file */
export function readBytes(option: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CliError([`${option} "${file}" cannot be read (${reasonOf(error)}); expected the path of a file`]);
  }
}
