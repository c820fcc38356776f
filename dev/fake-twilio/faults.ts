/** What goes wrong with a request. `taken-…`: the message is made and sent all the same. */
export type FakeTwilioFault =
  /** 429 with `Retry-After`. */
  | { readonly kind: 'too-many-requests'; readonly retryAfterSeconds: number }
  /** 500. */
  | { readonly kind: 'server-error' | 'taken-but-server-error' }
  /** The request gets no answer. */
  | { readonly kind: 'hang' | 'taken-but-hang' }
  /** The connection is closed without an answer. */
  | { readonly kind: 'drop' | 'taken-but-drop' }
  /** Refused with an error number of Twilio's, e.g. 21211 (no such number) or 21610 (opted out). */
  | { readonly kind: 'refuse'; readonly code: number }
  /** Taken and answered well, and later reported as undelivered with this number, e.g. 30003 (handset off). */
  | { readonly kind: 'undelivered'; readonly code: number };

export type FaultScope = {
  /** Only for messages to this number (E.164). Default: all. */
  readonly to?: string;
  /** For this many requests. Default: until `clearFaults`. */
  readonly next?: number;
  /** `create` makes a message, `read` gets one or lists them. Default `create`. */
  readonly request?: FaultedRequest;
};

export type FaultedRequest = 'create' | 'read';

type Rule = {
  readonly fault: FakeTwilioFault;
  readonly to: string | null;
  readonly request: FaultedRequest;
  left: number;
};

/** The faults that are to come. The rule that was set first goes first. */
export class FaultRules {
  private rules: Rule[] = [];

  set(fault: FakeTwilioFault, { to, next, request }: FaultScope): void {
    this.rules.push({ fault, to: to ?? null, request: request ?? 'create', left: next ?? Infinity });
  }

  clear(): void {
    this.rules = [];
  }

  /** The fault of this request, which counts for its rule. */
  take(request: FaultedRequest, to: string): FakeTwilioFault | null {
    const rule = this.rules.find(
      (one) => one.request === request && one.left > 0 && (one.to === null || one.to === to),
    );
    if (rule === undefined) return null;
    rule.left -= 1;
    return rule.fault;
  }
}
