import fc from 'fast-check';
import { inWindow } from '../../../domain/policy/contact-policy';
import type { Channel, ContactPolicy, Instant, SentMessage } from '../../../domain/types';
import { decideWinBack } from '../../../domain/win-back/decide-win-back';
import type { WinBackAction } from '../../../domain/win-back/win-back-decision';
import type { WinBackFacts, WinBackInput } from '../../../domain/win-back/win-back-facts';
import { stepCost } from '../../../domain/win-back/win-back-policy';
import { arbitraryPolicy } from '../../support/arbitraries/policies';
import { DAY_MS, STARTED_AT, winBackCase } from './win-back-case';

/** Something that happens to the customer while the win-back runs. */
type Event = { readonly at: Instant } & (
  | { readonly kind: 'fact'; readonly facts: Partial<WinBackFacts> }
  | { readonly kind: 'collections-message'; readonly channel: Channel }
  | { readonly kind: 'plan' }
);

type Act = {
  readonly at: Instant;
  readonly action: WinBackAction;
  readonly step: string;
  readonly input: WinBackInput;
};
type Played = {
  readonly acts: readonly Act[];
  readonly messages: readonly SentMessage[];
  readonly endedAt: Instant;
  readonly outcome: string;
};

const arbitraryAt = fc.integer({ min: 0, max: 70 * 24 }).map((hours) => STARTED_AT + hours * 3_600_000);
const BLOCKED: readonly Partial<WinBackFacts>[] = [
  { disputeIsOpen: true },
  { escalationIsOpen: true },
  { overdue: new Map([['USD', 10_001n]]) },
  { disputeHolds: [null] },
];
const CLEAR: Partial<WinBackFacts> = {
  disputeIsOpen: false,
  escalationIsOpen: false,
  overdue: new Map([['USD', 10_000n]]),
  disputeHolds: [],
};
const arbitraryEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ at: arbitraryAt, kind: fc.constant('fact' as const), facts: fc.constantFrom(...BLOCKED, CLEAR, CLEAR) }),
  fc.record({
    at: arbitraryAt,
    kind: fc.constant('collections-message' as const),
    channel: fc.constantFrom<Channel>('email', 'sms'),
  }),
  fc.record({ at: arbitraryAt, kind: fc.constant('plan' as const) }),
);
const arbitraryEvents = fc
  .array(arbitraryEvent, { maxLength: 12 })
  .map((events) => events.toSorted((left, right) => left.at - right.at));

type Given = {
  readonly events: readonly Event[];
  readonly policy: ContactPolicy;
  readonly draw: number;
  readonly soFarMinor: bigint;
};
const arbitraryCase: fc.Arbitrary<Given> = fc.record({
  events: arbitraryEvents,
  policy: arbitraryPolicy,
  draw: fc.double({ min: 0, max: 0.999, noNaN: true }),
  soFarMinor: fc.constantFrom(0n, 100_000n),
});

/** Plays a win-back as the engine does: plan, wait for the touch or for what happens before, decide again, act. */
function play({ events, policy, draw, soFarMinor }: Given): Played {
  let input = winBackCase({ draw, soFarMinor });
  input = { ...input, contact: { ...input.contact, policy } };
  const acts: Act[] = [];
  let now = STARTED_AT;
  let next = 0;
  for (let turn = 0; turn < 200; turn += 1) {
    const decision = decideWinBack(input, now);
    if (decision.status === 'closed') {
      return { acts, messages: input.contact.messages, endedAt: now, outcome: decision.outcome };
    }
    if (decision.status === 'idle') throw new Error('A win-back is never idle: it has an end');
    const event = events[next];
    if (event !== undefined && event.at <= decision.at) {
      now = Math.max(now, event.at);
      next += 1;
      input = happen(input, event, now);
      continue;
    }
    now = decision.at;
    acts.push({ at: now, action: decision.action, step: decision.step, input });
    input = act(input, decision.action, decision.step, now);
  }
  throw new Error('The win-back does not end');
}

function happen(input: WinBackInput, event: Event, at: Instant): WinBackInput {
  if (event.kind === 'fact') return { ...input, facts: { ...input.facts, ...event.facts } };
  if (event.kind === 'plan') return input;
  const messages = [...input.contact.messages, { at, channel: event.channel }];
  return { ...input, contact: { ...input.contact, messages } };
}

function act(input: WinBackInput, action: WinBackAction, step: string, at: Instant): WinBackInput {
  const done = new Map([...input.done, [step, at]]);
  const { winBack } = input.facts;
  const isTouch = action === 'sendEmail' || action === 'sendSms' || action === 'createOwnerTask';
  const planned = winBack?.policy.branches.flatMap(({ steps }) => steps).find(({ id }) => id === step);
  const cost = planned === undefined || winBack === null || !isTouch ? 0n : stepCost(planned, winBack.currency);
  const channel = action === 'sendEmail' ? 'email' : action === 'sendSms' ? 'sms' : null;
  const { messages } = input.contact;
  return {
    ...input,
    done,
    contact: { ...input.contact, messages: channel === null ? messages : [...messages, { at, channel }] },
    facts: {
      ...input.facts,
      touches: input.facts.touches + (isTouch ? 1 : 0),
      costMinor: input.facts.costMinor + cost,
    },
  };
}

const isMessage = ({ action }: Act) => action === 'sendEmail' || action === 'sendSms';

describe('a win-back, whatever happens while it runs', () => {
  it('sends nothing in a closed window, within the gap or over a cap, messages of collections counted', () => {
    fc.assert(
      fc.property(arbitraryCase, (given) => {
        const { policy } = given;
        for (const { at, action, input } of play(given).acts.filter(isMessage)) {
          const channel: Channel = action === 'sendSms' ? 'sms' : 'email';
          const { calendar, messages } = input.contact;
          expect(inWindow(policy, calendar, channel, input.customer.zone, at)).toBe(true);
          const within = (days: number, counts: (one: Channel) => boolean) =>
            messages.filter((sent) => sent.at > at - days * DAY_MS && sent.at <= at && counts(sent.channel)).length;
          expect(within(policy.minimumGapDays, () => true)).toBe(0);
          for (const cap of policy.caps) {
            const counts = (one: Channel) => cap.channels.length === 0 || cap.channels.includes(one);
            if (counts(channel)) expect(within(cap.perDays, counts)).toBeLessThan(cap.count);
          }
        }
      }),
    );
  });

  it('does nothing to the customer while a dispute, an escalation or too much overdue is open', () => {
    fc.assert(
      fc.property(arbitraryCase, (given) => {
        for (const { action, input } of play(given).acts) {
          if (action === 'endWinBack') continue;
          const { disputeIsOpen, escalationIsOpen, disputeHolds, overdue } = input.facts;
          expect([disputeIsOpen, escalationIsOpen, disputeHolds.length]).toEqual([false, false, 0]);
          expect(overdue.get('USD') ?? 0n).toBeLessThanOrEqual(10_000n);
        }
      }),
    );
  });

  it('never contacts a hold-out, and always ends when the measuring does', () => {
    fc.assert(
      fc.property(arbitraryCase, (given) => {
        const { acts, endedAt, outcome } = play(given);
        const { winBack } = winBackCase({ draw: given.draw }).facts;
        if (given.draw < 0.2) expect(acts.map(({ action }) => action)).toEqual(['endWinBack']);
        expect(endedAt).toBe(winBack?.measureUntilAt);
        expect(['ended', 'exhausted']).toContain(outcome);
      }),
    );
  });

  it('does no step twice, and stays within the most touches and the budget', () => {
    fc.assert(
      fc.property(arbitraryCase, (given) => {
        const { acts } = play(given);
        const steps = acts.map(({ step }) => step);
        expect(new Set(steps).size).toBe(steps.length);
        for (const { input, action } of acts) {
          if (action === 'endWinBack' || action === 'skipStep') continue;
          expect(input.facts.touches).toBeLessThan(3);
        }
        const cost = acts.at(-1)?.input.facts.costMinor ?? 0n;
        expect(cost).toBeLessThanOrEqual(5_000n);
      }),
    );
  });

  it('does the same however often it is planned', () => {
    fc.assert(
      fc.property(arbitraryCase, fc.array(arbitraryAt, { maxLength: 5 }), (given, plans) => {
        const more = [...given.events, ...plans.map((at) => ({ at, kind: 'plan' as const }))];
        const again = { ...given, events: more.toSorted((left, right) => left.at - right.at) };
        const lines = ({ acts }: Played) => acts.map(({ at, action, step }) => `${at} ${action} ${step}`);
        expect(lines(play(again))).toEqual(lines(play(given)));
      }),
    );
  });
});
