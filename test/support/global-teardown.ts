import { stackHolder } from './stack-holder';

async function globalTeardown(): Promise<void> {
  await stackHolder.stack?.stop();
}

export = globalTeardown;
