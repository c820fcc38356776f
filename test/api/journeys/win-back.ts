import { eventually } from '../../workflows/support/eventually';
import { listOf, newCustomer, textOf, type Calls } from '../support/calls';

const POLICY = `winBack: journey
applies: { customer.segment: leavers }
measureFor: 30d
branches:
  - { id: vip, potential: [high], steps: [{ id: call, after: 0d, do: task, queue: sales }] }
  - { id: all, steps: [{ id: letter, after: 3d, do: email, template: win-back-silent }] }
`;

/** Registers tests about losing customers and winning them back. */
export function winBackJourney(calls: Calls): void {
  describe('win-back', () => {
    test('a customer who is marked as lost gets a win-back, which is read, listed and stopped', async () => {
      const saved = await calls.post('/v1/win-back-policies', POLICY, { type: 'text/yaml' });
      expect(saved.status).toBe(201);
      expect((await calls.post('/v1/win-back-policies/journey/versions/1/publish')).status).toBe(200);
      const { id } = await newCustomer(calls, { externalId: 'WB-1', segment: 'leavers' });
      const customer = textOf(id);

      const lost = await calls.post('/v1/customers/ext:WB-1/mark-lost', { reason: 'budget', note: 'Cut by half' });
      expect(lost.body).toMatchObject({ id: customer, stage: 'lost' });
      const again = await calls.post('/v1/customers/ext:WB-1/mark-lost', { reason: 'budget' });
      expect(again.status).toBe(200);
      const other = await calls.post('/v1/customers/ext:WB-1/mark-lost', { reason: 'quality' });
      expect(other.body).toMatchObject({ code: 'state-conflict' });
      const unknown = await calls.post('/v1/customers/ext:WB-1/mark-lost', { reason: 'price' });
      expect(unknown.status).toBe(422);

      await eventually(async () => {
        const { body } = await calls.get(`/v1/customers/${customer}/win-backs?status=running`);
        expect(listOf(body['items'])).toMatchObject([
          {
            number: 1,
            reason: 'budget',
            potential: 'low',
            branch: 'all',
            holdOut: false,
            policy: { name: 'journey', version: 1 },
            next: { text: 'Skip letter: no consent to marketing by email' },
          },
        ]);
      });
      const listed = await calls.get('/v1/win-backs?customer=ext:WB-1&reason=budget&holdOut=false');
      const winBackId = textOf(listOf(listed.body['items'])[0]!['id']);
      expect((await calls.get(`/v1/win-backs/${winBackId}`)).body).toMatchObject({ customer: { externalId: 'WB-1' } });

      // With consent to marketing the letter is sent after all.
      const { body: detail } = await calls.get(`/v1/customers/${customer}`);
      const point = textOf(listOf(detail['contactPoints'])[0]!['id']);
      await calls.put(`/v1/contact-points/${point}/consents/marketing`, { granted: true, source: 'form' });
      await eventually(async () => {
        const { body } = await calls.get(`/v1/win-backs/${winBackId}`);
        expect(body['next']).toMatchObject({ text: 'Email letter' });
      });

      const stopped = await calls.post(`/v1/win-backs/${winBackId}/stop`, { reason: 'The owner talks to them' });
      expect(stopped.body).toMatchObject({ stopReason: 'The owner talks to them' });
      await eventually(async () => {
        const { body } = await calls.get(`/v1/win-backs/${winBackId}`);
        expect(body).toMatchObject({ status: 'closed', outcome: 'stopped', next: null });
      });
      const { body: timeline } = await calls.get(`/v1/customers/${customer}/timeline?kind=win-back.,customer.&sort=id`);
      expect(listOf(timeline['items']).map(({ text }) => textOf(text!['en']))).toEqual(
        expect.arrayContaining([
          'The customer was marked as lost: budget. Cut by half.',
          'The win-back was stopped by hand: The owner talks to them.',
        ]),
      );
    });

    test('what a policy brings is told for the treated and the hold-outs', async () => {
      expect((await calls.get('/v1/win-back-policies/journey/uplift')).body).toMatchObject({
        policy: { name: 'journey' },
        treated: { started: 0, measured: 0, won: 0, wonShare: null },
        holdOut: { started: 0, measured: 0, won: 0, wonShare: null },
        difference: null,
      });
      expect((await calls.get('/v1/win-back-policies/nobody/uplift')).status).toBe(404);
    });
  });
}
