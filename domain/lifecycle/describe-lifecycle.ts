import { assertNever } from '../assert-never';
import { formatInstant } from '../calendar/zone';
import { episodeName, type EpisodeKind } from '../episode/episode-kind';
import type { Instant } from '../types';
import type { LifecycleRest } from './decide-lifecycle';
import type { Stage } from './lifecycle-facts';

/** An open episode, and what it waited for when it was last planned. */
export type OpenEpisode = {
  readonly kind: Exclude<EpisodeKind, 'lifecycle'>;
  readonly number: number;
  readonly waitsFor: string;
};

export type LifecycleState = {
  readonly stage: Stage;
  readonly stageSinceAt: Instant;
  readonly zone: string;
  readonly band: string | null;
  readonly open: readonly OpenEpisode[];
};

/**
 * What an admin reads on the page of a lifecycle in Temporal UI: the stage, what the lifecycle waits for itself, and each
 * open episode with what it waits for. Without personal data.
 */
export function describeLifecycle(
  decision: LifecycleRest,
  { stage, stageSinceAt, zone, band, open }: LifecycleState,
): { readonly summary: string; readonly details: string } {
  const name = stage.replace('_', '-');
  const waitsFor = describeDecision(decision, zone);
  const summary = `Stage ${name}: ${waitsFor}`;
  const lines = [
    `**Stage ${name}** since ${formatInstant(stageSinceAt, zone)}${band === null ? '' : `, risk band ${band}`}`,
    '',
    waitsFor,
    '',
    open.length === 0 ? 'No open episode' : 'Open episodes, as last planned:',
    ...open.map((episode) => `- **${episodeTitle(episode)}**: ${episode.waitsFor}`),
  ];
  return { summary, details: lines.join('\n') };
}

function describeDecision(decision: LifecycleRest, zone: string): string {
  switch (decision.status) {
    case 'closed':
      return 'the customer is closed';
    case 'planned':
      return decision.action === 'markDormant'
        ? `dormant on ${formatInstant(decision.at, zone)}, unless an order comes before`
        : `next credit review on ${formatInstant(decision.at, zone)}`;
    case 'idle':
      return 'waits for facts';
    default:
      return assertNever(decision);
  }
}

function episodeTitle({ kind, number }: OpenEpisode): string {
  return kind === 'collections' ? 'collections' : `${episodeName(kind)} ${number}`;
}
