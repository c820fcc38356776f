import type { ActivityDeps, MessageStage } from '../../../activities/activity-deps';
import { askForContact } from '../../../activities/ask-for-contact';
import { createTask } from '../../../activities/create-task';
import { endHold } from '../../../activities/end-hold';
import { collectionsSource } from '../../../activities/messages/collections-source';
import { sendMessage } from '../../../activities/messages/send-message';
import type { NextPlan, TouchInput } from '../../../activities/next-plan';
import { placeCreditHold } from '../../../activities/place-credit-hold';
import { planLifecycle, type LifecyclePlan } from '../../../activities/plan-lifecycle';
import { planTouch } from '../../../activities/plan-touch';
import { skipSteps } from '../../../activities/skip-steps';
import { startEscalation } from '../../../activities/start-escalation';
import { parseAmount } from '../../../domain/money/money';
import type { Channel, CivilDate, Instant, Language } from '../../../domain/types';
import { addContactPoint } from '../../../facts/write/contact-points';
import { createCustomer } from '../../../facts/write/customers';
import { publishVersion, saveDraft } from '../../../facts/write/documents';
import { issueInvoice } from '../../../facts/write/issue-invoice';
import { recordPayment } from '../../../facts/write/record-payment';
import type { PrismaClient } from '../../../prisma/generated/client';
import { loadSeedTemplates } from '../../../prisma/seed/load-templates';
import { FakeSenders } from './fake-senders';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

export type NewCustomer = {
  readonly externalId: string;
  readonly zone?: string;
  readonly language?: Language;
  readonly country?: string | null;
  readonly segment?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly ownerId?: string | null;
  readonly testClockId?: string | null;
};

const TEMPLATES = loadSeedTemplates().map((template) => ({ ...template, version: 1, createdBy: 'seed' }));
const RUN = { workflowId: 'customer/test/collections', runId: 'run-1' };

/** No limits at all, so that a test's touches fall where its playbook puts them. */
export const FREE_POLICY = 'policy: free';

/**
 * The engine without Temporal: the real database and activities, fake providers, and a clock that the test sets.
 */
export class EngineWorld {
  readonly senders = new FakeSenders();
  /** Stands still until it is set again, or runs as the machine's does. */
  private clock: () => Instant = () => Date.parse('2024-03-01T00:00:00Z');
  /** Runs whenever a message has reached a stage, as a fault on purpose would. */
  atStage: (stage: MessageStage, messageId: string) => Promise<void> = async () => undefined;

  /** What the engine told its observer of messages that were sent, and of those whose fate nobody knows. */
  readonly sentLate: { readonly channel: Channel; readonly lateMs: number }[] = [];
  readonly unknown: Channel[] = [];

  readonly deps: ActivityDeps;

  private constructor(
    private readonly database: TestDatabase,
    given: Partial<Pick<ActivityDeps, 'senders' | 'publicUrl'>>,
  ) {
    this.deps = {
      db: database.prisma,
      clock: () => this.clock(),
      senders: this.senders,
      sandboxSenders: this.senders,
      publicUrl: 'https://perennial.test',
      observer: {
        messageReached: (stage, messageId) => this.atStage(stage, messageId),
        touchActed: () => undefined,
        touchGuarded: () => undefined,
        messageSent: (channel, lateMs) => this.sentLate.push({ channel, lateMs }),
        messageUnknown: (channel) => this.unknown.push(channel),
      },
      ...given,
    };
  }

  /** @param given real senders in place of the fakes at the ports, and where their providers post to */
  static async create(given: Partial<Pick<ActivityDeps, 'senders' | 'publicUrl'>> = {}): Promise<EngineWorld> {
    const world = new EngineWorld(await createTestDatabase(), given);
    await world.db.template.createMany({ data: TEMPLATES });
    return world;
  }

  get db(): PrismaClient {
    return this.database.prisma;
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  close(): Promise<void> {
    return this.database.drop();
  }

  ctx() {
    return { actor: 'key:test', now: this.now };
  }

  get now(): Instant {
    return this.clock();
  }

  /** The clock stands at `at`. */
  at(at: string | Instant): void {
    const now = typeof at === 'string' ? Date.parse(at) : at;
    this.clock = () => now;
  }

  /** The clock runs, from `at`. */
  runFrom(at: string): void {
    const ahead = Date.parse(at) - Date.now();
    this.clock = () => Date.now() + ahead;
  }

  async publish(
    kind: 'playbook' | 'contact_policy',
    source: string,
    effective: 'next-plan' | 'new-episodes' = 'next-plan',
  ) {
    const { row } = await saveDraft(this.db, { kind, source, documentId: null, note: null }, this.ctx());
    await publishVersion(this.db, { versionId: row.id, effective, replaces: null }, this.ctx());
    return row;
  }

  async customer(given: NewCustomer): Promise<string> {
    const { externalId, email = `${externalId}@example.com`, phone = null } = given;
    const consents = [] as const;
    const { row } = await createCustomer(
      this.db,
      {
        externalId,
        name: `Customer ${externalId}`,
        segment: given.segment ?? null,
        country: given.country ?? null,
        zone: given.zone ?? 'UTC',
        language: given.language ?? 'en',
        attributes: {},
        ownerId: given.ownerId ?? null,
        groupId: null,
        engagement: 'active',
        testClockId: given.testClockId ?? null,
        contactPoints: [
          ...(email === null
            ? []
            : [{ channel: 'email' as const, address: email, role: 'billing' as const, consents }]),
          ...(phone === null ? [] : [{ channel: 'sms' as const, address: phone, role: 'billing' as const, consents }]),
        ],
      },
      this.ctx(),
    );
    return row.id;
  }

  async invoice(
    customerId: string,
    number: string,
    dueOn: CivilDate,
    amount = '100.00',
    currency = 'USD',
  ): Promise<void> {
    const amountMinor = parseAmount(amount, currency)!;
    const items = [{ instalment: null, dueOn, amountMinor }];
    await issueInvoice(
      this.db,
      { customerId, number, issuedOn: '2024-01-01', currency, items, paymentUrl: null, attributes: {} },
      this.ctx(),
    );
  }

  async pay(customerId: string, number: string, amount = '100.00', currency = 'USD'): Promise<void> {
    const amountMinor = parseAmount(amount, currency)!;
    await recordPayment(
      this.db,
      {
        customerId,
        externalId: null,
        received: { at: this.now },
        currency,
        amountMinor,
        allocations: [{ invoice: { number }, instalment: null, amountMinor }],
      },
      this.ctx(),
    );
  }

  async phone(customerId: string, address: string): Promise<void> {
    await addContactPoint(this.db, { customerId, channel: 'sms', address, role: 'billing', consents: [] }, this.ctx());
  }

  plan(customerId: string): Promise<NextPlan> {
    return planTouch(this.deps, { customerId }, RUN);
  }

  /** Moves the customer's lifecycle as far as the facts say. */
  planLifecycle(customerId: string): Promise<LifecyclePlan> {
    return planLifecycle(this.deps, { customerId }, { workflowId: `customer/${customerId}`, runId: 'run-1' });
  }

  /** Runs the activity that a plan calls for, as the workflow would when its wait is over. */
  act(customerId: string, plan: NextPlan): Promise<NextPlan> {
    if (plan.status !== 'planned') throw new Error(`Nothing is planned: ${plan.summary}`);
    const input: TouchInput = { customerId, plannedAt: plan.at };
    switch (plan.action) {
      case 'email':
      case 'sms':
        return sendMessage(
          this.deps,
          collectionsSource(this.deps),
          plan.action,
          input,
          RUN,
          new AbortController().signal,
        );
      case 'task':
        return createTask(this.deps, input, RUN);
      case 'hold-credit':
        return placeCreditHold(this.deps, input, RUN);
      case 'escalate':
        return startEscalation(this.deps, input, RUN);
      case 'skip':
        return skipSteps(this.deps, input, RUN);
      case 'end-hold':
        return endHold(this.deps, input, RUN);
      case 'fix-contact':
        return askForContact(this.deps, input, RUN);
    }
  }

  /** Plans, and moves the clock to what is planned. */
  async reach(customerId: string): Promise<Extract<NextPlan, { status: 'planned' }>> {
    const plan = await this.plan(customerId);
    if (plan.status !== 'planned') throw new Error(`Nothing is planned: ${plan.summary}`);
    this.at(Math.max(this.now, plan.at));
    return plan;
  }

  /** The touch log as lines: `INVOICE/STEP outcome`. */
  async settled(customerId: string): Promise<string[]> {
    const rows = await this.db.$queryRaw<{ line: string }[]>`
      SELECT i.number || '/' || t."stepId" || ' ' || t.outcome AS line
      FROM "TouchItem" t JOIN "DueItem" d ON d.id = t."subjectId" JOIN "Invoice" i ON i.id = d."invoiceId"
      WHERE t."customerId" = ${customerId}::uuid ORDER BY i.number, t.at, t."stepId"`;
    return rows.map(({ line }) => line);
  }

  async timeline(customerId: string): Promise<string[]> {
    const rows = await this.db.timelineEvent.findMany({ where: { customerId }, orderBy: { id: 'asc' } });
    return rows.map(({ kind }) => kind);
  }

  async messages(customerId: string): Promise<string[]> {
    const rows = await this.db.message.findMany({ where: { customerId }, orderBy: { createdAt: 'asc' } });
    return rows.map(({ channel, state }) => `${channel} ${state}`);
  }
}
