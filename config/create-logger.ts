import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from './config';
import { harmlessError } from './harmless-error';

/**
 * The log of one process: a JSON object a line, with its part of the product. An error stands under `err` and is told as
 * `harmlessError` does; no other key is for errors.
 * @param destination default stdout
 */
export function createLogger(
  part: 'api' | 'worker',
  { LOG_LEVEL: level }: Pick<Config, 'LOG_LEVEL'>,
  destination?: DestinationStream,
): Logger {
  const options = { level, base: { part }, serializers: { err: harmlessError } };
  return destination === undefined ? pino(options) : pino(options, destination);
}
