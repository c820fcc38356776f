import { createWebhookPoster } from '../../../worker/webhooks/post-webhook';
import { WebhookDeliverer } from '../../../worker/webhooks/webhook-deliverer';
import { WebhookReceiver } from '../../worker/support/webhook-receiver';
import type { ApiWorld } from '../support/api-world';
import { listOf, newCustomer, newInvoice, textOf, type Calls } from '../support/calls';

/** Registers tests about endpoints that are told of events. */
export function webhookJourney(calls: Calls, world: () => ApiWorld): void {
  describe('webhook endpoints', () => {
    let receiver: WebhookReceiver;
    const poster = createWebhookPoster();
    beforeAll(async () => {
      receiver = await WebhookReceiver.start();
    });
    afterAll(async () => {
      poster.close();
      await receiver.stop();
    });

    async function deliver(): Promise<void> {
      const observer = { attempted: () => undefined, broken: (_: string, error: unknown) => console.error(error) };
      const deliverer = new WebhookDeliverer({ db: world().prisma, poster, clock: () => Date.now(), observer });
      let again = await deliverer.look();
      while (again !== 'later') again = await deliverer.look();
      await deliverer.served();
    }

    test('are registered, tried, followed, replayed, rotated, paused, resumed and deleted', async () => {
      const asked = { url: receiver.url, kinds: ['invoice.*', 'customer.created'], note: 'CRM' };
      const once = { headers: { 'Idempotency-Key': 'hook-1' } };
      const made = await calls.post('/v1/webhook-endpoints', asked, once);
      expect(made.status).toBe(201);
      expect(made.body).toMatchObject({ ...asked, active: true, failures: 0, version: 1 });
      const secret = textOf(made.body['secret']);
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      const path = `/v1/webhook-endpoints/${textOf(made.body['id'])}`;
      expect(made.headers['location']).toBe(path);

      const again = await calls.post('/v1/webhook-endpoints', asked, once);
      expect(again.body).toMatchObject({ id: made.body['id'], secret: null });
      expect(JSON.stringify(await world().prisma.idempotencyKey.findMany())).not.toContain(secret);
      expect((await calls.get(path)).text).not.toContain(secret);
      expect(listOf((await calls.get('/v1/webhook-endpoints?active=true')).body['items'])).toHaveLength(1);

      const tried = await calls.post(`${path}/test`);
      expect(tried.status).toBe(202);
      expect(tried.body).toMatchObject({ kind: 'webhook.test', status: 'waiting', customer: null });
      const customer = await newCustomer(calls, { externalId: 'HOOK-1' });
      await newInvoice(calls, textOf(customer['id']), { number: 'HOOK-INV-1' });
      await deliver();
      expect(receiver.posts.map(({ event }) => [event.kind, event.customer?.externalId])).toEqual([
        ['webhook.test', undefined],
        ['customer.created', 'HOOK-1'],
        ['invoice.issued', 'HOOK-1'],
      ]);
      expect((await calls.get(textOf(tried.headers['location'] as never))).body).toMatchObject({
        status: 'delivered',
        tries: [{ status: 204, error: null }],
      });

      const listed = await calls.get(`${path}/deliveries?status=delivered&sort=createdAt`);
      const items = listOf(listed.body['items']);
      expect(items).toHaveLength(3);
      const last = items.find(({ kind }) => textOf(kind) === 'invoice.issued');
      expect(last).toMatchObject({ customer: { externalId: 'HOOK-1' }, attempts: 1, lastStatus: 204 });
      const eventId = textOf(last?.['eventId']);
      const found = await calls.get(`${path}/deliveries?eventId=${eventId}`);
      expect(listOf(found.body['items'])).toHaveLength(1);
      const replayed = await calls.post(`${path}/deliveries/${textOf(last?.['id'])}/replay`);
      expect(replayed.body).toMatchObject({ status: 'waiting', attempts: 0, deliveredAt: null });
      await deliver();
      expect(receiver.ids.slice(3)).toEqual([eventId]);

      const since = new Date(world().now).toISOString();
      const { body: replay } = await calls.post(`${path}/replay`, { since });
      expect(Number(replay['entries'])).toBeGreaterThanOrEqual(2);
      await deliver();
      expect(receiver.posts.slice(4).map(({ event }) => event.customer?.externalId)).toContain('HOOK-1');
      expect(receiver.ids.at(-1)).toBe(eventId);

      const rotated = await calls.post(`${path}/rotate-secret`, { overlapHours: 1 });
      expect(rotated.body['secret']).not.toBe(secret);
      expect(rotated.body['oldSecretUntilAt']).not.toBeNull();
      const paused = await calls.post(`${path}/pause`);
      expect(paused.body).toMatchObject({ active: false, pausedBecause: 'request', version: 3 });
      expect((await calls.post(`${path}/pause`)).body).toMatchObject({ version: 3 });
      const refused = await calls.post(`${path}/test`);
      expect([refused.status, refused.body['code']]).toEqual([409, 'state-conflict']);
      expect((await calls.post(`${path}/resume`)).body).toMatchObject({ active: true, pausedBecause: null });

      const stale = await calls.patch(path, { note: null }, { headers: { 'If-Match': '"1"' } });
      expect(stale.status).toBe(412);
      const changed = await calls.patch(path, { kinds: [], note: null }, { headers: { 'If-Match': '"4"' } });
      expect(changed.body).toMatchObject({ kinds: [], note: null, url: receiver.url, version: 5 });
      expect((await calls.delete(path)).status).toBe(204);
      expect((await calls.get(path)).status).toBe(404);
      expect((await calls.get(`${path}/deliveries`)).status).toBe(404);
      expect(await world().prisma.webhookDelivery.count()).toBe(0);
    });

    test.each([
      [{ url: 'http://crm.example.com/' }, '/url', 'expected https'],
      [{ url: 'https://169.254.169.254/' }, '/url', 'link-local'],
      [{ url: 'https://crm.example.com/', kinds: ['payment.*', 'invoice.isued'] }, '/kinds/1', '"invoice.issued"'],
      [{ url: 'https://crm.example.com/', kinds: 'all' }, '/kinds', 'expected a list'],
      [{ url: 'https://crm.example.com/', secret: 'mine' }, '/secret', 'not known'],
    ])('are refused as %j', async (body, pointer, words) => {
      const { status, body: problem } = await calls.post('/v1/webhook-endpoints', body);
      expect(status).toBe(422);
      expect(listOf(problem['errors'])[0]).toMatchObject({ pointer });
      expect(textOf(listOf(problem['errors'])[0]?.['detail'])).toContain(words);
    });

    test('cannot be changed to an address that nothing is posted to', async () => {
      const { body } = await calls.post('/v1/webhook-endpoints', { url: 'https://crm.example.com/' });
      const path = `/v1/webhook-endpoints/${textOf(body['id'])}`;
      const headers = { 'If-Match': '"1"' };
      const { status } = await calls.patch(path, { url: 'https://[fe80::1]/' }, { headers });
      expect(status).toBe(422);
      await calls.delete(path);
    });
  });
}
