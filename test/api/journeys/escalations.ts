import { eventually } from '../../workflows/support/eventually';
import type { ApiWorld } from '../support/api-world';
import { listOf, newCustomer, textOf, type Calls, type Json } from '../support/calls';

const LADDER = `ladder: quick
levels:
  - { id: owner, notify: owner, wait: 4h }
  - { id: lead, notify: { role: head }, wait: 4h }
`;

/** Registers tests about escalations and the tasks that they make, with an engine that climbs. */
export function escalationJourney(calls: Calls, world: () => ApiWorld): void {
  describe('escalations', () => {
    const start = (customer: Json, more: object = {}) =>
      calls.post(`/v1/customers/${textOf(customer['id'])}/escalations`, {
        ladder: 'quick',
        subject: 'Delivery refused',
        ...more,
      });

    beforeAll(async () => {
      expect((await calls.post('/v1/ladders', LADDER, { type: 'application/yaml' })).status).toBe(201);
      expect((await calls.post('/v1/ladders/quick/versions/1/publish', { replaces: 0 })).status).toBe(200);
    });

    test('one is started once by one key, climbs, and is acknowledged and resolved by the tasks that it makes', async () => {
      const { body: owner } = await calls.post('/v1/staff', { name: 'Ana', email: 'ana@example.com' });
      const customer = await newCustomer(calls, { externalId: 'E-1', ownerId: textOf(owner['id']) });
      const first = await start(customer, { requestKey: 'crm-1', invoices: ['X-1'] });
      expect(first).toMatchObject({ status: 201, body: { status: 'climbing', cause: 'api', invoices: ['X-1'] } });
      const again = await start(customer, { requestKey: 'crm-1' });
      expect(again).toMatchObject({ status: 200, body: { id: first.body['id'] } });
      const id = textOf(first.body['id']);

      const task = await eventually(async () => {
        const { body } = await calls.get(`/v1/tasks?kind=escalation&episode=${id}&sort=createdAt`);
        const [one] = listOf(body['items']);
        expect(one).toMatchObject({ owner: { name: 'Ana' }, status: 'open', overdue: false });
        return one!;
      });
      expect((await calls.get(`/v1/escalations/${id}`)).body).toMatchObject({
        level: 1,
        subject: { en: 'Delivery refused' },
        climb: [{ level: 1, id: 'owner', told: 'person', staff: { name: 'Ana' } }],
      });
      expect(listOf((await calls.get(`/v1/tasks?ownerId=${textOf(owner['id'])}&overdue=true`)).body['items'])).toEqual(
        [],
      );
      expect(listOf((await calls.get(`/v1/tasks?episode=${id}&overdue=false`)).body['items'])).toHaveLength(1);

      const outcomes = listOf((await calls.get('/v1/task-outcomes')).body['items']);
      const known = outcomes.find(({ kind }) => textOf(kind) === 'escalation');
      expect(listOf(known?.['outcomes']).map(({ code }) => code)).toEqual(['acknowledged', 'resolved']);
      const complete = (task_: Json, outcome: string) =>
        calls.post(`/v1/tasks/${textOf(task_['id'])}/complete`, { outcome });
      const bad = await complete(task, 'promised');
      expect(bad).toMatchObject({ status: 422, body: { errors: [{ pointer: '/outcome' }] } });
      expect(await complete(task, 'acknowledged')).toMatchObject({ status: 200 });
      expect((await calls.get(`/v1/escalations/${id}`)).body).toMatchObject({
        status: 'acknowledged',
        acknowledgedBy: `staff:${textOf(owner['id'])}`,
      });
      const { body: follow } = await calls.get(`/v1/tasks?episode=${id}`);
      await complete(listOf(follow['items'])[0]!, 'resolved');
      const of = `/v1/customers/${textOf(customer['id'])}/escalations`;
      expect((await calls.get(`${of}?status=resolved`)).body).toMatchObject({ items: [{ id, outcome: 'resolved' }] });
      await eventually(async () => {
        const episode = await world().prisma.episode.findUniqueOrThrow({ where: { id } });
        expect(episode).toMatchObject({ status: 'closed', outcome: 'resolved' });
      });
    });

    test('one is acknowledged, resolved and cancelled, each once, and says what is allowed instead', async () => {
      const customer = await newCustomer(calls, { externalId: 'E-2' });
      const id = textOf((await start(customer)).body['id']);
      const post = (what: string, body: object = {}) => calls.post(`/v1/escalations/${id}/${what}`, body);
      expect(await post('acknowledge')).toMatchObject({ status: 200, body: { status: 'acknowledged' } });
      expect(await post('acknowledge')).toMatchObject({ status: 200, body: { status: 'acknowledged' } });
      expect(await post('resolve', { outcome: 'agreed' })).toMatchObject({ status: 200, body: { outcome: 'agreed' } });
      const late = await post('cancel');
      expect(late).toMatchObject({ status: 409, body: { code: 'state-conflict' } });
      expect(late.body['detail']).toContain('only one that is climbing or acknowledged can be cancelled');

      const other = textOf((await start(customer)).body['id']);
      expect((await calls.post(`/v1/escalations/${other}/cancel`, { note: 'by mistake' })).body).toMatchObject({
        status: 'cancelled',
      });
      const { body } = await calls.get(`/v1/escalations?customer=ext:E-2&cause=api&ladder=quick&sort=createdAt`);
      // Both were asked for at one instant of the clock of this test.
      expect(
        listOf(body['items'])
          .map(({ status }) => textOf(status))
          .sort(),
      ).toEqual(['cancelled', 'resolved']);
    });

    test('one by a ladder that is not there is refused with those that are', async () => {
      const customer = await newCustomer(calls, { externalId: 'E-3' });
      const refused = await start(customer, { ladder: 'steep' });
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/ladder' }] } });
      expect(textOf(refused.body['detail'])).toContain('quick, standard');
    });
  });
}
