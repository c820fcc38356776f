import type { Row } from './scenario';
import { postgresAway, temporalAway } from './scenarios/away';
import { clockRestart } from './scenarios/clock-restart';
import { duplicates } from './scenarios/duplicates';
import { engineDown, workersDown } from './scenarios/engine-down';
import { eventsInFull } from './scenarios/events-in-full';
import { importTwice } from './scenarios/import-twice';
import { interleavings } from './scenarios/interleavings';
import { killWorkflowTask } from './scenarios/kill-workflow-task';
import { killAnytime, killedInTheMiddle, killEmail, killSms, sigtermUnderLoad } from './scenarios/kills';
import { mailServerDown } from './scenarios/mail-server-down';
import { manyLines } from './scenarios/many-lines';
import { poison } from './scenarios/poison';
import { smtpFaults, twilioFaults } from './scenarios/providers';
import { cents, chargeBack, dayMissed, manyInvoices, noAddress, sundayNight } from './scenarios/seen-elsewhere';
import { twoWorkers } from './scenarios/two-workers';
import { twoVersions } from './scenarios/versions';
import { zoneGap } from './scenarios/zone-gap';

/** Every fault that is made on purpose, with what must hold all the same. */
export const ROWS: readonly Row[] = [
  {
    name: 'kill-email',
    fault: 'kill -9 of a worker before the claim, between claim and hand-over, after the hand-over, after the record',
    expected:
      'another worker goes on (elsewhere: after up to 40 minutes); a mail of unknown fate goes once more, under its Message-ID',
    run: killEmail,
    proofs: ['test/worker/kill.test.ts', 'test/activities/crashes.test.ts'],
    isLong: true,
  },
  {
    name: 'kill-sms',
    fault: 'the same on the way of an SMS',
    expected: 'it is looked up, and never goes twice',
    run: killSms,
    proofs: ['test/worker/kill.test.ts', 'test/activities/crashes.test.ts'],
    isLong: true,
  },
  {
    name: 'kill-workflow-task',
    fault: 'kill -9 of a worker that has begun workflow tasks and not ended them',
    expected: 'the tasks time out, and another worker takes each of the customers on',
    run: killWorkflowTask,
    proofs: ['test/worker/kill.test.ts'],
    isLong: true,
  },
  {
    name: 'kill-anytime',
    fault: 'kill -9 at random moments: while planning, while sending, between',
    expected: 'every message comes, every workflow goes on',
    run: killAnytime,
    proofs: ['test/worker/kill.test.ts'],
    isLong: true,
  },
  {
    name: 'killed-in-the-middle',
    fault: 'all workers die after 40 of 78 mails (elsewhere: 38 lost and called sent, 40 doubled)',
    expected: '78 of 78 come; only those under way may come twice',
    run: killedInTheMiddle,
    proofs: ['test/worker/kill.test.ts'],
    isLong: true,
  },
  {
    name: 'sigterm',
    fault: 'SIGTERM under load',
    expected: 'nothing is ambiguous, the process ends by itself within its grace',
    run: sigtermUnderLoad,
    proofs: ['test/worker/sigterm.test.ts'],
    isLong: true,
  },
  {
    name: 'two-workers',
    fault: 'two workers serve the same customers (elsewhere: 156 mails for 78)',
    expected: 'one mail for each',
    run: twoWorkers,
    proofs: ['test/activities/send-message.test.ts'],
    isLong: true,
  },
  {
    name: 'two-versions',
    fault: 'another release comes in the middle of a herd, on which no run of the first could go on',
    expected: 'each mail comes; every run is moved by the reconcile, and the workers of the first release can go',
    run: twoVersions,
    proofs: ['test/workflows/versioning.test.ts', 'test/replay/replay.test.ts'],
    isLong: true,
  },
  {
    name: 'temporal-away',
    fault: 'Temporal is stopped under load, and started again on the same store',
    expected: 'the API takes facts, and refuses at once what needs the engine; nothing is lost',
    run: temporalAway,
    proofs: ['test/api/engine-away.test.ts'],
    usesAway: true,
    stopsServers: true,
  },
  {
    name: 'postgres-away',
    fault: 'PostgreSQL is stopped under load, and started again',
    expected: 'activities come again, not in a storm; no workflow fails',
    run: postgresAway,
    proofs: [],
    usesAway: true,
    stopsServers: true,
  },
  {
    name: 'smtp-faults',
    fault: '421, 450, 550, connections dropped before and after DATA, silence, under load',
    expected: 'each is taken, sent by SMS instead, or left to a person; bounces mark the contact point',
    run: smtpFaults,
    proofs: ['test/activities/channels/smtp-email-sender.test.ts', 'test/activities/provider-answers.test.ts'],
    isLong: true,
  },
  {
    name: 'mail-server-down',
    fault: 'the mail server is stopped under load, and refuses addresses with 550 (elsewhere: logged as sent)',
    expected: 'what it has not taken is not called sent, and goes out when it is back, or is a task for a person',
    run: mailServerDown,
    proofs: ['test/activities/channels/smtp-email-sender.test.ts', 'test/activities/provider-answers.test.ts'],
    isLong: true,
  },
  {
    name: 'twilio-faults',
    fault: '429 with Retry-After, 500, taken but 500, 21211, 21610, dropped, silence, under load',
    expected: 'one SMS each, or one email instead; the contact point says why',
    run: twilioFaults,
    proofs: ['test/activities/channels/twilio-sms-sender.test.ts', 'test/activities/provider-answers.test.ts'],
    isLong: true,
  },
  {
    name: 'interleavings',
    fault: 'payment, hold, STOP or a new due date at a random moment around a send; with 20 seeds 10,000 of them',
    expected: 'no message is claimed after the commit',
    run: interleavings,
    proofs: ['test/activities/payment-interleavings.test.ts', 'test/workflows/payment-race.test.ts'],
  },
  {
    name: 'duplicates',
    fault: 'the same webhook and POST many times at two API processes; a payment before its invoice',
    expected: 'one effect',
    run: duplicates,
    proofs: ['test/api/idempotency.test.ts', 'test/api/webhooks.test.ts', 'test/facts/write/payments.test.ts'],
  },
  {
    name: 'import-twice',
    fault: 'the same import again, by two database clients at once, and with its rows in another order',
    expected: 'it changes nothing',
    run: importTwice,
    proofs: ['test/facts/import/import.test.ts', 'test/facts/import/parts-alone.test.ts'],
  },
  {
    name: 'engine-down',
    fault: 'the engine is down for 1, 3 and 30 days',
    expected: 'what was missed is caught up with exactly as catchUp says',
    run: engineDown,
    proofs: ['test/domain/decide/planning.test.ts'],
  },
  {
    name: 'workers-down',
    fault: 'the workers are away for days on the real engine',
    expected: 'the same',
    run: workersDown,
    proofs: ['test/workflows/collections.test.ts', 'test/domain/decide/planning.test.ts'],
    isLong: true,
  },
  {
    name: 'poison',
    fault:
      'a template that fails, a name of 5,000 characters, emoji, right-to-left text, markup, 0.00, 2^53 + 1 minor units, 29 February',
    expected: 'a clear error or a correct message; other customers are not kept waiting',
    run: poison,
    proofs: ['test/domain/message/render.test.ts'],
  },
  {
    name: 'zone-gap',
    fault: 'sendAt is a wall time that the clocks of the zone jump over',
    expected: 'the step acts so much later as the clocks jump; customers elsewhere have their own hour',
    run: zoneGap,
    proofs: ['test/domain/calendar/zone.test.ts', 'test/domain/decide/new-york.test.ts'],
    isLong: true,
  },
  {
    name: 'old-histories',
    fault: 'histories of earlier releases on the new code',
    expected: 'replay is clean',
    run: null,
    proofs: ['test/replay/replay.test.ts'],
  },
  {
    name: 'many-invoices',
    fault:
      '36 invoices of one customer; none, the largest, some or all are paid after the plan was made (elsewhere: 36 mails, an empty mail, a paid one dunned)',
    expected: 'one mail, of what is owed; none where nothing is',
    run: manyInvoices,
    proofs: ['test/activities/send-message.test.ts'],
  },
  {
    name: 'cents',
    fault: 'a part payment that leaves 0.01 (elsewhere: escalated)',
    expected: 'nothing below the minimum balance, at any step',
    run: cents,
    proofs: ['test/domain/decide/waiting.test.ts'],
  },
  {
    name: 'charge-back',
    fault: 'a payment is taken back weeks later (elsewhere: straight to a late stage)',
    expected: 'the latest reminder only; nobody is blocked',
    run: chargeBack,
    proofs: ['test/facts/write/payments.test.ts'],
  },
  {
    name: 'day-missed',
    fault: 'one day or several levels are missed (elsewhere: four levels on four days, or steps left out in silence)',
    expected: 'the latest level only; the timeline tells of the others',
    run: dayMissed,
    proofs: ['test/domain/decide/planning.test.ts'],
  },
  {
    name: 'sunday-night',
    fault: 'an invoice arrives on a Sunday night or at 01:30 (elsewhere: mails at 21:46, a state change at 01:30)',
    expected: "the message waits for the customer's working hours, the block for sendAt",
    run: sundayNight,
    proofs: ['test/domain/policy/contact-policy.test.ts'],
  },
  {
    name: 'no-address',
    fault: 'a customer without an address (elsewhere: waits in silence)',
    expected: 'one task for a person, and the message when there is an address',
    run: noAddress,
    proofs: ['test/activities/provider-answers.test.ts'],
  },
  {
    name: 'clock-restart',
    fault:
      "Temporal, the workers or both are restarted in the middle of a test clock's advance (elsewhere: it jumps to the machine's date)",
    expected: "each customer's clock goes on from where it stood; every mail is at its own instant",
    run: clockRestart,
    proofs: ['test/activities/clock/advance-customer.test.ts'],
    isLong: true,
    stopsServers: true,
  },
  {
    name: 'events-in-full',
    fault: 'other systems know nothing but events (elsewhere: they carry neither the old nor the new state)',
    expected: 'a picture made of events alone is the one of the database',
    run: eventsInFull,
    proofs: ['test/worker/webhooks/settled-events.test.ts', 'test/worker/webhooks/deliver.test.ts'],
  },
  {
    name: 'many-lines',
    fault: 'ten times the invoices (elsewhere: 86 times the time)',
    expected: 'the work grows as n log n',
    run: manyLines,
    proofs: ['test/domain/decide/many-invoices.test.ts'],
    isLong: true,
  },
];
