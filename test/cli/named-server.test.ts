import { namedServer, namedServerOnly } from '../../cli/named-server';
import { runCli } from './support/run-cli';

const URL_AND_KEY = { PERENNIAL_URL: 'http://127.0.0.1:3000/', PERENNIAL_API_KEY: 'pk_x' };

describe('the server that the environment names', () => {
  it('is read without a slash at its end', () => {
    expect(namedServer(URL_AND_KEY)).toEqual({ url: 'http://127.0.0.1:3000', apiKey: 'pk_x' });
  });

  it('is none where neither variable is set', () => {
    expect(namedServer({})).toBeNull();
    expect(namedServer({ PERENNIAL_URL: '', PERENNIAL_API_KEY: '' })).toBeNull();
  });

  it.each([
    [{ ...URL_AND_KEY, PERENNIAL_API_KEY: '' }, /PERENNIAL_API_KEY is not set/],
    [{ ...URL_AND_KEY, PERENNIAL_URL: '' }, /PERENNIAL_URL is not set/],
    [{ ...URL_AND_KEY, PERENNIAL_URL: 'localhost:3000' }, /PERENNIAL_URL is "localhost:3000"; expected the address/],
  ])('is refused where %j', (env, expected) => {
    expect(() => namedServer(env)).toThrow(expected);
  });

  it('is all that an installation has: what needs another says how to get it', async () => {
    const installed = namedServerOnly({});
    expect((await runCli(['clock', 'show'], installed)).stderr).toMatch(
      /PERENNIAL_URL and PERENNIAL_API_KEY are not set/,
    );
    expect(() => installed.withScratchServer(async () => undefined)).toThrow(/npm run -s perennial -- COMMAND/);
  });
});
