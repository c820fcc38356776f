import { makeApiKey } from '../../../api/http/authenticate';
import { freePort } from '../../../dev/free-port';
import type { BenchSite } from './bench-site';
import { startNode, until } from './node-process';

export type ApiProcess = {
  /** Calls the API. @throws Error where it refuses */
  readonly call: <Body>(method: 'GET' | 'POST', path: string, body?: object | FormData) => Promise<Body>;
  readonly stop: () => Promise<void>;
};

/** Starts the product's API as it is deployed. */
export async function startApi(site: BenchSite): Promise<ApiProcess> {
  const port = await freePort();
  const { text: apiKey } = makeApiKey();
  const child = startNode('api/main.js', {
    ...site.env,
    API_HOST: '127.0.0.1',
    API_PORT: String(port),
    API_BOOTSTRAP_KEY: apiKey,
  });
  const url = `http://127.0.0.1:${port}`;
  const isUp = async () => ((await fetch(`${url}/readyz`).catch(() => null))?.ok === true ? true : null);
  await until('starting the API', isUp, { needs: child });
  let calls = 0;
  return {
    call: async <Body>(method: 'GET' | 'POST', path: string, body?: object | FormData): Promise<Body> => {
      calls += 1;
      const isForm = body instanceof FormData;
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(method === 'POST' ? { 'idempotency-key': `bench-${calls}` } : {}),
          ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} → ${response.status} ${text}`);
      return (text === '' ? null : JSON.parse(text)) as Body;
    },
    stop: child.stop,
  };
}
