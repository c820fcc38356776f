import { CliError } from './cli-error';
import type { Server } from './http/api-client';
import type { Environment, ServerSource } from './server-source';

const IN_A_CHECKOUT = 'in a checkout, npm run -s perennial -- COMMAND starts what it needs';

/**
 * The server that `PERENNIAL_URL` and `PERENNIAL_API_KEY` name, or `null` where neither is set.
 * @throws CliError where only one of them is, or the URL is none
 */
export function namedServer(env: Environment): Server | null {
  const url = env['PERENNIAL_URL'] ?? '';
  const apiKey = env['PERENNIAL_API_KEY'] ?? '';
  if (url === '' && apiKey === '') return null;
  const missing = url === '' ? 'PERENNIAL_URL' : 'PERENNIAL_API_KEY';
  if (url === '' || apiKey === '')
    throw new CliError([`${missing} is not set; expected both PERENNIAL_URL and PERENNIAL_API_KEY, or neither`]);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new CliError([`PERENNIAL_URL is "${url}"; expected the address of the API, such as http://127.0.0.1:3000`]);
  return { url: url.replace(/\/+$/, ''), apiKey };
}

/** Servers of an installation: they run already, and none is started. */
export function namedServerOnly(env: Environment): ServerSource {
  return {
    withServer: (work) => {
      const server = namedServer(env);
      if (server !== null) return work(server);
      throw new CliError([`PERENNIAL_URL and PERENNIAL_API_KEY are not set; expected both (${IN_A_CHECKOUT})`]);
    },
    withScratchServer: () => {
      throw new CliError([
        `This command needs a server of its own and never runs against one that is at work: ${IN_A_CHECKOUT}`,
      ]);
    },
    withEnvironment: (work) => work(env),
  };
}
