import { createHmac } from 'node:crypto';
import { RETRY_WAITS_MS } from '../../../domain/webhook/after-attempt';
import { replayDelivery, replaySince, sendTestEvent } from '../../../facts/write/webhook-deliveries';
import { rotateWebhookSecret, setWebhookEndpointActive } from '../../../facts/write/webhook-endpoints';
import { oldestDeliverySeconds } from '../../../worker/ages';
import { WebhookReceiver, type ReceivedPost } from '../support/webhook-receiver';
import { WebhookWorld } from '../support/webhook-world';

const ADMIN = () => ({ actor: 'key:test', now: Date.now() });

let world: WebhookWorld;
beforeEach(async () => {
  world = await WebhookWorld.create();
});
afterEach(() => world.close());

/** The secrets of these by which the post is signed. */
function signedBy({ headers, body }: ReceivedPost, secrets: readonly string[]): readonly string[] {
  const given = headers['webhook-signature']?.split(' ') ?? [];
  return secrets.filter((secret) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    return given.includes(`v1,${createHmac('sha256', key).update(content).digest('base64')}`);
  });
}

describe('an event', () => {
  it('is posted with its customer, its run and a signature', async () => {
    const { secret } = await world.endpoint();
    const at = new Date('2026-03-10T09:00:00Z');
    const { id } = await world.db.timelineEvent.create({
      data: {
        ...{ customerId: world.customerId, at, recordedAt: at, kind: 'touch.done', actor: 'workflow' },
        ...{ data: { action: 'email' }, workflowId: 'customer/1/collections', runId: 'run-1' },
      },
    });

    await world.deliver();

    const [post] = world.receiver.posts;
    expect(post?.event).toEqual({
      id: String(id),
      kind: 'touch.done',
      at: at.toISOString(),
      recordedAt: at.toISOString(),
      sandbox: false,
      customer: { id: world.customerId, externalId: 'C-1' },
      actor: 'workflow',
      data: { action: 'email' },
      ...{ invoiceId: null, touchId: null, messageId: null },
      workflow: { id: 'customer/1/collections', runId: 'run-1' },
    });
    expect(post?.headers).toMatchObject({
      'webhook-id': String(id),
      'content-type': 'application/json; charset=utf-8',
    });
    expect(Math.abs(Number(post?.headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(60);
    expect(signedBy(post!, [secret])).toEqual([secret]);
    expect(await world.deliveries()).toMatchObject([{ status: 'delivered', attempts: 1, lastStatus: 204 }]);
  });

  it('of a sandbox customer says so', async () => {
    await world.endpoint();
    const now = new Date();
    const clock = await world.db.testClock.create({
      data: { name: 'trial', startAt: now, nowAt: now },
    });
    await world.db.customer.update({
      where: { id: world.customerId },
      data: { testClockId: clock.id, clockNowAt: now },
    });
    await world.events(1);

    await world.deliver();

    expect(world.receiver.posts[0]?.event.sandbox).toBe(true);
  });

  it('comes in the order of the timeline, once, over many slices of it', async () => {
    await world.endpoint();
    await world.db.$executeRaw`
      INSERT INTO "TimelineEvent" ("customerId", "at", "kind", "actor")
      SELECT ${world.customerId}::uuid, now(), CASE WHEN n % 50 = 0 THEN 'invoice.issued' ELSE 'touch.done' END, 'key:test'
      FROM generate_series(1, 2500) n`;
    await world.db.webhookEndpoint.updateMany({ data: { kinds: ['invoice.*'] } });
    const expected = await world.db.timelineEvent.findMany({
      where: { kind: 'invoice.issued' },
      orderBy: { id: 'asc' },
    });

    await world.deliver();

    expect(world.receiver.ids).toEqual(expected.map(({ id }) => String(id)));
  });

  it('goes to the endpoints that ask for its kind or family', async () => {
    const other = await WebhookReceiver.start();
    try {
      await world.events(1);
      await world.endpoint({ kinds: ['payment.received', 'credit-note.*'] });
      await world.endpoint({ url: other.url });
      for (const kind of ['payment.received', 'payment.reversed', 'credit-note.issued', 'credit-hold.placed'])
        await world.events(1, kind);

      await world.deliver();

      expect(world.receiver.posts.map(({ event }) => event.kind)).toEqual(['payment.received', 'credit-note.issued']);
      expect(other.posts).toHaveLength(4);
    } finally {
      await other.stop();
    }
  });

  it('that only tries the endpoint comes whatever the endpoint asks for', async () => {
    const { id } = await world.endpoint({ kinds: ['payment.*'] });
    const delivery = await sendTestEvent(world.db, id);

    await world.deliver();

    expect(world.receiver.posts[0]?.event).toMatchObject({
      id: `test-${delivery.id}`,
      kind: 'webhook.test',
      customer: null,
    });
  });
});

describe('an endpoint that fails', () => {
  it('is asked again later, with the same event ID, and the events behind wait their turn', async () => {
    const { id } = await world.endpoint();
    const ids = await world.events(3);
    world.receiver.answerWith(500, `broken\n\0${'x'.repeat(1_000)}`);

    await world.deliver();

    expect(world.receiver.ids).toEqual([ids[0]]);
    const [first, second] = await world.deliveries();
    expect(first).toMatchObject({ status: 'waiting', attempts: 1, lastStatus: 500 });
    expect(first?.lastError).toMatch(/^broken x+$/);
    expect(first?.lastError).toHaveLength(200);
    expect(second).toMatchObject({ attempts: 0 });
    expect(await world.db.webhookEndpoint.findUniqueOrThrow({ where: { id } })).toMatchObject({ failures: 1 });

    world.receiver.answerWith(200, 'thanks');
    await world.hasten();
    await world.deliver();

    expect(world.receiver.ids).toEqual([ids[0], ...ids]);
    expect((await world.deliveries()).map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(await world.db.webhookEndpoint.findUniqueOrThrow({ where: { id } })).toMatchObject({
      failures: 0,
      restUntilAt: null,
    });
  });

  it('with one event only is asked for the others at once', async () => {
    await world.endpoint();
    const ids = await world.events(3);
    world.receiver.answer = ({ event }, response) => response.writeHead(event.id === ids[1] ? 422 : 200).end();

    await world.deliver();

    expect(world.receiver.ids).toEqual(ids);
    expect((await world.deliveries()).map(({ status }) => status)).toEqual(['delivered', 'waiting', 'delivered']);
  });

  it('for three days loses the event to "failed", which a replay delivers', async () => {
    const { id } = await world.endpoint();
    const [eventId] = await world.events(1);
    world.receiver.answerWith(503);
    for (let attempt = 0; attempt <= RETRY_WAITS_MS.length; attempt += 1) {
      await world.deliver();
      await world.hasten();
    }
    await world.deliver();
    const [delivery] = await world.deliveries();
    expect(delivery).toMatchObject({ status: 'failed', attempts: 10, lastStatus: 503 });
    expect(delivery?.tries).toHaveLength(10);
    expect(world.receiver.posts).toHaveLength(10);
    expect(world.attempts.at(-1)).toMatchObject({ outcome: 'failed', deliveryId: delivery?.id });

    world.receiver.answerWith(200);
    await replayDelivery(world.db, { endpointId: id, deliveryId: delivery?.id ?? '' });
    await world.deliver();

    expect(world.receiver.ids.at(-1)).toBe(eventId);
    const [replayed] = await world.deliveries();
    expect(replayed).toMatchObject({ status: 'delivered', attempts: 1, lastError: null });
    expect(replayed?.tries).toHaveLength(11);
  });

  it('is not led elsewhere by a redirect', async () => {
    await world.endpoint();
    await world.events(1);
    world.receiver.answerWith(307, '', { location: `${world.receiver.url}/elsewhere` });

    await world.deliver();

    expect(world.receiver.posts).toHaveLength(1);
    expect(await world.deliveries()).toMatchObject([{ status: 'waiting', lastStatus: 307 }]);
  });

  it('by answering too slowly, or by breaking off, is recorded with a code', async () => {
    await world.endpoint();
    await world.events(1);
    world.receiver.answer = () => undefined;
    await world.deliver(world.deliverer({ timeoutMs: 200 }));
    expect(await world.deliveries()).toMatchObject([{ status: 'waiting', lastStatus: null, lastError: 'TIMEOUT' }]);

    world.receiver.answer = (_, response) => response.destroy();
    await world.hasten();
    await world.deliver();
    expect(await world.deliveries()).toMatchObject([{ status: 'waiting', lastError: 'ECONNRESET' }]);
  });

  it('to end its refusal keeps nobody waiting', async () => {
    await world.endpoint();
    await world.events(1);
    world.receiver.answer = (_, response) => response.writeHead(500).write('so far');

    await world.deliver(world.deliverer({ timeoutMs: 2_000 }));

    expect(await world.deliveries()).toMatchObject([{ lastStatus: 500, lastError: 'so far' }]);
  });

  it('says 410 and is paused; the events are kept until it goes on', async () => {
    const { id } = await world.endpoint();
    const ids = await world.events(2);
    world.receiver.answerWith(410);

    await world.deliver();

    const row = await world.db.webhookEndpoint.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ active: false, pausedBecause: 'gone', version: 2 });
    await world.events(1);
    world.receiver.answerWith(200);
    await world.hasten();
    await world.deliver();
    expect(world.receiver.ids).toEqual([ids[0]]);

    await setWebhookEndpointActive(world.db, { endpointId: id, version: null, active: true }, ADMIN());
    await world.deliver();
    expect(world.receiver.ids.slice(1)).toHaveLength(3);
    expect(world.receiver.ids.slice(1, 3)).toEqual(ids);
  });

  it('does not hold up another', async () => {
    const other = await WebhookReceiver.start();
    try {
      await world.endpoint();
      await world.endpoint({ url: other.url });
      await world.events(2);
      world.receiver.answerWith(500);
      await world.deliver();
      expect(other.posts).toHaveLength(2);
    } finally {
      await other.stop();
    }
  });

  it('keeps its place in the timeline instead of a row for every event', async () => {
    await world.endpoint();
    world.receiver.answerWith(500);
    await world.db.$executeRaw`
      INSERT INTO "TimelineEvent" ("customerId", "at", "kind", "actor")
      SELECT ${world.customerId}::uuid, now(), 'touch.done', 'key:test' FROM generate_series(1, 2500) n`;

    await world.deliver();
    await world.deliver();

    expect(await world.db.webhookDelivery.count()).toBe(1_000);
  });
});

describe('how long the oldest delivery has been on its way', () => {
  const longAgo = new Date('2026-01-01T00:00:00Z');
  const queuedLongAgo = () => world.db.webhookDelivery.updateMany({ data: { queuedAt: longAgo, createdAt: longAgo } });
  const age = () => oldestDeliverySeconds(world.db);

  it('counts since it was made, and anew since it was replayed', async () => {
    const { id: endpointId } = await world.endpoint();
    await world.events(1);
    world.receiver.answerWith(500);
    await world.deliver();
    await queuedLongAgo();
    expect(await age()).toBeGreaterThan(1_000_000);
    world.receiver.answerWith(200);
    await world.hasten();
    await world.deliver();
    expect(await age()).toBe(0);

    const [delivery] = await world.deliveries();
    await replayDelivery(world.db, { endpointId, deliveryId: delivery!.id });
    expect(await age()).toBeLessThan(1_000);
    await world.deliver();

    await queuedLongAgo();
    world.receiver.answerWith(500);
    await replaySince(world.db, { endpointId, since: longAgo });
    await world.deliver();
    expect((await world.deliveries())[0]).toMatchObject({ status: 'waiting', createdAt: longAgo });
    expect(await age()).toBeLessThan(1_000);
  });

  it('goes on counting where one that waits already is tried at once', async () => {
    const { id: endpointId } = await world.endpoint();
    await world.events(1);
    world.receiver.answerWith(500);
    await world.deliver();
    await queuedLongAgo();
    const [delivery] = await world.deliveries();
    await replayDelivery(world.db, { endpointId, deliveryId: delivery!.id });
    expect(await age()).toBeGreaterThan(1_000_000);
  });

  it('counts anew since the end of a pause', async () => {
    const { id: endpointId } = await world.endpoint();
    await world.events(1);
    world.receiver.answerWith(500);
    await world.deliver();
    await queuedLongAgo();
    await setWebhookEndpointActive(world.db, { endpointId, version: null, active: false }, ADMIN());
    expect(await age()).toBe(0);
    await setWebhookEndpointActive(world.db, { endpointId, version: null, active: true }, ADMIN());
    expect(await age()).toBeLessThan(1_000);
  });
});

describe('a paused endpoint', () => {
  it('gets everything that was recorded meanwhile when it goes on', async () => {
    const { id } = await world.endpoint();
    await setWebhookEndpointActive(world.db, { endpointId: id, version: null, active: false }, ADMIN());
    const ids = await world.events(2);
    await world.deliver();
    expect(world.receiver.ids).toEqual([]);

    await setWebhookEndpointActive(world.db, { endpointId: id, version: null, active: true }, ADMIN());
    await world.deliver();
    expect(world.receiver.ids).toEqual(ids);
  });

  it('gets nothing more than what is under way', async () => {
    const { id } = await world.endpoint();
    const ids = await world.events(3);
    world.receiver.answer = (_, response) => {
      void setWebhookEndpointActive(world.db, { endpointId: id, version: null, active: false }, ADMIN()).then(() =>
        response.writeHead(200).end(),
      );
    };

    await world.deliver();

    expect(world.receiver.ids).toEqual(ids.slice(0, 1));
    expect((await world.deliveries()).map(({ status }) => status)).toEqual(['delivered', 'waiting', 'waiting']);
  });
});

describe('a replay', () => {
  it('brings everything since an instant again, with the same event IDs, also from before the endpoint was there', async () => {
    const before = await world.events(1);
    const since = new Date();
    const later = await world.events(2);
    const { id } = await world.endpoint();
    const last = await world.events(1);
    await world.deliver();
    expect(world.receiver.ids).toEqual(last);

    expect(await replaySince(world.db, { endpointId: id, since })).toEqual({ entries: 3 });
    await world.deliver();

    expect(world.receiver.ids.slice(1)).toEqual([...later, ...last]);
    expect(world.receiver.ids).not.toContain(before[0]);
    expect(await world.db.webhookDelivery.count()).toBe(3);
  });

  it('of an instant after everything brings nothing', async () => {
    const { id } = await world.endpoint();
    await world.events(1);
    await world.deliver();
    expect(await replaySince(world.db, { endpointId: id, since: new Date(Date.now() + 60_000) })).toEqual({
      entries: 0,
    });
    await world.deliver();
    expect(world.receiver.posts).toHaveLength(1);
  });

  it('ends the rest of an endpoint that has failed', async () => {
    const { id } = await world.endpoint();
    await world.events(1);
    world.receiver.answerWith(500);
    await world.deliver();
    world.receiver.answerWith(200);
    const [delivery] = await world.deliveries();

    await replayDelivery(world.db, { endpointId: id, deliveryId: delivery?.id ?? '' });
    await world.deliver();

    expect(await world.deliveries()).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });
});

describe('a new secret', () => {
  it('signs beside the old one until the overlap is over', async () => {
    const { id, secret: old } = await world.endpoint();
    const input = { endpointId: id, version: null, overlapMs: 3_600_000 };
    const { secret } = await rotateWebhookSecret(world.db, input, ADMIN());
    await world.events(1);
    await world.deliver();
    expect(signedBy(world.receiver.posts[0]!, [secret, old])).toEqual([secret, old]);

    await world.db.webhookEndpoint.updateMany({ data: { oldSecretUntilAt: new Date(Date.now() - 1_000) } });
    await world.events(1);
    await world.deliver();
    expect(signedBy(world.receiver.posts[1]!, [secret, old])).toEqual([secret]);
  });
});
