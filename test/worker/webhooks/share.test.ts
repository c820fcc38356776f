import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../prisma/project-root';
import { runDeliverer } from '../../../worker/webhooks/run-deliverer';
import { eventually } from '../../workflows/support/eventually';
import { WebhookWorld } from '../support/webhook-world';

const SCRIPT = path.join(projectRoot, 'dist', 'test', 'worker', 'support', 'mortal-deliverer.js');

let world: WebhookWorld;
beforeEach(async () => {
  world = await WebhookWorld.create();
});
afterEach(() => world.close());

it('is done by several deliverers at once, each event once and in order', async () => {
  await world.endpoint();
  const ids = await world.events(40);

  await Promise.all([1, 2, 3].map(() => world.deliver(world.deliverer())));
  await world.deliver();

  expect(world.receiver.ids).toEqual(ids);
  expect((await world.deliveries()).map(({ attempts }) => attempts)).toEqual(ids.map(() => 1));
});

it('leaves an endpoint to the deliverer that serves it', async () => {
  await world.endpoint();
  await world.events(1);
  let release = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    world.receiver.answer = (_, response) => {
      release = () => response.writeHead(200).end();
      resolve();
    };
  });
  const [busy, other] = [world.deliverer(), world.deliverer()];
  await busy.look();
  await asked;

  await world.deliver(other);
  expect(world.receiver.posts).toHaveLength(1);

  release();
  await busy.served();
  expect(await world.deliveries()).toMatchObject([{ status: 'delivered', attempts: 1 }]);
});

it('stops after the attempt that is under way, and leaves the rest to the next process at once', async () => {
  await world.endpoint();
  const ids = await world.events(3);
  const errors: unknown[] = [];
  const running = runDeliverer({
    deliverer: world.deliverer(),
    pollMs: 50,
    onError: (error) => errors.push(error),
  });
  let stopped: Promise<void> = Promise.resolve();
  world.receiver.answer = (_, response) => {
    stopped = running.stop();
    setTimeout(() => response.writeHead(200).end(), 50);
  };
  await eventually(async () => {
    expect(world.receiver.posts).toHaveLength(1);
  });
  await stopped;

  expect((await world.deliveries()).map(({ status }) => status)).toEqual(['delivered', 'waiting', 'waiting']);
  world.receiver.answerWith(200);
  await world.deliver();
  expect(world.receiver.ids).toEqual(ids);
  expect(errors).toEqual([]);
});

it('outlives a database that fails for a while', async () => {
  await world.endpoint();
  const ids = await world.events(1);
  const errors: unknown[] = [];
  await world.db.$executeRaw`ALTER TABLE "WebhookDelivery" RENAME TO "Away"`;
  const running = runDeliverer({ deliverer: world.deliverer(), pollMs: 20, onError: (error) => errors.push(error) });
  await eventually(async () => {
    expect(errors.length).toBeGreaterThan(0);
  });
  await world.db.$executeRaw`ALTER TABLE "Away" RENAME TO "WebhookDelivery"`;
  await eventually(async () => {
    expect(world.receiver.ids).toEqual(ids);
  });
  await running.stop();
});

describe('kill -9 between the delivery and its record', () => {
  let child: ChildProcess | null = null;
  afterEach(() => {
    child?.kill('SIGKILL');
  });

  it('has the event delivered again, with the same ID, when the lease is over', async () => {
    if (!existsSync(SCRIPT)) throw new Error(`There is no ${SCRIPT}; "npm run build" makes it`);
    await world.endpoint();
    const ids = await world.events(2);
    const process = fork(SCRIPT, [world.databaseUrl], { stdio: 'inherit' });
    child = process;
    const ended = new Promise((resolve) => process.once('exit', (_code, signal) => resolve(signal)));
    // The event has arrived, and who posted it never hears so.
    world.receiver.answer = () => process.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expect(await world.deliveries()).toMatchObject([
      { status: 'waiting', attempts: 0 },
      { status: 'waiting', attempts: 0 },
    ]);

    world.receiver.answerWith(200);
    await world.deliver();
    expect(world.receiver.ids).toEqual([ids[0]]);
    await world.db.webhookEndpoint.updateMany({ data: { leasedUntilAt: new Date() } });
    await world.deliver();

    expect(world.receiver.ids).toEqual([ids[0], ...ids]);
    expect((await world.deliveries()).map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  });
});
