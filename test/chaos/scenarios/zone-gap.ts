import assert from 'node:assert/strict';
import type { Scenario } from '../scenario';
import { ChaosWorld } from '../support/chaos-world';
import { between, pick } from '../support/seeded';

/** Nights in which a zone leaves wall times out: `from` on that day by the wall, at `gapAt`, for so many minutes. */
const GAPS = [
  { zone: 'America/New_York', on: '2024-03-10', from: '02:00', gapAt: '2024-03-10T07:00:00Z', minutes: 60 },
  { zone: 'Europe/Berlin', on: '2024-03-31', from: '02:00', gapAt: '2024-03-31T01:00:00Z', minutes: 60 },
  { zone: 'Africa/Cairo', on: '2024-04-26', from: '00:00', gapAt: '2024-04-25T22:00:00Z', minutes: 60 },
  { zone: 'America/Santiago', on: '2024-09-08', from: '00:00', gapAt: '2024-09-08T04:00:00Z', minutes: 60 },
  { zone: 'Pacific/Auckland', on: '2024-09-29', from: '02:00', gapAt: '2024-09-28T14:00:00Z', minutes: 60 },
  { zone: 'Australia/Lord_Howe', on: '2024-10-06', from: '02:00', gapAt: '2024-10-05T15:30:00Z', minutes: 30 },
] as const;
const DAY_MS = 86_400_000;
const CUSTOMERS = 3;
/** For workers to start, so that the wait is really waited for. */
const BEFORE_MS = 8_000;

const daily = (name: string, sendAt: string): string => `
playbook: ${name}
applies: { customer.segment: ${name} }
steps:
  - { id: first, at: due, do: email, template: due-today, sendAt: "${sendAt}" }
`;

/** `sendAt` is a wall time that does not exist: the step acts so much later, and customers elsewhere at their own hour. */
export const zoneGap: Scenario = (chaos) => {
  const { zone, on, from, gapAt, minutes } = pick(chaos.draw, 'gap', GAPS);
  const into = between(chaos.draw, 'into', 0, minutes - 1);
  const wall = `${from.slice(0, 2)}:${String(into).padStart(2, '0')}`;
  const actsAt = Date.parse(gapAt) + into * 60_000;
  const elsewhere = new Date(actsAt).toISOString();
  const earlier = new Date(actsAt - DAY_MS).toISOString();
  return ChaosWorld.with(
    chaos,
    daily('gap', wall),
    async (world) => {
      const { engine } = world;
      await engine.publish('playbook', daily('elsewhere', elsewhere.slice(11, 16)));
      for (let index = 0; index < CUSTOMERS; index += 1) {
        await world.add({ externalId: `gap-${index}`, segment: 'gap', zone }, on);
        await world.add({ externalId: `utc-${index}`, segment: 'elsewhere', zone: 'UTC' }, elsewhere.slice(0, 10));
      }
      await world.start(1, {}, new Date(actsAt - BEFORE_MS).toISOString());
      const aheadMs = engine.now - Date.now();
      await world.untilTaken(2 * CUSTOMERS);
      await world.settled();
      const done = await engine.db.timelineEvent.findMany({ where: { kind: 'touch.done' } });
      assert.deepEqual(
        done.map(({ data }) => (data as { readonly nominalAt?: unknown }).nominalAt),
        Array.from({ length: 2 * CUSTOMERS }, () => elsewhere),
      );
      // A worker that was not there in time plans for the instant at which it comes.
      const touches = await engine.db.touch.findMany();
      assert.deepEqual(
        touches.filter(({ at }) => at.getTime() < actsAt),
        [],
        'touches before their instant',
      );
      const early = world.smtp.received.filter(({ at }) => at + aheadMs < actsAt);
      assert.deepEqual(
        early.map(({ envelope }) => envelope.to),
        [],
        'mails before their instant',
      );
      assert.equal(world.taken, 2 * CUSTOMERS);
      await world.goesOn();
      return `${wall} of ${on} in ${zone} was ${elsewhere}, for ${CUSTOMERS} customers; ${CUSTOMERS} elsewhere had their mail`;
    },
    earlier,
  );
};
