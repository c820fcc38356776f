import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { FakeTwilioFault } from '../../../dev/fake-twilio/faults';
import type { SmtpAct, SmtpScript } from '../../support/smtp-rules';
import type { Scenario } from '../scenario';
import { ChaosWorld, ONE_EMAIL, ONE_SMS, workersFor } from '../support/chaos-world';
import { pick, type Draw } from '../support/seeded';

const MAIL_FAULTS: readonly (SmtpAct | null)[] = [
  null,
  { kind: 'refuse', at: 'rcpt', code: 421 },
  { kind: 'refuse', at: 'data', code: 450 },
  { kind: 'refuse', at: 'rcpt', code: 550 },
  { kind: 'drop', at: 'rcpt' },
  { kind: 'drop', at: 'data' },
  { kind: 'hang', at: 'rcpt' },
  { kind: 'hang', at: 'data' },
  { kind: 'delay', at: 'data', ms: 300 },
];
const SMS_FAULTS: readonly (FakeTwilioFault | null)[] = [
  null,
  { kind: 'too-many-requests', retryAfterSeconds: 1 },
  { kind: 'server-error' },
  { kind: 'taken-but-server-error' },
  { kind: 'hang' },
  { kind: 'taken-but-hang' },
  { kind: 'drop' },
  { kind: 'taken-but-drop' },
  { kind: 'refuse', code: 21211 },
  { kind: 'refuse', code: 21610 },
];

/** For each address its faults by turns; after two the server is well. */
function mailFaults(draw: Draw, given: Map<string, readonly (SmtpAct | null)[]>): SmtpScript {
  const turns = new Map<string, number>();
  return (at, recipients) => {
    const to = recipients[0] ?? '';
    const faults = given.get(to) ?? [0, 1].map((turn) => pick(draw, `${to} ${turn}`, MAIL_FAULTS));
    given.set(to, faults);
    const turn = turns.get(to) ?? 0;
    const fault = faults[turn] ?? null;
    if (fault !== null && fault.at !== at) return null;
    if (fault !== null || at === 'data') turns.set(to, turn + 1);
    return fault;
  };
}

/** The mail server answers anything, under load; who cannot be reached by mail is reached by SMS. */
export const smtpFaults: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_EMAIL, async (world) => {
    await world.customers(Math.max(16, Math.ceil(20 * chaos.size)), { withPhone: true });
    const given = new Map<string, readonly (SmtpAct | null)[]>();
    world.smtp.rule(mailFaults(chaos.draw, given));
    await world.start(workersFor(chaos.size), { activitySlots: 10 });
    await untilAllSettled(world);
    await world.settled(240_000);

    const points = await world.engine.db.contactPoint.findMany({ where: { channel: 'email' } });
    const texted = new Set(world.twilio.messages().map(({ to }) => to));
    const unknown = await world.engine.db.message.findMany({ where: { state: 'unknown' } });
    for (const { id, email, phone } of world.herd) {
      const isRefused = (given.get(email) ?? []).some((fault) => fault?.kind === 'refuse' && fault.code === 550);
      const state = points.find(({ address }) => address === email)?.state;
      const isUnknown = unknown.some(({ customerId }) => customerId === id);
      const isTexted = texted.has(phone ?? '');
      // It may have been left to a person, or have gone out, before the refusal would have come. A mail of which nobody
      // knows whether an earlier attempt was taken is left to a person: a text might be the second message.
      if (state === 'bounced') assert.ok(isRefused && isTexted !== isUnknown, `${email} bounced`);
      const reached = world.smtp.received.some(({ envelope }) => envelope.to.includes(email)) || isTexted;
      assert.ok(reached || isUnknown, `${email} got nothing, and nobody is told`);
    }
    const tasks = await world.engine.db.task.count({ where: { kind: 'unknown-message' } });
    assert.equal(tasks, unknown.length);
    await world.goesOn();
    return `${world.herd.length} customers: ${texted.size} by SMS instead, ${unknown.length} left to a person`;
  });

/** Twilio answers anything, under load; who cannot be reached by SMS is reached by mail. */
export const twilioFaults: Scenario = (chaos) =>
  ChaosWorld.with(chaos, ONE_SMS, async (world) => {
    await world.customers(Math.max(16, Math.ceil(20 * chaos.size)), { withPhone: true });
    const refused = new Map<string, string>();
    for (const { phone } of world.herd) {
      const to = phone ?? '';
      const fault = pick(chaos.draw, to, SMS_FAULTS);
      if (fault === null) continue;
      world.twilio.setFault(fault, { to, next: 1 });
      if (fault.kind === 'refuse') refused.set(to, fault.code === 21610 ? 'opted_out' : 'bounced');
    }
    await world.start(workersFor(chaos.size), { activitySlots: 10 });
    await untilAllSettled(world);
    await world.settled(240_000);

    const points = await world.engine.db.contactPoint.findMany({ where: { channel: 'sms' } });
    for (const { email, phone } of world.herd) {
      const to = phone ?? '';
      const point = points.find(({ address }) => address === to);
      assert.equal(point?.state, refused.get(to) ?? 'ok', `the state of ${to}`);
      const texts = world.twilio.messages().filter((message) => message.to === to).length;
      const mails = world.smtp.received.filter(({ envelope }) => envelope.to.includes(email)).length;
      assert.deepEqual({ texts, mails }, refused.has(to) ? { texts: 0, mails: 1 } : { texts: 1, mails: 0 }, to);
    }
    await world.goesOn();
    return `${world.herd.length} customers got one message each, ${refused.size} of them by email instead`;
  });

/** Every pair is settled: until then a message may be waiting for its next attempt. */
async function untilAllSettled(world: ChaosWorld): Promise<void> {
  const until = Date.now() + 240_000;
  for (;;) {
    const open = await world.engine.db.touch.count({ where: { status: { in: ['done', 'unknown'] } } });
    if (open >= world.herd.length) return;
    assert.ok(Date.now() < until, `${open} of ${world.herd.length} touches came to an end`);
    await delay(100);
  }
}
