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
