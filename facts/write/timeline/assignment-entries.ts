import type { LocalizedText } from '../../../domain/types';

/** A member of staff as timelines name them. */
export type StaffRef = { readonly id: string; readonly name: string };

type Offered = {
  readonly assignmentId: string;
  readonly staff: StaffRef;
  /** Which try of its onboarding it was. */
  readonly number: number;
};

/** What assignments and interactions leave in the timeline. */
export type AssignmentEntry =
  | {
      readonly kind: 'assignment.offered';
      readonly data: Offered & {
        readonly policy: string;
        readonly entry: string | null;
        /** ISO instant. */
        readonly dueAt: string;
        readonly because: LocalizedText;
      };
    }
  | { readonly kind: 'assignment.expired'; readonly data: Offered & { readonly dueAt: string | null } }
  | {
      readonly kind: 'assignment.queued';
      readonly data: {
        readonly assignmentId: string;
        readonly queue: string;
        readonly number: number;
        readonly because: LocalizedText;
      };
    }
  | { readonly kind: 'assignment.accepted'; readonly data: Offered & { readonly by: 'answer' | 'first-contact' } }
  | { readonly kind: 'assignment.declined'; readonly data: Offered & { readonly reason: string | null } }
  | { readonly kind: 'assignment.withdrawn'; readonly data: Offered }
  | {
      readonly kind: 'assignment.by-hand';
      readonly data: {
        readonly assignmentId: string;
        readonly staff: StaffRef;
        readonly from: StaffRef | null;
        readonly reason: string | null;
      };
    }
  | {
      readonly kind: 'assignment.handed-over';
      readonly data: {
        readonly assignmentId: string;
        readonly from: StaffRef;
        /** `null`: it went to the queue. */
        readonly staff: StaffRef | null;
        readonly queue: string | null;
        readonly because: LocalizedText;
      };
    }
  | {
      readonly kind: 'interaction.recorded';
      readonly data: {
        readonly interactionId: string;
        readonly interaction: string;
        readonly channel: string | null;
        readonly staff: StaffRef | null;
        readonly note: string | null;
      };
    };
