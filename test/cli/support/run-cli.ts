import { run } from '../../../cli/run';
import type { ServerSource } from '../../../cli/server-source';

export type CliResult = { readonly code: number; readonly stdout: string; readonly stderr: string };

const noServer = (): never => {
  throw new Error('This command was not to need a server');
};
export const NO_SERVER: ServerSource = {
  withServer: noServer,
  withScratchServer: noServer,
  withEnvironment: noServer,
};

/** Runs a command in this process. */
export async function runCli(args: readonly string[], servers: ServerSource = NO_SERVER): Promise<CliResult> {
  const streams = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      streams[name] += String(text);
      return true;
    }),
  );
  try {
    return { code: await run(servers, args), ...streams };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
