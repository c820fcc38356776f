import assert from 'node:assert/strict';
import { formatAmount } from '../../../domain/money/money';
import { changeInvoice } from '../../../facts/write/change-invoice';
import { changeContactPoint } from '../../../facts/write/contact-points';
import { changeCustomer, setEngagement } from '../../../facts/write/customers';
import { reversePayment } from '../../../facts/write/reverse-payment';
import { createWebhookEndpoint } from '../../../facts/write/webhook-endpoints';
import { createWebhookPoster } from '../../../worker/webhooks/post-webhook';
import { WebhookDeliverer } from '../../../worker/webhooks/webhook-deliverer';
import { EngineWorld, FREE_POLICY } from '../../activities/support/engine-world';
import { WebhookReceiver } from '../../worker/support/webhook-receiver';
import type { Scenario } from '../scenario';
import { ONE_EMAIL } from '../support/chaos-world';
import { Mirror } from '../support/mirror';
import { between, pick, type Draw } from '../support/seeded';

const CHANGES = 40;
const HAPPENINGS = ['name', 'segment', 'pause', 'address', 'invoice', 'due-date', 'payment', 'reversal'] as const;

/** Something happens to a customer. */
async function happen(world: EngineWorld, draw: Draw, customerId: string, turn: number): Promise<void> {
  const { db } = world;
  const ctx = world.ctx();
  const open = await db.invoice.findFirst({ where: { customerId, status: 'open' }, orderBy: { number: 'desc' } });
  switch (pick(draw, `what ${turn}`, HAPPENINGS)) {
    case 'name':
      await changeCustomer(db, { customerId, version: null, changes: { name: `Name ${turn}` } }, ctx);
      return;
    case 'segment':
      await changeCustomer(db, { customerId, version: null, changes: { segment: `segment-${turn % 3}` } }, ctx);
      return;
    case 'pause': {
      const { engagement } = await db.customer.findUniqueOrThrow({ where: { id: customerId } });
      const other = engagement === 'paused' ? 'active' : 'paused';
      await setEngagement(db, { customerId, version: null, engagement: other, reason: null }, ctx);
      return;
    }
    case 'address': {
      const { id: contactPointId } = await db.contactPoint.findFirstOrThrow({ where: { customerId } });
      const changes = { address: `new-${turn}@example.com` };
      await changeContactPoint(db, { contactPointId, version: null, changes }, ctx);
      return;
    }
    case 'invoice':
      return world.invoice(customerId, `INV-${100 + turn}`, '2024-04-10');
    case 'due-date': {
      if (open === null) return;
      const dueOn = `2024-05-${10 + between(draw, `due ${turn}`, 0, 15)}`;
      await changeInvoice(db, { invoice: { number: open.number }, version: null, changes: { dueOn } }, ctx);
      return;
    }
    case 'payment': {
      if (open === null) return;
      const items = await db.dueItem.findMany({ where: { invoiceId: open.id } });
      const owedMinor = items.reduce((sum, item) => sum + item.amountMinor - item.settledMinor, 0n);
      const paidMinor = draw(`in full ${turn}`) < 0.5 ? owedMinor : (owedMinor + 1n) / 2n;
      return world.pay(customerId, open.number, formatAmount(paidMinor, 'USD'));
    }
    case 'reversal': {
      const payment = await db.payment.findFirst({ where: { customerId, reversedAt: null } });
      if (payment !== null) await reversePayment(db, { payment: { id: payment.id }, reason: 'bounced' }, ctx);
      return;
    }
  }
}

/** Every event carries what was and what is: a picture that is made of events alone is the one of the database. */
export const eventsInFull: Scenario = async ({ draw }) => {
  const world = await EngineWorld.create();
  const receiver = await WebhookReceiver.start();
  const poster = createWebhookPoster();
  const broken: unknown[] = [];
  const observer = { attempted: () => undefined, broken: (_: string, error: unknown) => broken.push(error) };
  // Two processes, as a deployment has them.
  const deliverers = [1, 2].map(
    () => new WebhookDeliverer({ db: world.db, poster, clock: () => Date.now(), observer }),
  );
  try {
    world.at('2024-03-10T09:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', ONE_EMAIL);
    const endpoint = { url: receiver.url, kinds: [], note: null, allowHttp: false };
    await createWebhookEndpoint(world.db, endpoint, { actor: 'key:chaos', now: Date.now() });
    const id = await world.customer({ externalId: 'mirrored' });
    for (let turn = 0; turn < CHANGES; turn += 1) {
      world.at(world.now + 60_000);
      await happen(world, draw, id, turn);
      await world.planLifecycle(id);
      if (draw(`look ${turn}`) < 0.3) await Promise.all(deliverers.map((deliverer) => deliverer.look()));
    }
    await deliver(deliverers);

    const expected = await world.db.timelineEvent.findMany({ where: { customerId: id }, orderBy: { id: 'asc' } });
    assert.deepEqual(broken, []);
    assert.deepEqual(
      receiver.ids,
      expected.map((event) => String(event.id)),
      'the events, in their order',
    );
    const mirror = new Mirror();
    for (const { event } of receiver.posts) mirror.hear(event);
    await compare(world, id, mirror);
    return `${receiver.posts.length} events of ${CHANGES} changes gave the customer as it is, with ${mirror.invoices.size} invoices`;
  } finally {
    await Promise.all(deliverers.map((deliverer) => deliverer.stop()));
    poster.close();
    await receiver.stop();
    await world.close();
  }
};

/** Looks until there is nothing more to do now. */
async function deliver(deliverers: readonly WebhookDeliverer[]): Promise<void> {
  for (;;) {
    const again = await Promise.all(deliverers.map((deliverer) => deliverer.look()));
    await Promise.all(deliverers.map((deliverer) => deliverer.served()));
    if (again.every((when) => when === 'later')) return;
  }
}

async function compare(world: EngineWorld, id: string, { fields, invoices }: Mirror): Promise<void> {
  const customer = await world.db.customer.findUniqueOrThrow({ where: { id }, include: { contactPoints: true } });
  const now: Readonly<Record<string, unknown>> = {
    ...{ name: customer.name, segment: customer.segment, engagement: customer.engagement },
    ...{ stage: customer.stage.replace('_', '-'), address: customer.contactPoints[0]?.address },
  };
  for (const [field, value] of fields) assert.equal(value, now[field], field);
  const rows = await world.db.invoice.findMany({ where: { customerId: id }, include: { dueItems: true } });
  assert.equal(rows.length, invoices.size);
  for (const { number, dueItems } of rows) {
    const owedMinor = dueItems.reduce((sum, item) => sum + item.amountMinor - item.settledMinor, 0n);
    const [item] = (invoices.get(number)?.items ?? []) as readonly { readonly dueOn: string }[];
    assert.deepEqual(
      { balance: invoices.get(number)?.balance, dueOn: item?.dueOn },
      { balance: formatAmount(owedMinor, 'USD'), dueOn: dueItems[0]?.dueOn.toISOString().slice(0, 10) },
      number,
    );
  }
}
