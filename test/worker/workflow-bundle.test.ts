import { readFileSync } from 'node:fs';
import { LARGEST_BUNDLE_BYTES, withoutSourceMap } from '../../worker/workflow-bundle';
import { testWorkflowBundle } from '../workflows/support/workflow-bundle';

describe('the workflow bundle', () => {
  it('is under 1 MB, and has nothing of what only activities may use', async () => {
    const code = withoutSourceMap(readFileSync(await testWorkflowBundle(), 'utf8'));

    expect(Buffer.byteLength(code)).toBeLessThan(LARGEST_BUNDLE_BYTES);
    for (const kept of ['zod', 'liquidjs', '@prisma/client', 'temporal-polyfill', 'nodemailer', 'libphonenumber-js'])
      expect(code).not.toContain(`node_modules/${kept}/`);
  });
});
