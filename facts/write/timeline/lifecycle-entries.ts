import type { LocalizedText } from '../../../domain/types';

/** What the lifecycle and its episodes leave in the timeline. */
export type LifecycleEntry =
  | {
      readonly kind: 'stage.changed';
      readonly data: { readonly from: string; readonly to: string; readonly reason: string | null };
    }
  | {
      readonly kind: 'episode.requested';
      readonly data: {
        readonly episode: string;
        readonly number: number;
        readonly episodeId: string;
        readonly input: unknown;
      };
    }
  | {
      readonly kind: 'episode.ended';
      readonly data: {
        readonly episode: string;
        readonly number: number;
        readonly episodeId: string;
        readonly outcome: string;
        readonly because: LocalizedText;
      };
    };
