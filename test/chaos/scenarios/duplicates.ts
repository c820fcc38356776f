import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import type { PrismaClient } from '../../../prisma/generated/client';
import type { Scenario } from '../scenario';
import { ApiProcess, newKey, PUBLIC_URL, type Answer } from '../support/api-process';
import { ChaosWorld, ONE_EMAIL, TWILIO } from '../support/chaos-world';
import { brokenInvariants } from '../support/invariants';
import { between, pick, type Draw } from '../support/seeded';

const STOPS = ['STOP', 'stop', ' Stop. ', 'UNSUBSCRIBE', '退订'] as const;
/** Within which the copies of a request come, each at an instant of its own: at once, or while the first is under way. */
const SPREADS_MS = [0, 20, 200] as const;
/** Of the invoice, in whole units. */
const OWED = 100;

type Request = (api: ApiProcess) => Promise<Answer>;

/** Both API processes get the same request several times. @returns the statuses that they answer with */
function everywhere(apis: readonly ApiProcess[], draw: Draw) {
  return async (what: string, request: Request): Promise<readonly number[]> => {
    const copies = Array.from({ length: between(draw, `copies of ${what}`, 2, 4) }, () => apis).flat();
    const withinMs = pick(draw, `spread of ${what}`, SPREADS_MS);
    const answers = copies.map(async (api, index) => {
      await delay(between(draw, `${what} ${index}`, 0, withinMs));
      return request(api);
    });
    return (await Promise.all(answers)).map(({ status }) => status);
  };
}

/** What is owed of the invoice, and what is left of each payment, in minor units. */
async function standing(db: PrismaClient) {
  const [item] = await db.dueItem.findMany();
  const payments = await db.payment.findMany({ orderBy: { createdAt: 'asc' } });
  return {
    owed: Number((item?.amountMinor ?? 0n) - (item?.settledMinor ?? 0n)),
    left: payments.map(({ amountMinor, allocatedMinor }) => Number(amountMinor - allocatedMinor)),
  };
}

/**
 * Two API processes are told everything several times, and the payment comes before its invoice: each thing has one
 * effect, and no money is lost or counted twice.
 */
export const duplicates: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    const { draw } = chaos;
    const key = newKey();
    const apis = [await ApiProcess.start(world, key), await ApiProcess.start(world, key)] as const;
    const { db } = world.engine;
    const tell = everywhere(apis, draw);
    try {
      const phone = '+14155551000';
      const customer = {
        ...{ externalId: 'twice', name: 'Twice Ltd', zone: 'UTC' },
        contactPoints: [{ channel: 'sms', address: phone }],
      };
      await tell('customer', (api) => api.post('/v1/customers', customer, 'customer'));
      assert.equal(await db.customer.count(), 1);

      // The payment comes before its invoice: it waits as the customer's credit. The second may be more than is owed then.
      const early = between(draw, 'early', 1, 150);
      const late = between(draw, 'late', 1, 150);
      const money = { customer: 'ext:twice', receivedOn: '2024-03-09', currency: 'USD' };
      const payment = { ...money, amount: `${early}.00`, externalId: 'P-1' };
      const paid = await tell('payment', (api) => api.post('/v1/payments', payment));
      assert.ok(
        paid.every((status) => status === 200 || status === 201),
        paid.join(),
      );
      assert.deepEqual(await standing(db), { owed: 0, left: [early * 100] });

      const invoice = {
        ...{ customer: 'ext:twice', number: 'INV-1', issuedOn: '2024-03-01', dueOn: '2024-03-10' },
        ...{ currency: 'USD', amount: `${OWED}.00` },
      };
      const issued = await tell('invoice', (api) => api.post('/v1/invoices', invoice, 'invoice'));
      assert.ok(
        issued.every((status) => status < 300 || status === 409),
        issued.join(),
      );
      assert.equal(await db.invoice.count(), 1);
      // An invoice takes no credit by itself.
      assert.deepEqual(await standing(db), { owed: OWED * 100, left: [early * 100] });

      const second = { ...money, amount: `${late}.00` };
      const allocate: Request = (api) => api.post('/v1/payments/ext:P-1/allocate', {}, 'allocation');
      const pay: Request = (api) => api.post('/v1/payments', second, 'payment-2');
      const steps = [() => tell('allocation', allocate), () => tell('second payment', pay)] as const;
      const isCreditFirst = draw('credit first') < 0.5;
      await steps[isCreditFirst ? 0 : 1]();
      await steps[isCreditFirst ? 1 : 0]();
      const [first, then] = isCreditFirst ? [early, late] : [late, early];
      const byFirst = Math.min(OWED, first);
      const byThen = Math.min(OWED - byFirst, then);
      const left = [(first - byFirst) * 100, (then - byThen) * 100];
      assert.deepEqual(await standing(db), {
        owed: (OWED - byFirst - byThen) * 100,
        left: isCreditFirst ? left : left.toReversed(),
      });
      const { status } = await db.invoice.findFirstOrThrow();
      assert.equal(status, byFirst + byThen === OWED ? 'paid' : 'open');

      const stop = { MessageSid: 'SM1', From: phone, To: '+15005550006', Body: pick(draw, 'stop', STOPS) };
      const path = '/webhooks/twilio/inbound';
      const signature = getExpectedTwilioSignature(TWILIO.authToken, PUBLIC_URL + path, stop);
      const heard = await tell('stop', (api) => api.postForm(path, stop, signature));
      assert.ok(
        heard.every((code) => code < 300),
        heard.join(),
      );

      assert.deepEqual(await brokenInvariants(db), []);
      const kinds = await db.timelineEvent.groupBy({ by: ['kind'], _count: true });
      const counts = Object.fromEntries(kinds.map(({ kind, _count }) => [kind, _count]));
      const once = ['customer.created', 'invoice.issued', 'message.received', 'contact.opted-out'];
      assert.deepEqual(
        once.map((kind) => counts[kind]),
        once.map(() => 1),
      );
      const allocations = counts['payment.allocated'] ?? 0;
      const takesCredit = (isCreditFirst ? byFirst : byThen) > 0;
      assert.deepEqual([counts['payment.received'], allocations], [2, takesCredit ? 1 : 0]);
      return `${early} before the invoice of ${OWED}, ${late} after it, told several times by two processes: ${OWED - byFirst - byThen} is owed`;
    } finally {
      await Promise.all(apis.map((api) => api.stop()));
    }
  });
