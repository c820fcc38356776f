import { RECONCILE_LIMITS } from '../../domain/reconcile/reconcile-state';
import { routes } from '../../api/routes';
import { EngineWorld } from '../activities/support/engine-world';
import { eventually } from '../workflows/support/eventually';
import { RunningEngine } from '../workflows/support/running-engine';
import { assignmentJourney } from './journeys/assignment';
import { creditJourney } from './journeys/credit';
import { customerJourney } from './journeys/customers';
import { documentJourney } from './journeys/documents';
import { escalationJourney } from './journeys/escalations';
import { moneyJourney } from './journeys/money';
import { webhookJourney } from './journeys/webhooks';
import { winBackJourney } from './journeys/win-back';
import { workJourney } from './journeys/work';
import { ApiWorld } from './support/api-world';
import { answeredWell } from './support/caller';
import { callsOf, listOf, textOf } from './support/calls';

let engineWorld: EngineWorld;
let engine: RunningEngine;
let world: ApiWorld;
const calls = callsOf(() => world);

beforeAll(async () => {
  engineWorld = await EngineWorld.create();
  engineWorld.runFrom('2026-03-10T12:00:00Z');
  engine = await RunningEngine.start(engineWorld, { limits: RECONCILE_LIMITS, observing: () => undefined });
  const { db: prisma, databaseUrl: url } = engineWorld;
  world = await ApiWorld.start({ engine: { prisma, url, temporal: engine.client } });
});

afterAll(async () => {
  await world.stop();
  await engine.close();
  await engineWorld.close();
});

customerJourney(calls);
assignmentJourney(calls);
moneyJourney(calls);
creditJourney(calls);
documentJourney(calls);
escalationJourney(calls, () => world);
winBackJourney(calls);
workJourney(calls, () => world);
webhookJourney(calls, () => world);

describe('the installation', () => {
  test('has settings, kill switches and keys', async () => {
    const { headers } = await calls.get('/v1/settings');
    const changed = await calls.patch(
      '/v1/settings',
      { companyName: 'Lee Trading' },
      { headers: { 'If-Match': headers['etag']! } },
    );
    expect(changed.body).toMatchObject({ companyName: 'Lee Trading' });
    expect((await calls.put('/v1/kill-switches/sms', { stopped: true }, { role: 'operator' })).body).toMatchObject({
      smsStopped: true,
    });
    expect((await calls.put('/v1/kill-switches/sms', { stopped: false })).body).toMatchObject({ smsStopped: false });
    const stopped = await calls.put('/v1/kill-switches/playbooks/journey', { stopped: true }, { role: 'operator' });
    expect(stopped.body).toMatchObject({ stoppedPlaybooks: ['journey'] });
    await calls.put('/v1/kill-switches/playbooks/journey', { stopped: false });
    const { body } = await calls.post('/v1/api-keys', { name: 'console', role: 'viewer' });
    expect(listOf((await calls.get('/v1/api-keys')).body['items'])).toHaveLength(5);
    expect((await calls.delete(`/v1/api-keys/${textOf(body['id'])}`)).status).toBe(204);
    const { body: audit } = await calls.get('/v1/audit?limit=2');
    expect(listOf(audit['items']).map(({ kind }) => kind)).toEqual(['api-key.revoked', 'api-key.created']);
  });

  test('is reconciled at once where an admin asks for it, and says what was found', async () => {
    expect((await calls.get('/v1/reconcile')).status).toBe(404);
    const started = await calls.post('/v1/reconcile', {}, { role: 'admin' });
    expect(started).toMatchObject({ status: 202, body: { workflowId: 'reconcile' } });
    await eventually(async () => {
      const { body } = await calls.get(started.headers['location']!);
      expect(body).toMatchObject({ status: 'done', report: { repaired: {}, reported: {} } });
    });
  });

  test('is alive and ready', async () => {
    expect((await calls.get('/healthz', { role: null })).body).toEqual({ status: 'ok' });
    expect((await calls.get('/readyz', { role: null })).body).toMatchObject({ status: 'ok', engine: { status: 'ok' } });
    expect((await calls.get('/v1/openapi.json', { role: null })).status).toBe(200);
  });
});

test('the log of all this names routes, codes and keys by their prefix, and nobody', () => {
  const log = world.logLines.join('');
  expect(world.logLines.length).toBeGreaterThan(100);
  expect(log).toContain('"route":"/v1/customers/{id}"');
  const told = [
    ...(['viewer', 'operator', 'admin', 'integration'] as const).map((role) => secretOf(world.keyOf(role))),
    '@example.com',
    '+1212555',
    'Customer 1',
    'Lee Trading',
    'whsec_',
  ].filter((secret) => log.includes(secret));
  expect(told).toEqual([]);
  expect(log).not.toMatch(/pk_[a-z0-9]{8}_/);
});

test('every route has answered well, as its contract says', () => {
  const elsewhere = ['receiveSmsStatus', 'receiveSms', 'showUnsubscribe', 'unsubscribe'];
  const silent = routes.map(({ name }) => name).filter((name) => !answeredWell.has(name) && !elsewhere.includes(name));
  expect(silent).toEqual([]);
});

/** What follows the prefix; it may hold the character that parts them. */
function secretOf(key: string): string {
  return key.split('_').slice(2).join('_');
}
