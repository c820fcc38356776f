import { run } from './run';
import type { ServerSource } from './server-source';

/** The process of a command: its exit code, and a quiet end where nobody reads its output to the end (`| head`). */
export async function mainOf(servers: ServerSource): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  process.exitCode = await run(servers, process.argv.slice(2));
}
