import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { changeInvoice } from '../../../facts/write/change-invoice';
import { placeHold } from '../../../facts/write/place-hold';
import { receiveSms } from '../../../facts/write/receive-sms';
import { FREE_POLICY, type EngineWorld } from '../../activities/support/engine-world';
import type { Chaos, Scenario } from '../scenario';
import { DUE_ON, ONE_SMS } from '../support/chaos-world';
import { brokenInvariants } from '../support/invariants';
import { between, pick } from '../support/seeded';
import { SendingWorld } from '../support/sending-world';

/** With 20 seeds they are 10,000. */
const INTERLEAVINGS = 500;
/** Customers whose sends and facts run at the same time. */
const AT_ONCE = 10;

/** About what a send takes with the others around it, so that facts fall before, into and after it. */
const LONGEST_SEND_MS = 250;

const FACTS = ['payment', 'hold', 'stop', 'due-date'] as const;
type Fact = (typeof FACTS)[number];

type Subject = { readonly id: string; readonly number: string; readonly phone: string };

function record(world: EngineWorld, fact: Fact, { id, number, phone }: Subject): Promise<unknown> {
  const ctx = world.ctx();
  switch (fact) {
    case 'payment':
      return world.pay(id, number);
    case 'hold':
      return placeHold(world.db, { scope: { customerId: id }, reason: 'dispute', note: null, until: null }, ctx);
    case 'stop':
      return receiveSms(world.db, { providerId: `SM-${number}`, from: phone, text: 'STOP' }, ctx);
    case 'due-date':
      return changeInvoice(world.db, { invoice: { number }, version: null, changes: { dueOn: '2024-04-10' } }, ctx);
  }
}

/** One customer, one send, one fact, each at an instant of its own. @returns what did not hold */
async function interleave(
  { draw }: Chaos,
  sending: SendingWorld,
  reached: Map<string, (stage: string) => Promise<void>>,
  index: number,
): Promise<string | null> {
  const { engine: world } = sending;
  const subject = { number: `INV-${index}`, phone: `+1415555${String(1_000 + index)}` };
  const id = await world.customer({ externalId: `c-${index}`, email: null, phone: subject.phone });
  await world.invoice(id, subject.number, DUE_ON);
  const plan = await world.plan(id);
  const fact = pick(draw, `fact ${index}`, FACTS);
  const wait = (what: string, most: number) => delay(between(draw, `${what} ${index}`, 0, most));
  const state = { isCommitted: false, beforeLook: false, wrong: null as string | null };
  reached.set(id, async (stage) => {
    if (stage === 'claimed') {
      await wait('claimed', 15);
      state.beforeLook = state.isCommitted;
    }
    if (stage === 'handed-over') {
      // What was committed before the last look is seen by it.
      if (state.beforeLook) state.wrong = `${subject.number} is handed over although a ${fact} was committed before`;
      await wait('handed over', 15);
    }
  });
  const recorded = wait('fact', LONGEST_SEND_MS).then(() => record(world, fact, { id, ...subject }));
  const sent = wait('send', 30).then(async () => {
    const stale = state.isCommitted;
    await world.act(id, plan);
    return stale;
  });
  await recorded.then(() => {
    state.isCommitted = true;
  });
  const wasCommittedBefore = await sent;
  reached.delete(id);
  const texts = sending.textsTo(subject.phone);
  const settled = await world.settled(id);
  if (wasCommittedBefore && texts > 0) return `${subject.number} was claimed after the commit of a ${fact}`;
  if (texts > 1) return `${subject.number} went ${texts} times`;
  if (settled.length !== texts) return `${subject.number} settled ${settled.length} pairs with ${texts} messages`;
  return state.wrong;
}

/** Payments, holds, STOP and changed due dates at random moments around a send: none is claimed after the commit. */
export const interleavings: Scenario = (chaos) =>
  SendingWorld.with(async (sending) => {
    const { engine: world } = sending;
    world.at('2024-03-10T10:00:00Z');
    await world.publish('contact_policy', FREE_POLICY);
    await world.publish('playbook', ONE_SMS);
    const reached = new Map<string, (stage: string) => Promise<void>>();
    world.atStage = async (stage, messageId) => {
      const { customerId } = await world.db.message.findUniqueOrThrow({ where: { id: messageId } });
      await reached.get(customerId)?.(stage);
    };
    const count = Math.ceil(INTERLEAVINGS * chaos.size);
    const wrong: string[] = [];
    for (let from = 0; from < count; from += AT_ONCE) {
      const indexes = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, offset) => from + offset);
      const found = await Promise.all(indexes.map((index) => interleave(chaos, sending, reached, index)));
      wrong.push(...found.filter((line) => line !== null));
    }
    assert.deepEqual([...wrong, ...(await brokenInvariants(world.db))], []);
    const texts = sending.twilio.messages().filter(({ direction }) => direction !== 'inbound').length;
    return `${count} interleavings, in ${texts} of them the message went out before the fact`;
  });
