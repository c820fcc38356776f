import type { ContinueAsNewOptions } from '@temporalio/workflow';

/**
 * Where workers are versioned, a run stays with the version that it began with. The run that follows it begins with the
 * version that is current by then; without this it would stay with the old one for ever. Elsewhere it means nothing.
 */
export const ON_CURRENT_VERSION = {
  initialVersioningBehavior: 'AUTO_UPGRADE',
} as const satisfies Pick<ContinueAsNewOptions, 'initialVersioningBehavior'>;
