import { createPrisma } from '../../../prisma/client';
import { createWebhookPoster } from '../../../worker/webhooks/post-webhook';
import { runDeliverer } from '../../../worker/webhooks/run-deliverer';
import { WebhookDeliverer } from '../../../worker/webhooks/webhook-deliverer';

/** A process that delivers webhooks until it is killed. */
const [databaseUrl = ''] = process.argv.slice(2);
const observer = { attempted: () => undefined, broken: (_: string, error: unknown) => console.error(error) };
runDeliverer({
  deliverer: new WebhookDeliverer({
    db: createPrisma({ url: databaseUrl, poolSize: 3 }),
    poster: createWebhookPoster(),
    clock: () => Date.now(),
    observer,
  }),
  onError: (error) => console.error(error),
});
