import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Activities } from '../../../activities/create-activities';
import { testWorkflowBundle } from './workflow-bundle';

/** What a second release calls its plans, so that no run of the first replays on it. */
const RENAMED = {
  planTouch: 'planTouchAnew',
  planLifecycle: 'planLifecycleAnew',
  planEpisode: 'planEpisodeAnew',
} as const;

/** The bundle of a release after the one of today, whose workflows take other steps. @returns its path */
export async function secondReleaseBundle(): Promise<string> {
  const first = await testWorkflowBundle();
  const file = first.replace(/\.js$/, '-second.js');
  if (!existsSync(file)) {
    let code = readFileSync(first, 'utf8');
    for (const [name, renamed] of Object.entries(RENAMED))
      code = code.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), renamed);
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, code);
    renameSync(partial, file);
  }
  return file;
}

/** Activities that serve workflows of both releases: those of the first may be sent there, too. */
export function secondReleaseActivities(activities: Activities): Activities {
  const { planTouch, planLifecycle, planEpisode } = activities;
  const renamed = { planTouchAnew: planTouch, planLifecycleAnew: planLifecycle, planEpisodeAnew: planEpisode };
  return { ...activities, ...renamed } satisfies Activities & Record<(typeof RENAMED)[keyof typeof RENAMED], unknown>;
}
