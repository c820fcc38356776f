import { eventually } from '../../workflows/support/eventually';
import { listOf, newCustomer, newInvoice, textOf, type Calls } from '../support/calls';

const SCORECARD = `scorecard: journey
currency: USD
applies: { customer.segment: journey }
factors:
  - { id: grade, fact: customer.attributes.grade, bins: [{ in: [A], points: 90 }, { in: [B], points: 50 }, { else: true, points: 0 }] }
bands:
  - { id: good, from: 80, decision: approve, limit: "3000.00", termsDays: 30, reviewEvery: 180d }
  - { id: fair, from: 40, decision: refer, limit: "1000.00", termsDays: 14, reviewEvery: 90d }
  - { id: poor, from: 0, decision: decline, reviewEvery: 60d }
refer: { role: credit-manager, queue: credit, decideWithin: 8h }
reviewOn: { overdueOver: { USD: "10.00" } }
`;

/** Registers tests about orders, credit reviews, terms and checks, and about trying a scorecard. */
export function creditJourney(calls: Calls): void {
  const given = (externalId: string, grade: string) =>
    newCustomer(calls, { externalId, segment: 'journey', attributes: { grade } });
  const yaml = { type: 'text/yaml' };
  const staff = async (name: string) => {
    const email = `${name}@example.com`;
    return textOf((await calls.post('/v1/staff', { name, email, role: 'credit-manager' })).body['id']);
  };

  describe('credit', () => {
    beforeAll(async () => {
      expect((await calls.post('/v1/scorecards', SCORECARD, yaml)).status).toBe(201);
      expect((await calls.post('/v1/scorecards/journey/versions/1/publish', {})).status).toBe(200);
    });

    test('orders are recorded once and listed', async () => {
      await given('CR-1', 'A');
      const order = { externalId: 'CR-O-1', currency: 'USD', amount: '120.00' };
      const made = await calls.post('/v1/customers/ext:CR-1/orders', order, { role: 'integration' });
      expect(made).toMatchObject({ status: 201, body: { amount: '120.00' } });
      expect((await calls.post('/v1/customers/ext:CR-1/orders', order)).status).toBe(200);
      expect((await calls.post('/v1/customers/ext:CR-1/orders', { ...order, amount: '121.00' })).status).toBe(409);
      expect(listOf((await calls.get('/v1/customers/ext:CR-1/orders')).body['items'])).toHaveLength(1);
    });

    test('a review that the scorecard decides sets the terms by which a purchase is allowed', async () => {
      await given('CR-2', 'A');
      const check = (amount: string) =>
        calls.post('/v1/customers/ext:CR-2/credit-check', { currency: 'USD', amount }, { role: 'integration' });
      expect((await check('10.00')).body).toMatchObject({
        answer: 'block',
        limit: null,
        reasons: [{ code: 'no-terms' }],
      });
      const asked = await calls.post('/v1/customers/ext:CR-2/credit-reviews', { reason: 'new customer' });
      expect(asked).toMatchObject({ status: 201, body: { status: 'requested', trigger: 'request', score: null } });
      const address = `/v1/credit-reviews/${textOf(asked.body['id'])}`;
      await eventually(async () => {
        expect((await calls.get(address)).body).toMatchObject({
          status: 'approved',
          score: 90,
          band: 'good',
          scorecard: { name: 'journey', version: 1 },
          proposal: { decision: 'approve', limit: '3000.00', termsDays: 30 },
          factors: [{ id: 'grade', value: 'A', points: 90 }],
          decidedBy: 'scorecard',
        });
      });
      expect((await check('3000.00')).body).toMatchObject({ answer: 'allow', limit: '3000.00', available: '3000.00' });
      await newInvoice(calls, 'ext:CR-2', { issuedOn: '2026-01-01', dueOn: '2026-02-01', amount: '500.00' });
      expect((await check('2600.00')).body).toMatchObject({
        answer: 'block',
        balance: '500.00',
        overdue: '500.00',
        available: '2500.00',
        reasons: [{ code: 'overdue' }, { code: 'over-limit' }],
      });
      const terms = listOf((await calls.get('/v1/customers/ext:CR-2/credit-terms')).body['items']);
      expect(terms).toMatchObject([{ limit: '3000.00', band: 'good', setBy: 'scorecard', untilAt: null }]);
    });

    test('a referral is decided by another person of the role, once', async () => {
      await given('CR-3', 'B');
      const [ann, bo] = [await staff('cr-ann'), await staff('cr-bo')];
      const asked = await calls.post('/v1/customers/ext:CR-3/credit-reviews', { reason: 'more', staffId: ann });
      const id = textOf(asked.body['id']);
      const again = await calls.post('/v1/customers/ext:CR-3/credit-reviews', {});
      expect(again).toMatchObject({ status: 200, body: { id } });
      await eventually(async () => {
        expect((await calls.get(`/v1/credit-reviews/${id}`)).body).toMatchObject({ status: 'referred' });
      });
      const open = await calls.get('/v1/credit-reviews?status=referred&customer=ext:CR-3');
      expect(listOf(open.body['items'])).toHaveLength(1);
      const decision = { decision: 'approved', limit: '800.00', note: 'knows us' };
      const decide = (staffId: string, more: object = {}) =>
        calls.post(`/v1/credit-reviews/${id}/decision`, { staffId, ...decision, ...more });
      expect((await decide(ann)).status).toBe(422);
      expect((await decide(bo)).body).toMatchObject({ status: 'approved', decidedBy: `staff:${bo}` });
      expect((await decide(bo)).status).toBe(200);
      expect((await decide(bo, { decision: 'declined', limit: null })).status).toBe(409);
      const all = await calls.get('/v1/customers/ext:CR-3/credit-reviews');
      expect(listOf(all.body['items'])).toMatchObject([{ id, status: 'approved' }]);
      const decided = await calls.get('/v1/credit-reviews?status=approved,ended&customer=ext:CR-3');
      expect(listOf(decided.body['items'])).toHaveLength(1);
    });

    test('terms are set by hand, with a reason', async () => {
      await given('CR-4', 'C');
      const terms = { currency: 'EUR', limit: '0.00', termsDays: 0, reason: 'insolvent' };
      const set = await calls.put('/v1/customers/ext:CR-4/credit-terms', terms, { role: 'operator' });
      expect(set).toMatchObject({ status: 200, body: { limit: '0.00', reason: 'insolvent', reviewAt: null } });
      expect((await calls.put('/v1/customers/ext:CR-4/credit-terms', { ...terms, limit: '-1.00' })).status).toBe(422);
      const purchase = { currency: 'USD', amount: '5.00' };
      expect((await calls.post('/v1/customers/ext:CR-4/credit-check', purchase)).body).toMatchObject({
        answer: 'block',
        reasons: [{ code: 'other-currency' }],
      });
    });

    test('a scorecard is tried on a file, on rows and on the customers that are there', async () => {
      const stricter = SCORECARD.replace('in: [B], points: 50', 'in: [B], points: 10');
      expect((await calls.post('/v1/scorecards/journey/versions', stricter, yaml)).status).toBe(201);
      const csv = 'customer,customer.segment,customer.attributes.grade\na,journey,A\nb,journey,B\nc,other,A\n';
      const tried = await calls.post('/v1/scorecards/journey/test?listed=2', csv, { type: 'text/csv' });
      expect(tried.body).toMatchObject({
        version: 2,
        against: 1,
        customers: 3,
        notApplying: 1,
        bands: [{ band: 'good', customers: 1, share: 0.5 }, { customers: 0 }, { band: 'poor', customers: 1 }],
        limitTotal: '3000.00',
        comparison: {
          unchanged: 1,
          changed: 1,
          moves: [{ from: 'fair', to: 'poor', customers: 1 }],
          limitTotal: '4000.00',
        },
        cut: true,
      });
      expect(listOf(tried.body['results'])).toHaveLength(2);
      const rows = [{ 'customer.segment': 'journey', 'customer.attributes.grade': 'A' }];
      const first = await calls.post('/v1/scorecards/journey/test?version=1', { rows });
      expect(first.body).toMatchObject({ version: 1, against: null, comparison: null, decisions: { approve: 1 } });
      const bad = await calls.post('/v1/scorecards/journey/test', { rows: [{ 'payments.lateShare': 'often' }] });
      expect(bad).toMatchObject({ status: 422, body: { errors: [{ pointer: '/rows/0/payments.lateShare' }] } });
      const real = await calls.post('/v1/scorecards/journey/test', { segments: ['journey'] }, { role: 'viewer' });
      expect(real.body).toMatchObject({ version: 2, against: 1, notApplying: 0, comparison: { changed: 1 } });
    });
  });
}
