import assert from 'node:assert/strict';
import { DomainError } from '../../../domain/errors';
import { issueInvoice } from '../../../facts/write/issue-invoice';
import type { Scenario } from '../scenario';
import { ChaosWorld } from '../support/chaos-world';
import { eventually } from '../../workflows/support/eventually';

const PLAYBOOK = `
playbook: two-ways
steps:
  - { id: first, at: due + 10d, do: email, template: due-today }
`;
const BROKEN = `
playbook: broken
priority: 9
applies: { customer.segment: broken }
steps:
  - { id: first, at: due + 10d, do: email, template: broken }
`;
/** A leap day; ten days later is the night in which the clocks of New York jump over 02:30. */
const LEAP_DAY = '2024-02-29';
const NAMES = {
  long: 'A'.repeat(5_000),
  emoji: 'Café 🧨👩‍👩‍👧‍👦 & Sons',
  arabic: 'شركة النور للتجارة',
  markup: '<script>alert(1)</script> {{ customer.name }}\r\nBcc: eve@example.com',
} as const;
const MORE_THAN_A_NUMBER = 2n ** 53n + 1n;

/** Odd facts get a correct message, impossible ones a clear refusal, and nobody else is kept waiting. */
export const poison: Scenario = (chaos) =>
  ChaosWorld.with(chaos, PLAYBOOK, async (world) => {
    const { engine } = world;
    engine.at('2024-03-09T12:00:00Z');
    // As if it had been written past the API, which refuses a text that does not parse.
    const template = {
      channel: 'email',
      language: 'en',
      version: 1,
      purpose: 'collections',
      createdBy: 'chaos',
    } as const;
    await engine.db.template.create({
      data: { ...template, name: 'broken', subject: 'Broken {% if %}', html: '<p>{{ nothing | no-such-filter }}</p>' },
    });
    await engine.publish('playbook', BROKEN);
    const names = Object.entries(NAMES);
    for (const [externalId, name] of names) {
      const id = await engine.customer({ externalId });
      await engine.db.customer.update({ where: { id }, data: { name } });
      await engine.invoice(id, `INV-${externalId}`, LEAP_DAY);
    }
    const rich = await engine.customer({ externalId: 'rich' });
    const items = [{ instalment: null, dueOn: LEAP_DAY, amountMinor: MORE_THAN_A_NUMBER }];
    const facts = { issuedOn: '2024-01-01', currency: 'USD', paymentUrl: null, attributes: {} };
    await issueInvoice(engine.db, { ...facts, customerId: rich, number: 'INV-RICH', items }, engine.ctx());
    await assert.rejects(
      issueInvoice(
        engine.db,
        {
          ...facts,
          customerId: rich,
          number: 'INV-0',
          items: [{ instalment: null, dueOn: LEAP_DAY, amountMinor: 0n }],
        },
        engine.ctx(),
      ),
      DomainError,
    );
    const poisoned = await engine.customer({ externalId: 'poisoned', segment: 'broken' });
    await engine.invoice(poisoned, 'INV-POISONED', LEAP_DAY);

    // 10:00 UTC on the tenth day.
    await world.start(1);
    await world.untilTaken(names.length + 1);
    await eventually(async () => {
      const { pendingActivities } = (await world.collections(poisoned).describe()).raw;
      const failure = pendingActivities?.[0]?.lastFailure;
      if (!failure?.message) throw new Error('Nothing says that the template fails');
    });
    const textTo = (externalId: string) => {
      const mails = world.smtp.received.filter(({ envelope }) => envelope.to.includes(`${externalId}@example.com`));
      assert.equal(mails.length, 1, externalId);
      return mails[0]?.parsed;
    };
    for (const [externalId] of names) {
      const text = textTo(externalId)?.text ?? '';
      assert.ok(text.includes(`INV-${externalId}`) && text.includes('29 February 2024'), `the mail to ${externalId}`);
    }
    assert.ok(textTo('emoji')?.text?.includes('👩‍👩‍👧‍👦'));
    assert.ok(textTo('arabic')?.text?.includes(NAMES.arabic));
    assert.ok(!String(textTo('markup')?.html).includes('<script>'));
    assert.equal(textTo('markup')?.bcc, undefined);
    assert.ok(textTo('rich')?.text?.includes('90,071,992,547,409.93'));

    // A new text heals the one that failed, without anybody's help.
    const healed = { ...template, version: 2, name: 'broken', subject: 'Whole', html: '<p>Whole</p>', text: 'Whole' };
    await engine.db.template.create({ data: healed });
    await world.untilTaken(names.length + 2);
    await world.settled();
    return `${names.length + 2} odd customers got their message, one of them when its template was mended`;
  });
