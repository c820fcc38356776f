import { capturedEmailSender, capturedSmsSender } from '../../activities/channels/captured-senders';
import type { EmailSender } from '../../activities/channels/email-sender';
import type { SmsSender } from '../../activities/channels/sms-sender';
import { episodeWorkflowId } from '../../domain/episode/episode-kind';
import { clockAdvanceWorkflowId, customerWorkflowId } from '../../workflows/ids';
import { lifecycleStatusQuery } from '../../workflows/messages';
import { RunningProduct } from '../support/running-product';
import { replayAndKeep } from '../replay/histories';
import { ProductClient } from './product-client';
import { readHistories } from './read-histories';

const ASSIGNMENT = `
assignment: everybody
entries:
  - { id: returning, returning: true, staff: { roles: [account-manager] }, strategy: least-loaded }
  - { id: new, staff: { roles: [account-manager] }, strategy: round-robin }
fallback: { queue: new-customers }
acceptWithin: 4h
tries: 3
escalate: standard
welcome: welcome
`;
/** Whoever is new is referred to a person. */
const SCORECARD = `
scorecard: by-hand
currency: USD
factors:
  - { id: tenure, fact: customer.tenureDays, bins: [{ lt: 90, points: 0 }, { gte: 90, points: 50 }] }
bands:
  - { id: A, from: 50, decision: approve, limit: '5000.00', termsDays: 30, reviewEvery: 365d }
  - { id: C, from: 0, decision: refer, limit: '1000.00', termsDays: 30, reviewEvery: 365d }
refer: { role: credit-manager, queue: credit, decideWithin: 8h, ladder: standard }
`;
const PLAYBOOK = `
playbook: journey
priority: 100
steps:
  - { id: reminder, at: due + 3d, do: email, template: reminder-1 }
  - { id: escalate, at: due + 10d, do: escalate, ladder: standard }
`;
const WIN_BACK = `
winBack: journey
dormantAfter: { default: 120d }
holdOut: 0
branches:
  - { id: personal, potential: [high], steps: [{ id: call, after: 0d, do: task, queue: sales, title: Call }] }
  - { id: away, reason: [competitor, budget], steps: [{ id: terms, after: 1d, do: email, template: win-back-terms }] }
  - { id: silent, steps: [{ id: miss-you, after: 3d, do: email, template: win-back-silent }] }
`;

const REFUSED = { email: 'j2@example.com', phone: '+8613900139000' };

/** Takes every mail but those to one address: busy once, and then refused for good. */
const talkativeEmail: EmailSender = {
  ...capturedEmailSender,
  send: async (email, signal) => {
    if (email.to.address !== REFUSED.email) return capturedEmailSender.send(email, signal);
    busy += 1;
    const text = `<${REFUSED.email}> of Refused Ltd: ${email.subject}`;
    if (busy === 1) return { kind: 'transient', code: '451', text, retryAfterMs: 1 };
    return { kind: 'refused', code: '550', text, contactPoint: 'bounced' };
  },
};
let busy = 0;

/** Breaks off once it has the text of one number, and knows it when it is asked. */
const talkativeSms: SmsSender = {
  ...capturedSmsSender,
  send: async (sms, signal) => {
    if (sms.to !== REFUSED.phone) return capturedSmsSender.send(sms, signal);
    throw Object.assign(new Error(`${sms.to}: connection lost after ${sms.body}`), { code: 'ECONNRESET' });
  },
};

/** What the timeline says happened, in the customer's time: kinds that tell the story. */
const TOLD = new Set([
  'customer.created',
  'stage.changed',
  'assignment.offered',
  'assignment.expired',
  'assignment.accepted',
  'credit-review.referred',
  'credit-review.decided',
  'credit.terms-changed',
  'invoice.issued',
  'payment.received',
  'order.placed',
  'touch.done',
  'episode.requested',
  'episode.ended',
  'message.sent',
  'escalation.acknowledged',
  'escalation.resolved',
]);

type Entry = {
  readonly at: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, string | number | undefined>>;
};

describe('the whole life of a customer, on a test clock and the real engine', () => {
  let product: RunningProduct;
  let client: ProductClient;

  beforeAll(async () => {
    product = await RunningProduct.start({}, { email: talkativeEmail, sms: talkativeSms });
    client = new ProductClient(product.server);
  });
  afterAll(() => product.close());

  it('goes from creation to being won back, each step at its instant', async () => {
    const staff = async (name: string, role: string, managerId: string | null) =>
      (
        await client.post('/v1/staff', {
          ...{ name, role, managerId, zone: 'Asia/Shanghai', calendar: 'cn' },
          email: `${name.toLowerCase()}@example.com`,
        })
      ).id;
    const manager = await staff('Mia', 'sales-manager', null);
    const people = { [await staff('Ana', 'account-manager', manager)]: 'Ana' };
    people[await staff('Bo', 'account-manager', manager)] = 'Bo';
    const credit = await staff('Cara', 'credit-manager', null);
    await client.publish('/v1/assignment-policies', ASSIGNMENT);
    await client.publish('/v1/scorecards', SCORECARD);
    await client.publish('/v1/playbooks', PLAYBOOK);
    await client.publish('/v1/win-back-policies', WIN_BACK);

    // Monday, 09:00 in Shanghai.
    const { id: clockId } = await client.post('/v1/test-clocks', { name: 'journey', startAt: '2026-03-02T01:00:00Z' });
    const { id } = await client.post('/v1/customers', {
      ...{ externalId: 'J-1', name: 'Journey Ltd', zone: 'Asia/Shanghai', country: 'CN', testClockId: clockId },
      contactPoints: [
        {
          ...{ channel: 'email', address: 'j1@example.com' },
          consents: [{ purpose: 'marketing', granted: true, source: 'contract' }],
        },
        { channel: 'sms', address: '+8613800138000' },
      ],
    });
    const path = `/v1/customers/${id}`;
    const owner = async () => {
      const { ownerId } = await product.prisma.customer.findUniqueOrThrow({ where: { id } });
      return ownerId ?? '';
    };
    const advance = (to: string) => client.advance(clockId, to);

    // Nobody accepts within four business hours: the next one gets the customer, and accepts.
    await advance('2026-03-02T01:00:00Z');
    const first = await owner();
    await advance('2026-03-02T06:00:00Z');
    const second = await owner();
    expect([people[first], people[second]].sort()).toEqual(['Ana', 'Bo']);
    await client.post(`${path}/assignment/accept`, { staffId: second });

    // The review is referred, and decided the next morning.
    await advance('2026-03-03T02:00:00Z');
    const reviews = await client.get<{ readonly items: readonly { readonly id: string }[] }>(`${path}/credit-reviews`);
    await client.post(`/v1/credit-reviews/${reviews.items[0]?.id ?? ''}/decision`, {
      staffId: credit,
      decision: 'approved',
    });
    await client.post('/v1/invoices', {
      ...{ customer: 'ext:J-1', number: 'A-1', issuedOn: '2026-03-03', dueOn: '2026-04-02' },
      ...{ currency: 'USD', amount: '517.43' },
    });

    // The reminder waits over Qingming, the escalation climbs to the manager, who takes it up.
    await advance('2026-04-13T06:00:00Z');
    const escalations = await client.get<{ readonly items: readonly { readonly id: string }[] }>(`${path}/escalations`);
    const escalation = `/v1/escalations/${escalations.items[0]?.id ?? ''}`;
    await client.post(`${escalation}/acknowledge`, { staffId: manager });
    await advance('2026-04-14T02:00:00Z');
    await client.post(`${escalation}/resolve`, { staffId: manager, outcome: 'promised' });
    await advance('2026-04-15T02:00:00Z');
    await client.post('/v1/payments', {
      ...{ customer: 'ext:J-1', receivedOn: '2026-04-15', currency: 'USD', amount: '517.43' },
    });

    // 120 days without an order.
    await advance('2026-07-08T02:00:00Z');
    await client.post(`${path}/orders`, { externalId: 'O-1', currency: 'USD', amount: '308.91' });
    await advance('2026-07-08T03:00:00Z');
    const third = await owner();
    await client.post(`${path}/assignment/accept`, { staffId: third });
    await advance('2026-07-10T03:00:00Z');

    const { items } = await client.get<{ readonly items: readonly Entry[] }>(`${path}/timeline?sort=id&limit=200`);
    const lines = items.filter(({ kind }) => TOLD.has(kind)).map(tell);
    const instants = lines.map((line) => line.split(' ')[0]);
    expect(instants).toEqual(instants.toSorted());
    const steps = [
      '2026-03-02T01:00 customer.created',
      '2026-03-02T01:00 stage.changed new → onboarding',
      '2026-03-02T01:00 episode.requested onboarding 1',
      '2026-03-02T01:00 assignment.offered',
      '2026-03-02T01:00 message.sent notice-assignment',
      '2026-03-02T05:00 assignment.expired',
      '2026-03-02T05:00 assignment.offered',
      '2026-03-02T05:00 message.sent notice-assignment',
      '2026-03-02T06:00 assignment.accepted',
      '2026-03-02T06:00 stage.changed onboarding → active',
      '2026-03-02T06:00 episode.requested credit_review 1',
      '2026-03-02T06:00 message.sent welcome',
      '2026-03-02T06:00 episode.ended onboarding 1 accepted',
      '2026-03-02T06:00 credit-review.referred',
      '2026-03-02T06:00 message.sent notice-credit-review',
      '2026-03-03T02:00 credit.terms-changed',
      '2026-03-03T02:00 credit-review.decided',
      '2026-03-03T02:00 invoice.issued',
      '2026-03-03T02:00 episode.ended credit_review 1 approved',
      '2026-04-07T01:00 touch.done email',
      '2026-04-07T01:00 message.sent reminder-1',
      '2026-04-12T02:00 episode.requested escalation 1',
      '2026-04-12T02:00 touch.done escalate',
      '2026-04-12T02:00 message.sent notice-escalation',
      '2026-04-13T05:00 message.sent notice-escalation',
      '2026-04-13T06:00 escalation.acknowledged',
      '2026-04-14T02:00 escalation.resolved',
      '2026-04-14T02:00 episode.ended escalation 1 resolved',
      '2026-04-15T02:00 payment.received',
      '2026-06-30T16:00 stage.changed active → dormant',
      '2026-06-30T16:00 episode.requested win_back 1',
      '2026-07-06T01:00 message.sent win-back-silent',
      '2026-07-08T02:00 order.placed',
      '2026-07-08T02:00 episode.ended win_back 1 won',
      '2026-07-08T02:00 stage.changed dormant → won-back',
      '2026-07-08T02:00 episode.requested credit_review 2',
      '2026-07-08T02:00 credit.terms-changed',
      '2026-07-08T02:00 credit-review.decided',
      '2026-07-08T02:00 episode.ended credit_review 2 approved',
      '2026-07-08T02:00 episode.requested onboarding 2',
      '2026-07-08T02:00 assignment.offered',
      '2026-07-08T02:00 message.sent notice-assignment',
      '2026-07-08T03:00 assignment.accepted',
      '2026-07-08T03:00 stage.changed won-back → active',
      '2026-07-08T03:00 message.sent welcome',
      '2026-07-08T03:00 episode.ended onboarding 2 accepted',
    ];
    // Episodes run side by side: what several of them do at one instant comes in any order.
    expect(lines.toSorted()).toEqual(steps.toSorted());

    // Told once each, whatever was retried; and nobody was ever without somebody to look after them.
    const messages = await product.prisma.message.findMany({ where: { customerId: id } });
    expect(messages.filter(({ state }) => state !== 'sent')).toEqual([]);
    expect(new Set(messages.map(({ touchId }) => touchId)).size).toBe(messages.length);
    expect(await product.prisma.customer.count({ where: { ownerId: null, queue: null } })).toBe(0);

    const historyOf = (workflowId: string) => product.temporal.workflow.getHandle(workflowId).fetchHistory();
    const { id: advanceId } = await product.prisma.clockAdvance.findFirstOrThrow({ orderBy: { id: 'asc' } });
    await replayAndKeep({
      'clock-advance': await historyOf(clockAdvanceWorkflowId(advanceId)),
      'lifecycle-of-a-whole-life': await historyOf(customerWorkflowId(id)),
      onboarding: await historyOf(episodeWorkflowId(id, 'onboarding', 1)),
      'credit-review': await historyOf(episodeWorkflowId(id, 'credit_review', 1)),
      escalation: await historyOf(episodeWorkflowId(id, 'escalation', 1)),
      'win-back': await historyOf(episodeWorkflowId(id, 'win_back', 1)),
    });

    const lifecycle = await client.get<{ readonly stage: string; readonly open: readonly unknown[] }>(
      `${path}/lifecycle`,
    );
    const status = await product.temporal.workflow.getHandle(customerWorkflowId(id)).query(lifecycleStatusQuery);
    expect(lifecycle).toMatchObject({ stage: 'active', open: [], upToDate: true });
    expect(status).toEqual({ stage: 'active', status: 'open', episodes: [] });
  });

  it('reminds a second customer by SMS, whose mail is refused by providers that say too much', async () => {
    const { id: clockId } = await client.post('/v1/test-clocks', { name: 'refused', startAt: '2026-03-02T01:00:00Z' });
    const { id } = await client.post('/v1/customers', {
      ...{ externalId: 'J-2', name: 'Refused Ltd', zone: 'Asia/Shanghai', country: 'CN', testClockId: clockId },
      contactPoints: [
        { channel: 'email', address: REFUSED.email },
        { channel: 'sms', address: REFUSED.phone },
      ],
    });
    await client.post('/v1/invoices', {
      ...{ customer: 'ext:J-2', number: 'A-2', issuedOn: '2026-03-02', dueOn: '2026-03-06' },
      ...{ currency: 'USD', amount: '612.77' },
    });
    // The product of tests prints what its workers did not foresee.
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await client.advance(clockId, '2026-03-10T02:00:00Z');
    expect(printed).toHaveBeenCalledTimes(1);
    printed.mockRestore();
    const messages = await product.prisma.message.findMany({
      where: { customerId: id },
      orderBy: { createdAt: 'asc' },
    });
    const told = messages.map(({ channel, template, state }) => `${channel} ${template} ${state}`);
    expect(told.filter((line) => !line.includes('notice-'))).toEqual([
      'email reminder-1 refused',
      'sms reminder-1 sent',
    ]);
  });

  it('has left no name, address, number or amount in Temporal, nor in what its activities failed with', async () => {
    const told = await readHistories(product.temporal);
    // Every episode was looked at, with what its inputs, results and summaries say.
    expect(new Set(told.map(({ type }) => type))).toEqual(
      new Set([
        'clockAdvance',
        'collections',
        'creditReview',
        'customerLifecycle',
        'escalation',
        'onboarding',
        'winBack',
      ]),
    );
    const texts = told.flatMap(({ id, texts: inside }) => inside.map((text) => `${id}: ${text}`));
    expect(texts.length).toBeGreaterThan(1_000);
    // Search attributes are among them: nothing else has a type of this name.
    expect(texts.some((text) => text.endsWith(': Keyword'))).toBe(true);
    // Every way to fail was taken: the provider was busy, and threw what the code did not foresee.
    const failures = told.flatMap(({ failures: said }) => said);
    expect(failures).toContain('The provider answered 451');
    expect(failures).toContain("Error ECONNRESET; the worker's log has its text");
    const personal = [
      /Journey Ltd|Refused Ltd/,
      /@example\.com/,
      /13800138000|13900139000/,
      /(?<![\w.-])(?:Mia|Ana|Bo|Cara)(?![\w.-])/,
      // Amounts in their own and in minor units, limits of the scorecard included.
      /(?<![\w.-])(?:517\.43|51743|308\.91|30891|612\.77|61277|5000\.00|500000|1000\.00|100000)(?![\w.-])/,
    ];
    for (const secret of personal) expect(texts.filter((text) => secret.test(text))).toEqual([]);
  });
});

/** `2026-03-02T01:00 stage.changed new → onboarding` */
function tell({ at, kind, data }: Entry): string {
  const text = (...fields: readonly string[]) => fields.map((field) => String(data[field] ?? '')).join(' ');
  const details: Readonly<Record<string, string>> = {
    'stage.changed': `${text('from')} → ${text('to')}`,
    'episode.requested': text('episode', 'number'),
    'episode.ended': text('episode', 'number', 'outcome'),
    'touch.done': text('action'),
    'message.sent': text('template'),
  };
  return [at.slice(0, 16), kind, details[kind] ?? ''].join(' ').trimEnd();
}
