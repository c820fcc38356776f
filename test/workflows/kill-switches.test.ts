import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { SmsSender } from '../../activities/channels/sms-sender';
import { startFakeTwilio, type FakeTwilio } from '../../dev/fake-twilio/start-fake-twilio';
import { storedPlan } from '../../facts/read/stored-plan';
import { factsChangedSignal } from '../../workflows/messages';
import { EngineWorld, FREE_POLICY } from '../activities/support/engine-world';
import { ApiWorld } from '../api/support/api-world';
import { callsOf } from '../api/support/calls';
import { createSenders, type SenderSets } from '../../worker/create-senders';
import { startTestSmtpServer, type TestSmtpServer } from '../support/smtp-server';
import { eventually } from './support/eventually';
import { EMAIL_SLOTS, RunningEngine } from './support/running-engine';

const TWILIO = { accountSid: 'AC00000000000000000000000000000000', authToken: 'secret' };
/** Of each channel: more than are sent side by side, so that some are still to begin when the switch is thrown. */
const CUSTOMERS = EMAIL_SLOTS + 6;
/** What is promised between the answer and the last message that begins. */
const WITHIN_MS = 1_000;
/** How long the providers still take after that for what they have got. */
const SLOW_MS = 1_200;

type Channel = 'email' | 'sms';
type Customer = { readonly id: string; readonly channel: Channel; readonly address: string };
/** A message as a provider saw it begin, by its own clock. */
type Begun = { readonly channel: Channel; readonly address: string; readonly at: number };

const playbook = (channel: Channel): string => `
playbook: ${channel}-only
applies: { all: [{ customer.segment: { eq: ${channel} } }] }
steps:
  - { id: first, at: due, do: ${channel}, template: ${channel === 'email' ? 'due-today' : 'reminder-1'} }
`;

describe('kill switches, thrown by the API while a herd is under way', () => {
  let smtp: TestSmtpServer;
  let twilio: FakeTwilio;
  let senders: SenderSets;
  let world: EngineWorld;
  let engine: RunningEngine;
  let api: ApiWorld;
  const customers: Customer[] = [];
  /** Until when a provider of that channel takes for each of its messages. */
  const slow = new Map<Channel, Promise<void>>();
  let goOn = (): void => undefined;
  const mails: Begun[] = [];
  let smsBefore = 0;
  const { put } = callsOf(() => api);

  const begun = (): readonly Begun[] => [
    ...mails,
    ...twilio
      .messages()
      .slice(smsBefore)
      .map(({ to, createdAt }) => ({ channel: 'sms' as const, address: to, at: createdAt })),
  ];
  const addressesOf = (messages: readonly Begun[]): string[] => messages.map(({ address }) => address).sort();

  beforeAll(async () => {
    smtp = await startTestSmtpServer();
    twilio = await startFakeTwilio({ ...TWILIO, stepMs: 10 });
    senders = createSenders({
      SMTP_URL: smtp.url,
      SMTP_CONNECTIONS: EMAIL_SLOTS,
      TWILIO_ACCOUNT_SID: TWILIO.accountSid,
      TWILIO_AUTH_TOKEN: TWILIO.authToken,
      TWILIO_BASE_URL: twilio.url,
    });
    const { email, sms } = senders.senders;
    world = await EngineWorld.create({ senders: { email, sms: slowly(sms) }, publicUrl: 'http://127.0.0.1:1' });
    world.at('2024-03-01T09:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    for (const channel of ['email', 'sms'] as const) await world.publish('playbook', playbook(channel));
    engine = await RunningEngine.start(world);
    api = await ApiWorld.start({
      seeded: false,
      engine: { prisma: world.db, url: world.databaseUrl, temporal: engine.client },
    });
    for (let n = 0; n < 2 * CUSTOMERS; n += 1) {
      const channel = n % 2 === 0 ? 'email' : 'sms';
      const address = channel === 'email' ? `c-${n}@example.com` : `+1415555${1_000 + n}`;
      const contact = channel === 'email' ? { email: address } : { email: null, phone: address };
      const id = await world.customer({ externalId: `c-${n}`, segment: channel, ...contact });
      for (const { dueOn } of CASES) await world.invoice(id, `INV-${n}-${dueOn}`, dueOn);
      customers.push({ id, channel, address });
    }
    smtp.rule((at, [address = '']) => {
      if (at !== 'rcpt') return null;
      mails.push({ channel: 'email', address, at: Date.now() });
      const until = slow.get('email');
      return until === undefined ? null : { kind: 'wait', at, until };
    });
  });
  afterAll(async () => {
    await api.stop();
    await engine.close();
    await world.close();
    await senders.close();
    await twilio.stop();
    await smtp.stop();
  });

  afterEach(() => goOn());

  /** The provider has it at once, and answers late. */
  function slowly(sender: SmsSender): SmsSender {
    return {
      ...sender,
      send: async (message, signal) => {
        const outcome = await sender.send(message, signal);
        await slow.get('sms');
        return outcome;
      },
    };
  }

  const CASES = [
    { name: 'email', path: 'email', stops: ['email'], dueOn: '2024-03-11', says: 'email' },
    { name: 'SMS', path: 'sms', stops: ['sms'], dueOn: '2024-03-12', says: 'sms' },
    { name: 'one playbook', path: 'playbooks/email-only', stops: ['email'], dueOn: '2024-03-13', says: 'playbook' },
    { name: 'everything', path: 'sending', stops: ['email', 'sms'], dueOn: '2024-03-14', says: 'sending' },
  ] as const satisfies readonly {
    readonly name: string;
    readonly path: string;
    readonly stops: readonly Channel[];
    readonly dueOn: string;
    readonly says: string;
  }[];

  it.each(CASES)(
    'stop $name within a second, and let it go on by catch-up, each message once',
    async ({ path, stops, dueOn, says }) => {
      const stopped = new Set<Channel>(stops);
      const isStopped = ({ channel }: { readonly channel: Channel }): boolean => stopped.has(channel);
      for (const { id } of customers)
        await eventually(async () => expect(await nextAt(id)).toBe(`${dueOn}T10:00:00.000Z`));
      const heldUp = new Promise<void>((resolve) => (goOn = resolve));
      for (const channel of stops) slow.set(channel, heldUp);
      mails.length = 0;
      smsBefore = twilio.messages().length;
      const lag = monitorEventLoopDelay();
      lag.enable();

      world.runFrom(`${dueOn}T10:00:00Z`);
      await Promise.all(
        customers.map(({ id }) => engine.collections(id).signal(factsChangedSignal, { eventId: 'due' })),
      );
      await eventually(async () => expect(begun().filter(isStopped).length).toBeGreaterThan(1));
      expect((await put(`/v1/kill-switches/${path}`, { stopped: true })).status).toBe(200);
      const answeredAt = Date.now();
      const answeredAtOfGuard = world.now;
      await delay(SLOW_MS);
      goOn();

      // What is not stopped goes on, and who waits for the switch says so.
      await eventually(async () => {
        const reached = new Set(addressesOf(begun()));
        for (const { id, address, channel } of customers)
          if (!reached.has(address))
            expect({ channel, stopped: await stoppedOf(id) }).toEqual({ channel, stopped: says });
        expect(addressesOf(begun()).filter((address) => !stopped.has(channelOf(address)))).toEqual(
          customers
            .filter((customer) => !isStopped(customer))
            .map(({ address }) => address)
            .sort(),
        );
        expect(await world.db.message.count({ where: { state: { in: ['claimed', 'handed_over'] } } })).toBe(0);
      });
      await delay(WITHIN_MS);
      const late = begun()
        .filter(isStopped)
        .filter(({ at }) => at > answeredAt + WITHIN_MS + lag.max / 1e6);
      expect(late).toEqual([]);
      // By the clock of the guard no hand-over at all has begun after the answer.
      const channel = stops.length === 1 ? { channel: stops[0] } : {};
      const after = { gt: new Date(answeredAtOfGuard) };
      expect(await world.db.message.count({ where: { ...channel, handedOverAt: after } })).toBe(0);
      const kept = customers.length - begun().length;
      expect(kept).toBeGreaterThan(0);

      slow.clear();
      world.runFrom(`${dueOn}T12:00:00Z`);
      expect((await put(`/v1/kill-switches/${path}`, { stopped: false })).status).toBe(200);
      await eventually(async () => {
        expect(addressesOf(begun())).toEqual(addressesOf(customers.map((one) => ({ ...one, at: 0 }))));
        expect(await world.db.message.count({ where: { state: { in: ['claimed', 'handed_over'] } } })).toBe(0);
      });
      // Twice what was refused its hand-over would show now.
      expect(begun()).toHaveLength(customers.length);
    },
  );

  const channelOf = (address: string): Channel => (address.startsWith('+') ? 'sms' : 'email');

  async function episodeOf(customerId: string) {
    const where = { customerId_kind_number: { customerId, kind: 'collections' as const, number: 1 } };
    return world.db.episode.findUniqueOrThrow({ where });
  }

  const nextAt = async (customerId: string): Promise<string | undefined> =>
    (await episodeOf(customerId)).nextAt?.toISOString();

  const stoppedOf = async (customerId: string) => storedPlan((await episodeOf(customerId)).plan)?.stopped;
});
