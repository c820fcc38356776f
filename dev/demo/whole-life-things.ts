import { lifecycleOut } from '../../api/contract/lifecycle';
import { timelinePageOut } from '../../api/contract/plan';
import { tasksPageOut } from '../../api/contract/tasks';
import { advanceRequest, arrive, clockRequest } from './advance-clock';
import { expectThat, getFromApi, type Thing } from './thing';
import { WHOLE_LIFE } from './whole-life';

/** Where the customer with the whole life is to be seen. */
export type WholeLifeRefs = {
  readonly clockId: string;
  /** Its lifecycle in Temporal UI. */
  readonly lifecycleUrl: string;
};

const CUSTOMER = `/v1/customers/ext:${WHOLE_LIFE.customer}`;
const TOLD_KINDS =
  'stage.,assignment.,credit-review.,credit.,invoice.,payment.,order.,escalation.,message.,episode.ended,touch.done';

const lifecycle = getFromApi(`${CUSTOMER}/lifecycle`, 'stand');
const tasks = getFromApi(
  `/v1/tasks?customer=ext:${WHOLE_LIFE.customer}`,
  `pick 'items.map(it => [it.owner?.name, it.title.en, it.dueAt])'`,
);
const timeline = getFromApi(`${CUSTOMER}/timeline?sort=id&limit=200&kind=${TOLD_KINDS}`, 'lines');

export function seeWhereItStands({ clockId, lifecycleUrl }: WholeLifeRefs): Thing {
  const advance = advanceRequest(clockId, WHOLE_LIFE.escalatedAt);
  return {
    title: 'Take a new customer to its first escalation, and see where it stands',
    requests: [advance, clockRequest(clockId), lifecycle, tasks],
    see: [
      'once the clock has arrived: the stage "active", and two open episodes with what each waits for,',
      'collections of the overdue invoice and the escalation, whose second level was told at 13:00;',
      'the worklist has the tasks of the escalation, one of Ana’s or Ben’s and one of Grace’s.',
      'Temporal UI has the stage and the open episodes on the tab "User Metadata" of its lifecycle, and from there, under',
      '"Relationships", the page of each episode with what it waits for now:',
      lifecycleUrl,
    ],
    check: async (world) => {
      await arrive(world, advance);
      const { stage, open } = await world.ask(lifecycle, lifecycleOut);
      expectThat(stage === 'active', 'the stage "active"');
      const kinds = open.map(({ kind }) => kind).join(' and ');
      expectThat(kinds === 'collections and escalation', 'collections and an escalation open');
      const { items } = await world.ask(tasks, tasksPageOut);
      const owners = items.map(({ owner }) => owner?.name ?? '');
      expectThat(owners.includes('Grace Lin'), 'a task of Grace Lin');
      return open.map(({ kind, waitsFor }) => `${kind} (${waitsFor?.en ?? ''})`).join(', ');
    },
  };
}

export function followItsWholeLife({ clockId }: WholeLifeRefs): Thing {
  const advance = advanceRequest(clockId, WHOLE_LIFE.endAt);
  return {
    title: 'Let it pay, fall silent, and come back',
    requests: [advance, clockRequest(clockId), timeline, lifecycle],
    see: [
      'from January to August in the timeline: offered to one account manager, who lets four hours pass, accepted by the',
      'other; reviewed, referred and approved; reminded, escalated, acknowledged by the manager, paid; dormant after 120',
      'days without an order; a letter three days later, an order, won back, reviewed by itself, and assigned again.',
    ],
    check: async (world) => {
      await arrive(world, advance);
      const { items } = await world.ask(timeline, timelinePageOut);
      const lines = items.map(({ local, text }) => `${local}  ${text.en}`);
      for (const [local, text] of EXPECTED) {
        expectThat(
          lines.some((line) => line.startsWith(`${local} ${WHOLE_LIFE.zone}`) && line.includes(text)),
          `a line at ${local} that says ${text}`,
        );
      }
      const { stage, open } = await world.ask(lifecycle, lifecycleOut);
      expectThat(stage === 'active' && open.length === 0, 'the stage "active" and no open episode');
      return lines.map((line) => `\n        ${line}`).join('');
    },
  };
}

const EXPECTED: readonly (readonly [string, string])[] = [
  ['2026-01-12 13:00', 'did not accept the customer in time'],
  ['2026-01-12 14:30', 'Stage onboarding → active'],
  ['2026-01-12 14:30', 'waits for a decision by the role credit-manager'],
  ['2026-01-13 10:00', 'The credit review was approved by Cara Voss'],
  ['2026-02-17 09:00', 'Email: "reminder-1" of invoice CED-1'],
  ['2026-03-16 13:00', 'Level 2 of the ladder standard was told: Grace Lin'],
  ['2026-03-16 14:00', 'acknowledged at level 2 by Grace Lin'],
  ['2026-03-19 10:00', 'A payment of 2400.00 USD was received'],
  ['2026-07-18 00:00', 'Stage active → dormant'],
  ['2026-07-21 10:00', 'The email "win-back-silent" was taken by the provider'],
  ['2026-07-23 10:00', 'Stage dormant → won-back'],
  ['2026-07-23 12:00', 'Stage won-back → active'],
];
