/**
 * Closes an exhaustive switch: the compiler refuses a case that is not handled, and so does the run time.
 * @throws Error naming the value, where data got past the types.
 */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
