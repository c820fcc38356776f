/** What `doctor` found out about one thing. */
export type Finding = {
  readonly subject: string;
  /** `warning`: it works, but not for long or not in full. */
  readonly status: 'ok' | 'warning' | 'fail';
  readonly detail: string;
  /** How to mend it; `null` where nothing is to be mended. */
  readonly mend: string | null;
};

export function ok(subject: string, detail: string): Finding {
  return { subject, status: 'ok', detail, mend: null };
}

export function warning(subject: string, detail: string, mend: string): Finding {
  return { subject, status: 'warning', detail, mend };
}

export function fail(subject: string, detail: string, mend: string): Finding {
  return { subject, status: 'fail', detail, mend };
}

/** The text of an error in one line; of several that happened together, the first that says something. */
export function textOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return textOf(error.errors[0]);
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').find((line) => line.trim() !== '') ?? 'no reason given';
}
