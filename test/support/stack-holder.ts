import type { TestStack } from './test-stack';

/** Jest loads setup and teardown as separate modules in one process; this carries the stack from one to the other. */
export const stackHolder = ((globalThis as { perennialTestStack?: { stack?: TestStack } }).perennialTestStack ??= {});
