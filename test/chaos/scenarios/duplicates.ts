import assert from 'node:assert/strict';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import type { Scenario } from '../scenario';
import { ApiProcess, newKey, PUBLIC_URL, type Answer } from '../support/api-process';
import { ChaosWorld, ONE_EMAIL, TWILIO } from '../support/chaos-world';
import { brokenInvariants } from '../support/invariants';

/** Both API processes get the same request several times at once. @returns the answers */
function everywhere(
  apis: readonly ApiProcess[],
  request: (api: ApiProcess) => Promise<Answer>,
): Promise<readonly Answer[]> {
  return Promise.all([...apis, ...apis, ...apis].map((api) => request(api)));
}

const statuses = (answers: readonly Answer[]): readonly number[] => answers.map(({ status }) => status);

/** Two API processes are told everything several times at once: each thing has one effect. */
export const duplicates: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    const key = newKey();
    const apis = [await ApiProcess.start(world, key), await ApiProcess.start(world, key)] as const;
    const { db } = world.engine;
    try {
      const phone = '+14155551000';
      const customer = {
        ...{ externalId: 'twice', name: 'Twice Ltd', zone: 'UTC' },
        contactPoints: [{ channel: 'sms', address: phone }],
      };
      await everywhere(apis, (api) => api.post('/v1/customers', customer, 'customer'));
      assert.equal(await db.customer.count(), 1);

      // The payment comes before its invoice: it waits as the customer's credit.
      const payment = {
        customer: 'ext:twice',
        receivedOn: '2024-03-09',
        currency: 'USD',
        amount: '40.00',
        externalId: 'P-1',
      };
      const paid = await everywhere(apis, (api) => api.post('/v1/payments', payment));
      assert.ok(
        statuses(paid).every((status) => status === 200 || status === 201),
        statuses(paid).join(),
      );
      assert.equal(await db.payment.count(), 1);

      const invoice = {
        ...{ customer: 'ext:twice', number: 'INV-1', issuedOn: '2024-03-01', dueOn: '2024-03-10' },
        ...{ currency: 'USD', amount: '100.00' },
      };
      const issued = await everywhere(apis, (api) => api.post('/v1/invoices', invoice, 'invoice'));
      assert.ok(
        statuses(issued).every((status) => status < 300 || status === 409),
        statuses(issued).join(),
      );
      assert.equal(await db.invoice.count(), 1);

      const again = { customer: 'ext:twice', receivedOn: '2024-03-09', currency: 'USD', amount: '60.00' };
      await everywhere(apis, (api) => api.post('/v1/payments', again, 'payment-2'));
      assert.equal(await db.payment.count(), 2);

      const stop = { MessageSid: 'SM1', From: phone, To: '+15005550006', Body: 'STOP' };
      const path = '/webhooks/twilio/inbound';
      const signature = getExpectedTwilioSignature(TWILIO.authToken, PUBLIC_URL + path, stop);
      const heard = await everywhere(apis, (api) => api.postForm(path, stop, signature));
      assert.ok(
        statuses(heard).every((status) => status < 300),
        statuses(heard).join(),
      );
      assert.equal(await db.timelineEvent.count({ where: { kind: 'message.received' } }), 1);
      assert.equal(await db.timelineEvent.count({ where: { kind: 'contact.opted-out' } }), 1);

      assert.deepEqual(await brokenInvariants(db), []);
      const kinds = await db.timelineEvent.groupBy({ by: ['kind'], _count: true });
      const counts = Object.fromEntries(kinds.map(({ kind, _count }) => [kind, _count]));
      assert.deepEqual([counts['customer.created'], counts['invoice.issued'], counts['payment.received']], [1, 1, 2]);
      return 'each request came six times by two processes, and had one effect';
    } finally {
      await Promise.all(apis.map((api) => api.stop()));
    }
  });
