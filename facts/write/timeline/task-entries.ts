import type { LocalizedText } from '../../../domain/types';

/** What tasks leave in the timeline. */
export type TaskEntry =
  | {
      readonly kind: 'task.created';
      readonly data: {
        readonly taskId: string;
        readonly kind: string;
        readonly queue: string;
        readonly title: LocalizedText;
      };
    }
  | {
      readonly kind: 'task.claimed' | 'task.released' | 'task.completed' | 'task.cancelled';
      readonly data: {
        readonly taskId: string;
        readonly title: LocalizedText;
        readonly ownerId: string | null;
        readonly outcome: string | null;
        readonly note: string | null;
      };
    };
