import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DefaultLogger } from '@temporalio/worker';
import { buildWorkflowBundle, WORKFLOW_BUNDLE_PATH } from './workflow-bundle';

async function main(): Promise<void> {
  const workflows = path.resolve(__dirname, '..', 'workflows');
  writeFileSync(WORKFLOW_BUNDLE_PATH, await buildWorkflowBundle(workflows, new DefaultLogger('WARN')));
}

void main();
