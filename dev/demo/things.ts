import { z } from 'zod';
import { customerDetailOut } from '../../api/contract/customers';
import { paymentOut } from '../../api/contract/payments';
import { planOut, timelinePageOut } from '../../api/contract/plan';
import type { CivilDate } from '../../domain/types';
import { advanceRequest, arrive, clockRequest } from './advance-clock';
import type { DemoRequest } from './request';
import { CLOCK } from './staged-story';
import { TOLD } from './story-customers';
import { expectThat, getFromApi, type Thing } from './thing';
import { followItsWholeLife, seeWhereItStands, type WholeLifeRefs } from './whole-life-things';

/** What the things need to know of the story as it was told. */
export type StoryRefs = {
  readonly testClockId: string;
  /** At the SMS provider: the SMS that is answered with STOP. */
  readonly smsSid: string;
  /** Of the customer who is going to pay: today, and where its workflow is to be seen. */
  readonly paidOn: CivilDate;
  readonly workflowUrl: string;
  readonly wholeLife: WholeLifeRefs;
};

/** The seven things to try, in the order in which they are meant to be tried. */
export function thingsToTry(refs: StoryRefs): readonly Thing[] {
  const { wholeLife } = refs;
  return [
    readLetters,
    askWhyThen,
    recordPayment(refs),
    replyStop(refs),
    advanceClock(refs),
    seeWhereItStands(wholeLife),
    followItsWholeLife(wholeLife),
  ];
}

const mail = z.object({
  subject: z.string(),
  to: z.array(z.object({ address: z.string() })),
  html: z.string(),
});

const letters: DemoRequest = {
  method: 'GET',
  to: 'INBOX',
  path: '/api/email',
  read: "pick 'map(mail => mail.subject)'",
};

const readLetters: Thing = {
  title: 'Read the reminders that went out when the customers were activated',
  requests: [letters],
  see: [
    'six letters to customers in the inbox (open its page, too), one of them in Chinese, with amounts in dollars, euros and yuan;',
    'the one to 朱砂印务 lists CIN-301 and CIN-302, and not CIN-303, which is on hold because of a dispute;',
    'and a notice to Sam, the owner of Kauri Print, whose invoice is so late that it is escalated.',
  ],
  check: async (world) => {
    const mails = await world.askUntil(letters, z.array(mail), (got) =>
      got.length >= 7 ? null : `${got.length} letters are in the inbox; expected six and a notice`,
    );
    const chinese = mails.find(({ to }) => to.some(({ address }) => address === 'caiwu@zhusha.example'));
    expectThat(chinese?.subject.includes('2 笔账单已逾期') === true, 'a Chinese subject about two overdue invoices');
    expectThat(
      mails.some(({ subject }) => subject === 'Escalation: Overdue invoices, Kauri Print'),
      'a notice about Kauri Print',
    );
    const has = (number: string): boolean => chinese?.html.includes(number) === true;
    expectThat(has('CIN-301') && has('CIN-302') && !has('CIN-303'), 'CIN-301 and CIN-302 listed, CIN-303 not');
    for (const amount of ['$1,240.00', '€48,000.00']) {
      expectThat(
        mails.some(({ html }) => html.includes(amount)),
        `a letter about ${amount}`,
      );
    }
    return mails.map(({ subject }) => subject).join(' | ');
  },
};

const whyThen = getFromApi(`/v1/customers/ext:${TOLD.moved}/plan`, 'why');

const askWhyThen: Thing = {
  title: 'Ask why a reminder goes out when it does',
  requests: [whyThen],
  see: [
    'the step falls on a Saturday 10:00 in Los Angeles, which is outside the contact window,',
    'so that the mail is planned for 09:00 on the next working day.',
  ],
  check: async (world) => {
    const plan = await world.askUntil(whyThen, planOut, ({ status }) =>
      status === 'planned' ? null : `the plan is "${status}"; expected "planned"`,
    );
    expectThat(plan.next?.local.endsWith('09:00 America/Los_Angeles') === true, 'a plan for 09:00 in Los Angeles');
    expectThat(plan.next?.moves[0]?.rule === 'window', 'a move by the contact window');
    return plan.because.map(({ en }) => en).join('; ');
  },
};

function recordPayment({ paidOn, workflowUrl }: StoryRefs): Thing {
  const plan = getFromApi(`/v1/customers/ext:${TOLD.paying}/plan`, 'why');
  const customer = `ext:${TOLD.paying}`;
  const payment: DemoRequest = {
    method: 'POST',
    to: 'API',
    path: '/v1/payments',
    json: { customer, externalId: 'BANK-1', receivedOn: paidOn, currency: 'USD', amount: '2150.00' },
    read: 'pick allocations',
  };
  const timeline = getFromApi(`/v1/customers/ext:${TOLD.paying}/timeline?sort=id`, 'lines');
  return {
    title: 'Record a payment and see the planned reminder vanish',
    requests: [plan, payment, plan, timeline],
    see: [
      'first a reminder three days before the invoice is due, then "no invoice is open";',
      "in the timeline the payment; and in Temporal UI the workflow of this customer's collections as completed:",
      workflowUrl,
    ],
    check: async (world) => {
      const before = await world.askUntil(plan, planOut, ({ status }) =>
        status === 'planned' ? null : `the plan is "${status}"; expected "planned"`,
      );
      await world.ask(payment, paymentOut);
      await world.askUntil(plan, planOut, ({ status }) =>
        status === 'closed' ? null : `the plan is "${status}" after the payment; expected "closed"`,
      );
      const { items } = await world.ask(timeline, timelinePageOut);
      expectThat(
        items.some(({ kind }) => kind === 'payment.received'),
        'the payment in the timeline',
      );
      return `${before.next?.action} ${before.next?.local} is planned no more`;
    },
  };
}

function replyStop({ smsSid }: StoryRefs): Thing {
  const answer: DemoRequest = { method: 'POST', to: 'SMS', path: '/answer', form: { sid: smsSid, keyword: 'STOP' } };
  const customer = getFromApi(
    `/v1/customers/ext:${TOLD.stopping}`,
    "pick 'contactPoints.map(it => [it.address, it.state])'",
  );
  const plan = getFromApi(`/v1/customers/ext:${TOLD.stopping}/plan`, 'why');
  return {
    title: 'Answer STOP to an SMS (or press STOP below it on the SMS page)',
    requests: [plan, answer, customer, plan],
    see: [
      'first an SMS is planned for Beacon Street Coffee; after STOP its number is opted out,',
      'and the same step is planned as an email, "because no sms contact point is usable".',
    ],
    check: async (world) => {
      await world.askUntil(plan, planOut, ({ next }) =>
        next?.action === 'sms' ? null : `the plan is ${next?.action ?? 'nothing'}; expected an SMS`,
      );
      await world.tell(answer);
      await world.askUntil(customer, customerDetailOut, ({ contactPoints }) =>
        contactPoints.some(({ channel, state }) => channel === 'sms' && state === 'opted-out')
          ? null
          : 'the number is not opted out',
      );
      const after = await world.askUntil(plan, planOut, ({ next }) =>
        next?.action === 'email' ? null : `the plan is ${next?.action ?? 'nothing'} after STOP; expected an email`,
      );
      return after.because.map(({ en }) => en).join('; ');
    },
  };
}

function advanceClock({ testClockId }: StoryRefs): Thing {
  const advance = advanceRequest(testClockId, CLOCK.to);
  const timelines = TOLD.sandbox.map((name) =>
    getFromApi(`/v1/customers/ext:${name}/timeline?sort=id&limit=200`, 'lines'),
  );
  return {
    title: 'Move two sandbox customers through three months in seconds',
    requests: [advance, clockRequest(testClockId), ...timelines],
    see: [
      'the clock arrives at 19 April 2026 within seconds; the timelines tell of every reminder and every non-reminder:',
      "nothing on Presidents' Day, nothing during Spring Festival, a step skipped because the balance had become small.",
    ],
    check: async (world) => {
      await arrive(world, advance);
      const [american, chinese] = await Promise.all(timelines.map((timeline) => world.ask(timeline, timelinePageOut)));
      expectLine(american, '2026-02-17 09:00 America/New_York', 'SMS: "due-today" of invoice MAP-1');
      expectLine(american, '2026-03-11 10:00 America/New_York', 'balance 40.00 USD is under 100.00');
      expectLine(chinese, '2026-02-24 09:00 Asia/Shanghai', 'Email: "reminder-1" of invoice LOT-1');
      return [american, chinese]
        .flatMap(linesOf)
        .map((line) => `\n        ${line}`)
        .join('');
    },
  };
}

type Timeline = z.output<typeof timelinePageOut>;

function linesOf(timeline: Timeline | undefined): readonly string[] {
  return timeline?.items.map(({ local, text }) => `${local}  ${text.en}`) ?? [];
}

function expectLine(timeline: Timeline | undefined, local: string, text: string): void {
  expectThat(
    linesOf(timeline).some((line) => line.startsWith(local) && line.includes(text)),
    `a line at ${local} that says ${text}`,
  );
}
