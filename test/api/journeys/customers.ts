import { listOf, newCustomer, textOf, type Calls } from '../support/calls';

/** Registers tests about customers, their contact points, staff and groups. */
export function customerJourney(calls: Calls): void {
  describe('customers', () => {
    test('are created once, found by either ID, changed, paused and activated', async () => {
      const { body: staff } = await calls.post('/v1/staff', {
        name: 'Mia Chen',
        email: 'Mia@Example.com',
        team: 'north',
      });
      const { body: group } = await calls.post('/v1/groups', { name: 'Lee holding' });
      const given = {
        externalId: 'J-1',
        name: '杭州西子贸易有限公司',
        zone: 'Asia/Shanghai',
        country: 'CN',
        language: 'zh',
        segment: 'mid',
        attributes: { tier: 'gold', seats: 12, vip: true },
        ownerId: textOf(staff['id']),
        groupId: textOf(group['id']),
        contactPoints: [{ channel: 'email', address: 'Billing@Example.com', role: 'billing' }],
      };
      const made = await calls.post('/v1/customers', given);
      expect(made.status).toBe(201);
      expect(made.headers['location']).toBe(`/v1/customers/${textOf(made.body['id'])}`);
      expect((await calls.post('/v1/customers', given)).status).toBe(200);
      expect((await calls.post('/v1/customers', { ...given, name: 'Another' })).status).toBe(409);

      const read = await calls.get('/v1/customers/ext:J-1');
      expect(read.body).toMatchObject({
        name: '杭州西子贸易有限公司',
        stage: 'new',
        attributes: { tier: 'gold', seats: 12, vip: true },
        contactPoints: [{ address: 'billing@example.com', state: 'ok' }],
        balances: [],
      });
      const headers = { 'If-Match': read.headers['etag']! };
      const changed = await calls.patch('/v1/customers/ext:J-1', { zone: 'Europe/Berlin' }, { headers });
      expect(changed.body).toMatchObject({ zone: 'Europe/Berlin', segment: 'mid' });
      expect((await calls.post('/v1/customers/ext:J-1/pause', { reason: 'migration' })).body).toMatchObject({
        engagement: 'paused',
      });
      expect((await calls.get('/v1/customers?engagement=paused&search=西子')).body['items']).toHaveLength(1);
      expect((await calls.get('/v1/customers?stage=won-back,lost')).body['items']).toEqual([]);
      expect((await calls.post('/v1/customers/ext:J-1/activate')).body).toMatchObject({ engagement: 'active' });

      const staffAddress = `/v1/staff/${textOf(staff['id'])}`;
      const { headers: staffHeaders } = await calls.get(staffAddress);
      const moved = await calls.patch(
        staffAddress,
        { team: 'south' },
        { headers: { 'If-Match': staffHeaders['etag']! } },
      );
      expect(moved.body).toMatchObject({ team: 'south', email: 'mia@example.com' });
      expect((await calls.get('/v1/staff?team=south')).body['items']).toHaveLength(1);
      expect((await calls.get('/v1/groups')).body).toMatchObject({ items: [{ name: 'Lee holding', customers: 1 }] });
    });

    test('show where they stand', async () => {
      await newCustomer(calls, { externalId: 'J-lifecycle' });
      const { body } = await calls.get('/v1/customers/ext:J-lifecycle/lifecycle');
      expect(body).toMatchObject({
        customer: { externalId: 'J-lifecycle' },
        stage: 'new',
        engagement: 'active',
        riskBand: null,
        reason: null,
        open: [],
        ended: [],
      });
    });

    test('have contact points with consent by purpose, that bounce, opt out and opt in', async () => {
      const { id } = await newCustomer(calls, { externalId: 'J-2' });
      const points = `/v1/customers/${textOf(id)}/contact-points`;
      const made = await calls.post(points, { channel: 'sms', address: '(212) 555-0199', role: 'manager' });
      expect(made.body).toMatchObject({
        address: '+12125550199',
        consents: [{ granted: true }, { granted: true }, { granted: false }],
      });
      expect(listOf((await calls.get(points)).body['items'])).toHaveLength(3);

      const address = `/v1/contact-points/${textOf(made.body['id'])}`;
      const consent = await calls.put(`${address}/consents/marketing`, { granted: true, source: 'fair' });
      expect(consent.body).toMatchObject({ consents: [{}, {}, { granted: true, source: 'fair' }] });
      expect((await calls.post(`${address}/opt-out`, { purpose: 'marketing' })).body).toMatchObject({
        state: 'ok',
        consents: [{}, {}, { granted: false }],
      });
      expect((await calls.post(`${address}/opt-out`)).body).toMatchObject({ state: 'opted-out' });
      expect((await calls.post(`${address}/opt-in`)).body).toMatchObject({ state: 'ok' });
      const { headers } = await calls.get(address);
      const changed = await calls.patch(address, { role: 'legal' }, { headers: { 'If-Match': headers['etag']! } });
      expect(changed.body).toMatchObject({ role: 'legal' });
    });

    test('are closed for good by the engine', async () => {
      const { id } = await newCustomer(calls, { externalId: 'J-3' });
      const address = `/v1/customers/${textOf(id)}`;
      const closed = await calls.post(`${address}/close`, { reason: 'Company dissolved' });
      expect(closed.body).toMatchObject({ engagement: 'closed' });
      expect((await calls.post(`${address}/close`, { reason: 'again' })).status).toBe(200);
      expect((await calls.post(`${address}/activate`)).status).toBe(409);
    });
  });
}
