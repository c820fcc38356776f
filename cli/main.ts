import { namedServerOnly } from './named-server';
import { run } from './run';

async function main(): Promise<void> {
  process.exitCode = await run(namedServerOnly(process.env), process.argv.slice(2));
}

void main();
