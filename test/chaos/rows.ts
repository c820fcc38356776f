import type { Row } from './scenario';
import { killAnytime, killedInTheMiddle, killEmail, killSms, sigtermUnderLoad } from './scenarios/kills';
import { twoWorkers } from './scenarios/two-workers';

/** Every fault that is made on purpose, with what must hold all the same. */
export const ROWS: readonly Row[] = [
  {
    name: 'kill-email',
    fault: 'kill -9 of a worker before the claim, between claim and hand-over, after the hand-over, after the record',
    expected: 'another worker goes on; a mail whose fate is unknown goes once more under its Message-ID',
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
    name: 'kill-anytime',
    fault: 'kill -9 at random moments: in workflow tasks, while planning, while sending',
    expected: 'every message comes, every workflow goes on',
    run: killAnytime,
    proofs: ['test/worker/kill.test.ts'],
    isLong: true,
  },
  {
    name: 'killed-in-the-middle',
    fault: 'all workers die after 40 of 78 mails',
    expected: '78 of 78 come; only those under way may come twice',
    run: killedInTheMiddle,
    proofs: ['test/worker/kill.test.ts'],
    isLong: true,
  },
  {
    name: 'sigterm',
    fault: 'SIGTERM under load',
    expected: 'nothing is ambiguous, the process ends by itself',
    run: sigtermUnderLoad,
    proofs: [],
  },
  {
    name: 'two-workers',
    fault: 'two workers serve the same customers',
    expected: '78 mails for 78 customers',
    run: twoWorkers,
    proofs: ['test/activities/send-message.test.ts'],
  },
];
