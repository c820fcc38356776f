import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { WebhookWorld } from '../worker/support/webhook-world';
import { blocksOf } from './blocks';

const blockOf = (mark: string): string => {
  const block = blocksOf('docs/developers/webhooks.md').find((one) => one.mark === mark);
  if (block === undefined) throw new Error(`There is no block "${mark}"`);
  return block.text;
};

type Check = (secret: string, headers: Readonly<Record<string, string>>, body: string) => boolean;

describe('the page about webhooks', () => {
  let world: WebhookWorld;
  let isFromPerennial: Check;
  beforeAll(async () => {
    world = await WebhookWorld.create();
    const context = { require: createRequire(__filename), Buffer, Date, Math, Number };
    isFromPerennial = runInNewContext(`${blockOf('example: isFromPerennial')}; isFromPerennial`, context) as Check;
  });
  afterAll(() => world.close());

  it('shows a check that takes what is posted, and nothing that was changed or is old', async () => {
    const { secret } = await world.endpoint();
    await world.events(1, 'payment.received');
    await world.deliver();
    const [post] = world.receiver.posts;
    if (post === undefined) throw new Error('Nothing was posted');
    const { headers, body } = post;

    expect(isFromPerennial(secret, headers, body)).toBe(true);
    expect(isFromPerennial(secret, headers, body.replace('payment', 'invoice'))).toBe(false);
    expect(isFromPerennial(`whsec_${Buffer.alloc(32).toString('base64')}`, headers, body)).toBe(false);
    expect(isFromPerennial(secret, { ...headers, 'webhook-id': '7' }, body)).toBe(false);
    const old = String(Number(headers['webhook-timestamp']) - 600);
    expect(isFromPerennial(secret, { ...headers, 'webhook-timestamp': old }, body)).toBe(false);
    expect(isFromPerennial(secret, {}, body)).toBe(false);
  });

  it('shows an event with the fields that events have', () => {
    const shown = JSON.parse(blockOf('event')) as object;
    expect(Object.keys(shown)).toEqual(Object.keys(world.receiver.posts[0]?.event ?? {}));
  });
});
