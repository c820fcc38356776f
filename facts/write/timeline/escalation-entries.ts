import type { LocalizedText } from '../../../domain/types';

type About = {
  readonly escalationId: string;
  readonly ladder: string;
  /** The level reached so far; 0 before anybody was told. */
  readonly level: number;
};

/** Somebody whom a level means, and why that person was not told; `staff` is `null` where it means nobody. */
type PassedOver = {
  readonly target: string;
  readonly staff: Person | null;
  readonly because: 'nobody' | 'inactive' | 'absent' | 'told-before';
};
/** Who did it, as an actor, and the name where that is a member of staff. */
type By = { readonly by: string; readonly byName: string | null };
type Person = { readonly id: string; readonly name: string };

/** What escalations leave in the timeline. */
export type EscalationEntry =
  | {
      readonly kind: 'escalation.level-told';
      readonly data: About & {
        readonly levelId: string;
        /** Whom; `null` where it went to the queue. */
        readonly staff: Person | null;
        /** ISO; when the climb goes on unless somebody acknowledges. */
        readonly dueAt: string;
        readonly because: LocalizedText;
        readonly passedOver: readonly PassedOver[];
      };
    }
  | {
      readonly kind: 'escalation.level-skipped';
      readonly data: About & { readonly levelId: string; readonly passedOver: readonly PassedOver[] };
    }
  | {
      readonly kind: 'escalation.acknowledged';
      readonly data: About & By & { readonly dueAt: string; readonly note: string | null };
    }
  | {
      readonly kind: 'escalation.resolved' | 'escalation.cancelled';
      readonly data: About & By & { readonly outcome: string | null; readonly note: string | null };
    }
  | { readonly kind: 'escalation.exhausted'; readonly data: About & { readonly because: LocalizedText } };
