/**
 * Why something failed, in one line: of what `fetch` throws the cause, of several errors that happened together the
 * first that says something.
 */
export function reasonOf(error: unknown): string {
  const { message, cause, errors } = (error ?? {}) as {
    readonly message?: unknown;
    readonly cause?: unknown;
    readonly errors?: readonly unknown[];
  };
  if (cause !== undefined) return reasonOf(cause);
  if (message === '' && errors !== undefined) return reasonOf(errors[0]);
  const text = typeof message === 'string' ? message : String(error);
  return text.split('\n').find((line) => line.trim() !== '') ?? 'no reason given';
}
