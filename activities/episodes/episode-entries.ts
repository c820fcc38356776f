import { explainMove } from '../../domain/decide/explain';
import type { EpisodeTouch } from '../../domain/episode/episode-decision';
import { episodeName, type NumberedEpisode } from '../../domain/episode/episode-kind';
import type { LocalizedText, Move } from '../../domain/types';

type EpisodeData = {
  readonly episode: string;
  readonly number: number;
  readonly step: string;
  readonly action: string;
};
type Moved = {
  readonly rule: Move['rule'];
  readonly from: string;
  readonly to: string;
  readonly because: LocalizedText;
};

/** What the touches of episodes leave in the timeline. */
export type EpisodeEntry =
  | {
      readonly kind: 'episode.acted';
      readonly data: EpisodeData & { readonly because: LocalizedText; readonly moves: readonly Moved[] };
    }
  | {
      readonly kind: 'episode.moved';
      readonly data: EpisodeData & { readonly at: string; readonly moves: readonly Moved[] };
    }
  | {
      readonly kind: 'episode.guarded';
      readonly data: EpisodeData & {
        readonly plannedAt: string;
        readonly instead: { readonly status: string; readonly action: string | null; readonly at: string | null };
        readonly because: LocalizedText;
      };
    };

export function episodeData(
  { kind, number }: { readonly kind: NumberedEpisode; readonly number: number },
  { step, action }: Pick<EpisodeTouch, 'step' | 'action'>,
): EpisodeData {
  return { episode: episodeName(kind), number, step, action };
}

export function movesData(moves: readonly Move[], zone: string): readonly Moved[] {
  return moves.map((move) => ({
    rule: move.rule,
    from: new Date(move.from).toISOString(),
    to: new Date(move.to).toISOString(),
    because: explainMove(move, zone),
  }));
}
