import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { episodeWorkflowId } from '../../domain/episode/episode-kind';
import { customerWorkflowId } from '../../workflows/ids';
import {
  closeCustomerUpdate,
  lifecycleStatusQuery,
  markLostUpdate,
  requestReviewUpdate,
} from '../../workflows/messages';
import { RunningProduct } from '../support/running-product';
import { eventually } from '../workflows/support/eventually';
import { ProductClient } from './product-client';

const SCORECARD = `
scorecard: by-hand
currency: USD
factors: [{ id: tenure, fact: customer.tenureDays, bins: [{ gte: 0, points: 0 }] }]
bands: [{ id: C, from: 0, decision: refer, limit: '1000.00', termsDays: 30, reviewEvery: 365d }]
refer: { role: credit-manager, queue: credit, decideWithin: 8h, ladder: standard }
`;

describe('commands to a lifecycle', () => {
  let product: RunningProduct;
  let client: ProductClient;
  let count = 0;

  beforeAll(async () => {
    product = await RunningProduct.start();
    client = new ProductClient(product.server);
    await client.publish('/v1/scorecards', SCORECARD);
  });
  afterAll(() => product.close());

  async function newCustomer(): Promise<{ readonly id: string; readonly lifecycle: WorkflowHandle }> {
    count += 1;
    const { id } = await client.post('/v1/customers', { externalId: `L-${count}`, name: 'Lee', zone: 'UTC' });
    const lifecycle = product.temporal.workflow.getHandle(customerWorkflowId(id));
    await eventually(() => lifecycle.describe());
    return { id, lifecycle };
  }
  const stagesOf = async (id: string) => {
    const events = await product.prisma.timelineEvent.findMany({ where: { customerId: id, kind: 'stage.changed' } });
    return events.map(({ data }) => (data as { readonly to: string }).to);
  };
  const statusOf = async (workflowId: string) =>
    (await product.temporal.workflow.getHandle(workflowId).describe()).status.name;
  const episodes = (customerId: string) =>
    product.prisma.episode.findMany({ where: { customerId, kind: { not: 'lifecycle' } }, orderBy: { kind: 'asc' } });

  it('mark a customer as lost once, however often they are given', async () => {
    const { id, lifecycle } = await newCustomer();
    const input = { reason: 'competitor', note: null, actor: 'staff:1' };
    const lost = () => lifecycle.executeUpdate(markLostUpdate, { args: [input] });
    expect(await lost()).toEqual({ outcome: 'recorded' });
    expect(await lost()).toEqual({ outcome: 'unchanged' });
    expect(await stagesOf(id)).toEqual(['lost']);
    await eventually(async () =>
      expect(await lifecycle.query(lifecycleStatusQuery)).toMatchObject({ stage: 'lost', status: 'open' }),
    );
  });

  it.each([
    ['', 'validation-failed'],
    ['weather', 'validation-failed'],
    ['quality', 'state-conflict'],
  ])('refuse to mark a customer as lost for "%s" with %s, and change nothing', async (reason, code) => {
    const { id, lifecycle } = await newCustomer();
    if (code === 'state-conflict') await client.post(`/v1/customers/${id}/mark-lost`, { reason: 'budget' });
    const args = [{ reason, note: null, actor: 'staff:1' }] as [{ reason: string; note: null; actor: string }];
    const error: unknown = await lifecycle.executeUpdate(markLostUpdate, { args }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
    const cause = rootOf(error);
    expect(cause).toBeInstanceOf(ApplicationFailure);
    expect(cause).toMatchObject({ type: code, nonRetryable: true });
    expect(await stagesOf(id)).toEqual(code === 'state-conflict' ? ['lost'] : []);
  });

  it('ask for one review, whoever asks again while it is open', async () => {
    const { id, lifecycle } = await newCustomer();
    const ask = (requestKey: string) =>
      lifecycle.executeUpdate(requestReviewUpdate, {
        args: [{ reason: 'new bank details', actor: 'staff:1', requestKey }],
      });
    const first = await ask('a');
    expect(await ask('a')).toEqual(first);
    expect(await ask('b')).toEqual(first);
    await eventually(async () => {
      const review = await product.prisma.creditReview.findUniqueOrThrow({ where: { id: first.reviewId } });
      expect(review).toMatchObject({ proposal: 'refer', decision: null });
    });
    expect(await episodes(id)).toHaveLength(1);
  });

  it('close a customer with every episode, which end as completed', async () => {
    const { id, lifecycle } = await newCustomer();
    await client.post(`/v1/customers/${id}/credit-reviews`, { reason: 'a look' });
    await client.post(`/v1/customers/${id}/escalations`, { ladder: 'standard', subject: { en: 'A', zh: 'A' } });
    await client.post('/v1/invoices', {
      ...{ customer: id, number: `I-${count}`, issuedOn: '2026-01-01', dueOn: '2099-01-01' },
      ...{ currency: 'USD', amount: '10.00' },
    });
    await eventually(async () => {
      expect((await episodes(id)).map(({ kind, status }) => [kind, status])).toEqual([
        ['collections', 'running'],
        ['credit_review', 'running'],
        ['escalation', 'running'],
      ]);
    });
    const closing = { reason: 'dissolved', actor: 'staff:1' };
    await lifecycle.executeUpdate(closeCustomerUpdate, { args: [closing] });
    const ids = [customerWorkflowId(id), ...(await episodes(id)).map(({ workflowId }) => workflowId)];
    await eventually(async () => {
      expect(await Promise.all(ids.map(statusOf))).toEqual(ids.map(() => 'COMPLETED'));
    });
    expect((await episodes(id)).every(({ status }) => status === 'closed')).toBe(true);
  });

  it('start an episode again whose workflow was ended by hand, with the next fact', async () => {
    const { id } = await newCustomer();
    const escalation = () =>
      client.post(`/v1/customers/${id}/escalations`, { ladder: 'standard', subject: { en: 'B', zh: 'B' } });
    await escalation();
    const workflowId = episodeWorkflowId(id, 'escalation', 1);
    const running = { status: 'running', workflowId };
    await eventually(async () => expect(await episodes(id)).toMatchObject([running]));
    await product.temporal.workflow.getHandle(workflowId).terminate('by hand');
    await client.post(`/v1/customers/${id}/interactions`, { kind: 'reply', note: 'hello' });
    await eventually(async () => expect(await statusOf(workflowId)).toBe('RUNNING'));
    // What was done stays done: nobody is told a second time.
    const steps = await product.prisma.touchItem.findMany({ where: { customerId: id } });
    expect(new Set(steps.map(({ stepId }) => stepId)).size).toBe(steps.length);
  });
});

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}
