import type { ContactPolicy } from '../types';

/**
 * For a customer to whom no published contact policy applies: the same limits as the seeded default. An operator who
 * unpublishes the last policy does not thereby allow messages at night.
 */
export const FALLBACK_POLICY: ContactPolicy = {
  name: 'built-in',
  title: { en: 'Built-in limits', zh: '内置联系规则' },
  applies: null,
  priority: 0,
  windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: 540, to: 1080, channels: [] }],
  closedDays: 'calendar',
  minimumGapDays: 2,
  caps: [{ count: 3, perDays: 7, channels: [] }],
};
