import path from 'node:path';
import { bundleWorkflowCode, type Logger } from '@temporalio/worker';
import { projectRoot } from '../prisma/project-root';

/** Where the build puts the bundle; workers read it from here, so that none of them needs webpack to start. */
export const WORKFLOW_BUNDLE_PATH = path.join(projectRoot, 'dist', 'workflow-bundle.js');

/** The SDK alone is half of it. A larger bundle means that something was imported that does not belong into workflows. */
export const LARGEST_BUNDLE_BYTES = 1_000_000;

/**
 * Bundles the workflows of the given folder of sources or compiled files, by its `index`.
 * @throws Error where the bundle is too large, or a module in it is not allowed in workflows
 */
export async function buildWorkflowBundle(workflowsFolder: string, logger?: Logger): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: workflowsFolder,
    ...(logger === undefined ? {} : { logger }),
  });
  const bytes = Buffer.byteLength(withoutSourceMap(code));
  if (bytes > LARGEST_BUNDLE_BYTES)
    throw new Error(`The workflow bundle has ${bytes} bytes; expected at most ${LARGEST_BUNDLE_BYTES}`);
  return code;
}

/** The size that counts is the code's; the map beside it is only read for stack traces. */
export function withoutSourceMap(code: string): string {
  const map = code.lastIndexOf('//# sourceMappingURL=');
  return map === -1 ? code : code.slice(0, map);
}
