import { eventually } from '../../workflows/support/eventually';
import { listOf, newCustomer, textOf, type Calls, type Json } from '../support/calls';

const POLICY = `assignment: journey
applies: { customer.segment: journey }
fallback: { queue: spare }
acceptWithin: 4h
entries:
  - { id: all, strategy: least-loaded, staff: { roles: [journey-manager] } }
`;

/** Registers tests about who looks after customers, and what passed between them and us. */
export function assignmentJourney(calls: Calls): void {
  const hire = async (name: string, more: object = {}): Promise<string> => {
    const { status, body } = await calls.post('/v1/staff', {
      name,
      email: `${name.toLowerCase()}@journey.example.com`,
      role: 'journey-manager',
      zone: 'Europe/London',
      skills: ['export'],
      seniority: 2,
      ...more,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ zone: 'Europe/London', skills: ['export'], seniority: 2, weight: 1 });
    return textOf(body['id']);
  };

  describe('assignments', () => {
    test('a policy is tried on the customers that are there before it is published', async () => {
      const ann = await hire('Ann');
      await newCustomer(calls, { externalId: 'A-1', segment: 'journey', ownerId: ann });
      const saved = await calls.post('/v1/assignment-policies', POLICY, { type: 'text/yaml' });
      expect(saved.status).toBe(201);
      const { body } = await calls.post('/v1/assignment-policies/journey/dry-run', { segments: ['journey'] });
      expect(body).toMatchObject({ customers: 1, changed: 0, queued: 0, cut: false });
      expect(listOf(body['moves'])[0]).toMatchObject({
        customer: { externalId: 'A-1' },
        to: { id: ann, name: 'Ann' },
        entry: 'all',
        reason: { en: 'Entry "all", least-loaded: first of 1 suitable; load 0' },
      });
    });

    test('a new customer is offered to somebody, who declines it, and then it lies in the queue', async () => {
      expect((await calls.post('/v1/assignment-policies/journey/versions/1/publish')).status).toBe(200);
      await newCustomer(calls, { externalId: 'A-6', segment: 'journey' });
      const statuses = async () => {
        const { body } = await calls.get('/v1/customers/ext:A-6/assignments?sort=offeredAt');
        return listOf(body['items']);
      };
      await eventually(async () => {
        expect(await statuses()).toMatchObject([{ status: 'offered', staff: { name: 'Ann' }, entry: 'all' }]);
      });
      const [offered] = await statuses();
      const [verdict] = listOf(offered!['entries']);
      expect(verdict).toMatchObject({ entry: 'all', fits: true });
      expect(listOf(verdict!['candidates'])[0]).toMatchObject({ excludedBy: null, staff: { name: 'Ann' } });
      const answer = { staffId: textOf((offered!['staff'] as Json)['id']), reason: 'too far away' };
      const declined = await calls.post('/v1/customers/ext:A-6/assignment/decline', answer);
      expect(declined.body).toMatchObject({ status: 'declined' });
      await eventually(async () => {
        expect(await statuses()).toMatchObject([{ status: 'declined' }, { status: 'queued', queue: 'spare' }]);
      });
      expect((await calls.post('/v1/assignment-policies/journey/retire')).status).toBe(200);
    });

    test('an operator names the owner, and the customer says who looks after it', async () => {
      const bo = await hire('Bo');
      await newCustomer(calls, { externalId: 'A-2' });
      expect((await calls.get('/v1/customers/ext:A-2')).body).toMatchObject({ ownerId: null, queue: 'new-customers' });
      const inQueue = await calls.get('/v1/customers?queue=new-customers&limit=200');
      expect(listOf(inQueue.body['items']).map(({ externalId }) => externalId)).toContain('A-2');
      const refused = await calls.post('/v1/customers/ext:A-2/assignment/accept', { staffId: bo });
      expect(refused).toMatchObject({
        status: 409,
        body: {
          code: 'state-conflict',
          detail: 'The customer has not been offered to anybody; only assigning it by hand is possible',
        },
      });
      const given = await calls.post('/v1/customers/ext:A-2/assignment', { staffId: bo, reason: 'knows them' });
      expect(given.body).toMatchObject({ staff: { id: bo, name: 'Bo' }, status: 'accepted', entry: 'by-hand' });
      expect((await calls.post('/v1/customers/ext:A-2/assignment/accept', { staffId: bo })).status).toBe(200);
      expect((await calls.post('/v1/customers/ext:A-2/assignment/decline', { staffId: bo })).status).toBe(409);
      const { body } = await calls.get('/v1/customers/ext:A-2/assignments');
      expect(listOf(body['items'])).toHaveLength(1);
      expect((await calls.get('/v1/customers/ext:A-2')).body).toMatchObject({ ownerId: bo, queue: null });
    });

    test('a portfolio is handed over after a look at what that does', async () => {
      const [cid, dan] = [await hire('Cid'), await hire('Dan')];
      for (const externalId of ['A-3', 'A-4']) await newCustomer(calls, { externalId, ownerId: cid });
      const to = { staffId: dan };
      const { body } = await calls.post(`/v1/staff/${cid}/hand-over/preview`, { to });
      expect(body).toMatchObject({ customers: 2, changed: 2 });
      expect(listOf(body['loads'])).toContainEqual({
        staff: { id: dan, name: 'Dan' },
        customers: { before: 0, after: 2 },
        load: { before: 0, after: 2 },
      });
      expect((await calls.post(`/v1/staff/${cid}/hand-over`, { to })).body).toEqual({ moved: 2, queued: 0 });
      expect((await calls.post(`/v1/staff/${cid}/hand-over`, { to })).body).toEqual({ moved: 0, queued: 0 });
      const own = await calls.post(`/v1/staff/${dan}/hand-over`, { to });
      expect(own).toMatchObject({ status: 422, body: { errors: [{ pointer: '/to/staffId' }] } });
      const { body: timeline } = await calls.get('/v1/customers/ext:A-3/timeline?kind=assignment.');
      expect(listOf(timeline['items'])[0]).toMatchObject({
        text: { en: 'Cid handed the customer over to Dan. Handed over to this person.' },
      });
    });

    test('an absence is recorded once and taken back', async () => {
      const eve = await hire('Eve');
      const days = { fromOn: '2026-03-10', untilOn: '2026-03-13', reason: 'leave' };
      const added = await calls.post(`/v1/staff/${eve}/absences`, days);
      expect(added.status).toBe(201);
      expect((await calls.post(`/v1/staff/${eve}/absences`, days)).status).toBe(200);
      const { body } = await calls.get(`/v1/staff/${eve}/absences?from=2026-03-13`);
      expect(listOf(body['items'])).toMatchObject([days]);
      const backwards = await calls.post(`/v1/staff/${eve}/absences`, { fromOn: '2026-03-13', untilOn: '2026-03-10' });
      expect(backwards).toMatchObject({ status: 422, body: { errors: [{ pointer: '/untilOn' }] } });
      expect((await calls.delete(`/v1/staff/${eve}/absences/${textOf(added.body['id'])}`)).status).toBe(204);
    });

    test('interactions are recorded once', async () => {
      await newCustomer(calls, { externalId: 'A-5' });
      const reply = { externalId: 'I-1', kind: 'reply', channel: 'phone', note: 'will call back' };
      expect((await calls.post('/v1/customers/ext:A-5/interactions', reply)).status).toBe(201);
      expect((await calls.post('/v1/customers/ext:A-5/interactions', reply)).status).toBe(200);
      const other = await calls.post('/v1/customers/ext:A-5/interactions', { ...reply, kind: 'dispute' });
      expect(other).toMatchObject({ status: 409, body: { code: 'content-conflict' } });
      const ahead = { kind: 'reply', at: '2036-01-01T00:00:00Z' };
      expect(await calls.post('/v1/customers/ext:A-5/interactions', ahead)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/at' }] },
      });
      const { body } = await calls.get('/v1/customers/ext:A-5/interactions?kind=reply');
      expect(listOf(body['items'])).toMatchObject([{ externalId: 'I-1', channel: 'phone' }]);
    });
  });
}
