import { publishStackEnvironment } from './stack-environment';
import { startTestStack } from './test-stack';
import { stackHolder } from './stack-holder';

/** Jest calls this once, before the first file of the project "stack", and not when no such file runs. */
async function globalSetup(): Promise<void> {
  const stack = await startTestStack();
  stackHolder.stack = stack;
  publishStackEnvironment(stack.environment);
}

export = globalSetup;
