import { createWebhookEndpoint } from '../../../facts/write/webhook-endpoints';
import type { PrismaClient, WebhookDelivery, WebhookEndpoint } from '../../../prisma/generated/client';
import { createWebhookPoster } from '../../../worker/webhooks/post-webhook';
import { WebhookDeliverer, type AttemptMark } from '../../../worker/webhooks/webhook-deliverer';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { WebhookReceiver } from './webhook-receiver';

/** A database with one customer, a receiver, and deliverers that look when the test says so. */
export class WebhookWorld {
  readonly attempts: (AttemptMark & { readonly outcome: string })[] = [];
  readonly errors: unknown[] = [];
  private readonly posters: { close(): void }[] = [];

  private constructor(
    private readonly database: TestDatabase,
    readonly receiver: WebhookReceiver,
    readonly customerId: string,
  ) {}

  static async create(): Promise<WebhookWorld> {
    const database = await createTestDatabase();
    const { id } = await database.prisma.customer.create({
      data: { externalId: 'C-1', name: 'Ann Lee', zone: 'Asia/Shanghai', queue: 'front-desk' },
    });
    return new WebhookWorld(database, await WebhookReceiver.start(), id);
  }

  get db(): PrismaClient {
    return this.database.prisma;
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  async close(): Promise<void> {
    for (const poster of this.posters) poster.close();
    await this.receiver.stop();
    await this.database.drop();
    expect(this.errors).toEqual([]);
  }

  async endpoint(more: { readonly kinds?: readonly string[]; readonly url?: string } = {}): Promise<WebhookEndpoint> {
    const { url = this.receiver.url, kinds = [] } = more;
    return createWebhookEndpoint(
      this.db,
      { url, kinds, note: null, allowHttp: false },
      { actor: 'key:test', now: Date.now() },
    );
  }

  /** Entries of the timeline. @returns their IDs */
  async events(count: number, kind = 'invoice.issued'): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const { id } = await this.db.timelineEvent.create({
        data: { customerId: this.customerId, at: new Date(), kind, actor: 'key:test', data: { index } },
      });
      ids.push(String(id));
    }
    return ids;
  }

  deliverer({ timeoutMs = 5_000 } = {}): WebhookDeliverer {
    const poster = createWebhookPoster({ timeoutMs });
    this.posters.push(poster);
    return new WebhookDeliverer({
      db: this.db,
      poster,
      clock: () => Date.now(),
      observer: {
        attempted: (outcome, about) => this.attempts.push({ outcome, ...about }),
        broken: (_, error) => this.errors.push(error),
      },
    });
  }

  /** Looks until there is nothing more to do now. */
  async deliver(deliverer: WebhookDeliverer = this.deliverer()): Promise<void> {
    for (;;) {
      const again = await deliverer.look();
      await deliverer.served();
      if (again === 'later') return;
    }
  }

  /** As if all waits and rests were over. */
  async hasten(): Promise<void> {
    await this.db.webhookDelivery.updateMany({ data: { notBeforeAt: new Date() } });
    await this.db.webhookEndpoint.updateMany({ data: { restUntilAt: null } });
  }

  async deliveries(): Promise<readonly WebhookDelivery[]> {
    return this.db.webhookDelivery.findMany({ orderBy: [{ eventId: { sort: 'asc', nulls: 'first' } }, { id: 'asc' }] });
  }
}
