import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { startFakeTwilio, type FakeTwilio } from '../../../dev/fake-twilio/start-fake-twilio';
import { collectionsWorkflowId } from '../../../workflows/ids';
import { EngineWorld, FREE_POLICY, type NewCustomer } from '../../activities/support/engine-world';
import { startTestSmtpServer, type TestSmtpServer } from '../../support/smtp-server';
import { eventually } from '../../workflows/support/eventually';
import { secondReleaseBundle } from '../../workflows/support/second-release';
import { testWorkflowBundle } from '../../workflows/support/workflow-bundle';
import type { Chaos } from '../scenario';
import type { Release } from './chaos-worker-settings';
import { Fleet } from './fleet';
import { atRest, brokenInvariants } from './invariants';
import { wrongDeliveries } from './deliveries';

export const TWILIO = { accountSid: 'AC00000000000000000000000000000000', authToken: 'secret' };
export const DUE_ON = '2024-03-10';
/** A little before the reminders of the herd fall due, which is 10:00. */
const SHORTLY_BEFORE = '2024-03-10T09:59:58Z';

export const ONE_EMAIL = `
playbook: one
steps:
  - { id: first, at: due, do: email, template: due-today }
`;
export const ONE_SMS = `
playbook: one
steps:
  - { id: first, at: due, do: sms, template: reminder-1 }
`;

export type HerdCustomer = {
  readonly id: string;
  readonly number: string;
  readonly email: string;
  readonly phone: string | null;
};

type FleetOptions = {
  readonly activitySlots?: number;
  readonly messagesPerSecond?: number;
  readonly release?: Release;
  readonly movesClocks?: boolean;
};

/** A second process costs seconds, which a small herd is not worth. */
export const workersFor = (size: number): number => (size < 1 ? 1 : 2);

let prefixes = 0;

/** One database, fake providers on real sockets, and worker processes over them. */
export class ChaosWorld {
  readonly herd: HerdCustomer[] = [];
  private readonly fleets: Fleet[] = [];

  private constructor(
    readonly engine: EngineWorld,
    readonly smtp: TestSmtpServer,
    readonly twilio: FakeTwilio,
    readonly temporal: Client,
    readonly taskQueuePrefix: string,
    readonly temporalAddress: string,
  ) {}

  /**
   * Runs `work` in a world of its own; what is wrong with its messages or its database in the end fails it, too.
   * @param at where the clock stands while it is made
   */
  static async with(
    chaos: Chaos,
    playbook: string,
    work: (world: ChaosWorld) => Promise<string>,
    at = '2024-03-10T09:00:00Z',
  ): Promise<string> {
    const engine = await EngineWorld.create();
    const smtp = await startTestSmtpServer();
    const twilio = await startFakeTwilio({ ...TWILIO, stepMs: 10 });
    const connection = await Connection.connect({ address: chaos.servers.temporalAddress });
    prefixes += 1;
    const prefix = `chaos-${process.pid}-${prefixes}-`;
    const world = new ChaosWorld(
      engine,
      smtp,
      twilio,
      new Client({ connection }),
      prefix,
      chaos.servers.temporalAddress,
    );
    try {
      engine.at(at);
      await engine.publish('contact_policy', FREE_POLICY);
      await engine.publish('playbook', playbook);
      return await work(world);
    } catch (error) {
      const printed = world.fleets.map((fleet) => fleet.printed).join('');
      if (printed !== '') process.stderr.write(`${printed}\n`);
      throw error;
    } finally {
      await Promise.all(world.fleets.map((fleet) => fleet.stop()));
      await connection.close();
      await twilio.stop();
      await smtp.stop();
      await engine.close();
    }
  }

  /** Customers with an invoice each, all due at the same instant. */
  async customers(count: number, { withPhone = false } = {}): Promise<void> {
    const from = this.herd.length;
    for (let index = from; index < from + count; index += 1) {
      const externalId = `c-${index}`;
      const phone = withPhone ? `+1415555${String(1_000 + index)}` : null;
      await this.add({ externalId, phone });
    }
  }

  /** One more customer, with an invoice. */
  async add(customer: NewCustomer, dueOn = DUE_ON): Promise<HerdCustomer> {
    const { externalId, phone = null } = customer;
    const id = await this.engine.customer(customer);
    const added = { id, number: `INV-${externalId}`, email: `${externalId}@example.com`, phone };
    await this.engine.invoice(id, added.number, dueOn);
    this.herd.push(added);
    return added;
  }

  /** Lets the clock run from `at`, and starts worker processes on it. */
  async start(count: number, options: FleetOptions = {}, at: string = SHORTLY_BEFORE): Promise<Fleet> {
    this.engine.runFrom(at);
    const { release = null, activitySlots = 5, messagesPerSecond = 100, movesClocks = false } = options;
    const fleet = new Fleet({
      databaseUrl: this.engine.databaseUrl,
      temporalAddress: this.temporalAddress,
      taskQueuePrefix: this.taskQueuePrefix,
      bundlePath: await (release?.isSecond === true ? secondReleaseBundle() : testWorkflowBundle()),
      smtpUrl: this.smtp.url,
      twilio: { ...TWILIO, baseUrl: this.twilio.url },
      clockAheadMs: this.engine.now - Date.now(),
      activitySlots,
      messagesPerSecond,
      release,
      movesClocks,
    });
    this.fleets.push(fleet);
    fleet.add(count);
    return fleet;
  }

  collections(customerId: string): WorkflowHandle {
    return this.temporal.workflow.getHandle(collectionsWorkflowId(customerId));
  }

  /** How many messages the fake servers have got, those that came twice counted twice. */
  get taken(): number {
    return this.smtp.received.length + this.twilio.messages().filter(({ direction }) => direction !== 'inbound').length;
  }

  /**
   * Waits until the fake servers have got so many messages.
   * @param leftToPerson whether those count, too, whose fate was unknown twice, so that the product sends them no more
   */
  async untilTaken(count: number, { leftToPerson = false } = {}): Promise<void> {
    await eventually(async () => {
      if (this.taken >= count) return;
      const states = await this.engine.db.message.groupBy({ by: ['state'], _count: true });
      const unknown = states.find(({ state }) => state === 'unknown')?._count ?? 0;
      if (leftToPerson && this.taken + unknown >= count) return;
      const ledger = states.map(({ state, _count }) => `${_count} ${state}`).join(', ');
      throw new Error(`${this.taken} of ${count} messages came; the ledger says: ${ledger}`);
    }, 240_000);
  }

  /**
   * Waits until nothing is left to do, and asserts by the fake servers' logs and the database that nothing was lost, and
   * nothing doubled beyond what the channel's policy allows.
   */
  async settled(withinMs = 240_000): Promise<void> {
    await eventually(() => atRest(this), withinMs);
    const crashes = this.fleets.reduce((sum, fleet) => sum + fleet.crashes, 0);
    const wrong = [
      ...(crashes === 0 ? [] : [`${crashes} workers ended by themselves`]),
      ...(await wrongDeliveries(this)),
      ...(await brokenInvariants(this.engine.db)),
    ];
    if (wrong.length > 0) throw new Error(`${wrong.length} promises are broken:\n  ${wrong.join('\n  ')}`);
  }

  /** Every workflow goes on: each customer pays, and each episode comes to its end without a failure. */
  async goesOn(withinMs = 240_000): Promise<void> {
    for (const { id, number } of this.herd) {
      const open = await this.engine.db.invoice.count({ where: { number, status: 'open' } });
      if (open > 0) await this.engine.pay(id, number);
    }
    const until = Date.now() + withinMs;
    for (const { id, number } of this.herd) {
      await eventually(async () => {
        const { status } = await this.collections(id).describe();
        if (status.name !== 'COMPLETED') throw new Error(`The collections of ${number} are ${status.name}`);
      }, until - Date.now());
    }
    const broken = this.temporal.workflow.list({
      query: `TaskQueue = '${this.taskQueuePrefix}lifecycle' AND ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated')`,
    });
    for await (const { workflowId, status } of broken) throw new Error(`${workflowId} is ${status.name}`);
  }
}
