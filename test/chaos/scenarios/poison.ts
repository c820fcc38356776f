import assert from 'node:assert/strict';
import { DomainError } from '../../../domain/errors';
import { issueInvoice } from '../../../facts/write/issue-invoice';
import type { Scenario } from '../scenario';
import { ChaosWorld } from '../support/chaos-world';
import { between, pick, type Draw } from '../support/seeded';
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
/** A leap day. */
const LEAP_DAY = '2024-02-29';
/** Shortly before 10:00 of the tenth day after it, on which the clocks of New York jump. */
const ZONES = [
  { zone: 'UTC', startsAt: '2024-03-10T09:59:58Z' },
  { zone: 'America/New_York', startsAt: '2024-03-10T13:59:58Z' },
  { zone: 'Asia/Kolkata', startsAt: '2024-03-10T04:29:58Z' },
  { zone: 'Pacific/Auckland', startsAt: '2024-03-09T20:59:58Z' },
] as const;
const LANGUAGES = { en: '29 February 2024', zh: '2024年2月29日' } as const;
/** One of each kind is played. */
const NAMES = {
  long: ['A'.repeat(5_000), '漢'.repeat(5_000), 'Ltd & Co '.repeat(555), '🧨'.repeat(2_500)],
  emoji: ['Café 🧨👩‍👩‍👧‍👦 & Sons', '🏳️‍🌈', '1️⃣ Stop Shop 🇳🇿', 'Zo\u0308e\u0301 Nai\u0308ve'],
  'right-to-left': ['شركة النور للتجارة', 'חברת אור בע״מ', 'Nour شركة 2024'],
  markup: [
    '<script>alert(1)</script> {{ customer.name }}\r\nBcc: eve@example.com',
    '{% if %}\nBcc: eve@example.com',
    '"><img src=x onerror=alert(1)>\r\n\r\nBcc: eve@example.com',
    '</html><script>{{ 1 | no-such-filter }}</script>',
  ],
} as const;
/** As if they had been written past the API, which refuses texts that do not parse. */
const FAILING = [
  { subject: 'Broken {% if %}', html: '<p>{{ nothing | no-such-filter }}</p>' },
  { subject: 'Broken', html: '<p>{{ nothing | no-such-filter }}</p>' },
  { subject: 'Broken {{ no.such.fact }}', html: '<p>Broken</p>' },
  { subject: 'Broken', html: '<p>{% for item in items %}</p>' },
] as const;
const NOTHING_OWED = [0n, -1n, -(2n ** 53n)] as const;
const MORE_THAN_A_NUMBER = 2n ** 53n + 1n;

/** Told apart from the program. */
const inDollars = (minor: bigint): string =>
  `${(minor / 100n).toLocaleString('en-US')}.${String(minor % 100n).padStart(2, '0')}`;
const withoutSpace = (text: string | undefined): string => (text ?? '').replaceAll(/\s+/gu, '');

type Odd = {
  readonly externalId: string;
  readonly name: string;
  readonly language: keyof typeof LANGUAGES;
  readonly amountMinor: bigint;
};

/** The customers that are odd, in the order in which they come. */
function oddBySeed(draw: Draw): readonly Odd[] {
  const named = Object.entries(NAMES).map(([externalId, names]) => {
    return { externalId, name: pick<string>(draw, externalId, names), amountMinor: 10_000n };
  });
  const amountMinor = MORE_THAN_A_NUMBER + 2n * BigInt(between(draw, 'more', 0, 1_000_000));
  const all = [...named, { externalId: 'rich', name: 'Rich', amountMinor }];
  return all
    .map((odd) => {
      const language = draw(`language of ${odd.externalId}`) < 0.7 ? ('en' as const) : ('zh' as const);
      return { ...odd, language };
    })
    .toSorted((a, b) => draw(`place of ${a.externalId}`) - draw(`place of ${b.externalId}`));
}

/** Odd facts get a correct message, impossible ones a clear refusal, and nobody else is kept waiting. */
export const poison: Scenario = (chaos) =>
  ChaosWorld.with(chaos, PLAYBOOK, async (world) => {
    const { engine } = world;
    const { draw } = chaos;
    const { zone, startsAt } = pick(draw, 'zone', ZONES);
    engine.at('2024-03-09T12:00:00Z');
    const template = {
      channel: 'email',
      language: 'en',
      name: 'broken',
      purpose: 'collections',
      createdBy: 'chaos',
    } as const;
    const failing = pick(draw, 'template', FAILING);
    await engine.db.template.create({ data: { ...template, ...failing, version: 1 } });
    await engine.publish('playbook', BROKEN);

    const odd = oddBySeed(draw);
    const poisonedAt = between(draw, 'place of poisoned', 0, odd.length);
    for (const one of odd.slice(0, poisonedAt)) await add(world, one, zone);
    const poisoned = await engine.customer({ externalId: 'poisoned', segment: 'broken', zone });
    await engine.invoice(poisoned, 'INV-POISONED', LEAP_DAY);
    for (const one of odd.slice(poisonedAt)) await add(world, one, zone);

    await world.start(1, {}, startsAt);
    await world.untilTaken(odd.length);
    await eventually(async () => {
      const { pendingActivities } = (await world.collections(poisoned).describe()).raw;
      const failure = pendingActivities?.[0]?.lastFailure;
      if (!failure?.message) throw new Error('Nothing says that the template fails');
    });
    for (const { externalId, name, language, amountMinor } of odd) {
      const mails = world.smtp.received.filter(({ envelope }) => envelope.to.includes(`${externalId}@example.com`));
      assert.equal(mails.length, 1, externalId);
      const { text, html, bcc, headers } = mails[0]!.parsed;
      const said = [`INV-${externalId}`, LANGUAGES[language], inDollars(amountMinor)];
      for (const words of said) assert.ok(text?.includes(words), `"${words}" in the mail to ${externalId}`);
      // Lines may be broken anywhere, and a long name may be in several.
      assert.ok(withoutSpace(text).includes(withoutSpace(name)), `the name in the mail to ${externalId}`);
      assert.ok(!/<script|<img src=x/.test(String(html)), `no markup of a name in the mail to ${externalId}`);
      assert.ok(bcc === undefined && !headers.has('bcc'), `no header of a name in the mail to ${externalId}`);
    }

    // A new text heals the one that failed, without anybody's help.
    const healed = { ...template, version: 2, subject: 'Whole', html: '<p>Whole</p>', text: 'Whole' };
    await engine.db.template.create({ data: healed });
    await world.untilTaken(odd.length + 1);
    await world.settled();
    return `${odd.length + 1} odd customers in ${zone} got their message, one of them when its template was mended`;
  });

async function add({ engine }: ChaosWorld, { externalId, name, language, amountMinor }: Odd, zone: string) {
  const id = await engine.customer({ externalId, language, zone });
  await engine.db.customer.update({ where: { id }, data: { name } });
  const invoice = {
    ...{ customerId: id, issuedOn: '2024-01-01', currency: 'USD', paymentUrl: null, attributes: {} },
    ...{ number: `INV-${externalId}` },
  };
  const items = [{ instalment: null, dueOn: LEAP_DAY, amountMinor }];
  await issueInvoice(engine.db, { ...invoice, items }, engine.ctx());
  for (const nothing of NOTHING_OWED) {
    const free = [{ instalment: null, dueOn: LEAP_DAY, amountMinor: nothing }];
    await assert.rejects(
      issueInvoice(engine.db, { ...invoice, number: `${invoice.number}-0`, items: free }, engine.ctx()),
      DomainError,
    );
  }
}
