import { ApiWorld } from '../api/support/api-world';
import { blocksOf } from './blocks';
import { parseCurl, type ParsedRequest } from './curl-request';

const DOCUMENTS = [
  'README.md',
  'docs/developers/webhooks.md',
  'docs/operators/assignment.md',
  'docs/operators/lifecycle.md',
  'docs/operators/playbooks.md',
  'docs/operators/policies.md',
  'docs/operators/templates.md',
  'docs/operators/escalation.md',
];

describe('the requests of the documents', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await ApiWorld.start();
    world.now = Date.parse('2026-11-25T12:00:00Z');
    const hudson = { externalId: 'HUDSON', name: 'Hudson Bike Works', zone: 'America/New_York', segment: 'smb' };
    const headers = { authorization: `Bearer ${world.keyOf('admin')}`, 'content-type': 'application/json' };
    const created = await send({ method: 'POST', path: '/v1/customers', headers, body: JSON.stringify(hudson) });
    expect(created).toBe('POST /v1/customers 201');
  });
  afterAll(() => world.stop());

  async function send({ method, path, headers, body }: ParsedRequest): Promise<string> {
    const response = await fetch(world.url + path, { method, headers, body });
    const answer = await response.text();
    return `${method} ${path} ${response.ok ? response.status : `${response.status} ${answer}`}`;
  }

  it.each(DOCUMENTS)('of %s are answered well, one after the other', async (document) => {
    const requests = blocksOf(document).filter(({ mark }) => mark === 'request');
    expect(requests.length).toBeGreaterThan(1);
    for (const { text } of requests) expect(await send(parseCurl(text, world.keyOf('admin')))).toMatch(/ 20[01]$/);
  });
});
