import { decideOnboarding, type OfferFacts, type OnboardingFacts } from '../../../domain/assign/decide-onboarding';
import { EVERY_WEEKDAY } from '../../../domain/calendar/business-calendar';
import { FALLBACK_POLICY } from '../../../domain/policy/fallback-policy';

const HOUR = 3_600_000;
/** Thursday 2026-10-08, 10:00 in London. */
const START = Date.UTC(2026, 9, 8, 9);
const CONTACT = { policy: FALLBACK_POLICY, calendar: EVERY_WEEKDAY, zone: 'Europe/London', messages: [] };

function facts(changes: Partial<OnboardingFacts> = {}): OnboardingFacts {
  return {
    startedAt: START,
    emailStopped: false,
    paused: false,
    ownerId: null,
    returning: false,
    policy: { tries: 2, welcome: 'welcome', businessHours: { from: 540, to: 1080 } },
    offers: [],
    byHandAt: null,
    done: new Map(),
    contact: CONTACT,
    ...changes,
  };
}

function anOffer(number: number, changes: Partial<OfferFacts> = {}): OfferFacts {
  return {
    number,
    status: 'offered',
    staffId: `s${number}`,
    offeredAt: START,
    dueAt: START + 4 * HOUR,
    endedAt: null,
    ...changes,
  };
}

const doneSteps = (...steps: readonly string[]) => new Map(steps.map((step) => [step, START]));

describe('onboarding', () => {
  test('offers the customer at once, to the first candidate', () => {
    expect(decideOnboarding(facts(), START + 5)).toMatchObject({
      status: 'planned',
      action: 'offerAssignment',
      step: 'offer-1',
      at: START + 5,
    });
  });
  test('tells the person, then waits until the acceptance is due', () => {
    const offered = { ownerId: 's1', offers: [anOffer(1)] };
    expect(decideOnboarding(facts(offered), START)).toMatchObject({
      action: 'notifyStaff',
      step: 'notify-1',
      at: START,
    });
    const told = facts({ ...offered, done: doneSteps('offer-1', 'notify-1') });
    expect(decideOnboarding(told, START)).toMatchObject({
      action: 'offerAssignment',
      step: 'offer-2',
      at: START + 4 * HOUR,
      summary: 'Offer to the next candidate (try 2)',
    });
  });
  test('lets the acceptance fall due without the notice: while email is stopped, or where no mail server takes it', () => {
    const offered = { ownerId: 's1', offers: [anOffer(1)], done: doneSteps('offer-1') };
    const next = { action: 'offerAssignment', step: 'offer-2', at: START + 4 * HOUR };
    expect(decideOnboarding(facts({ ...offered, emailStopped: true }), START)).toMatchObject(next);
    expect(decideOnboarding(facts(offered), START + 4 * HOUR)).toMatchObject(next);
  });
  test('goes on to the next at once when the person declines', () => {
    const declined = anOffer(1, { status: 'declined', endedAt: START + HOUR });
    expect(decideOnboarding(facts({ offers: [declined] }), START)).toMatchObject({ step: 'offer-2', at: START + HOUR });
  });
  test('puts the customer into the queue after the last try', () => {
    const offers = [anOffer(1, { status: 'expired' }), anOffer(2)];
    const told = facts({ ownerId: 's2', offers, done: doneSteps('offer-2', 'notify-2') });
    expect(decideOnboarding(told, START)).toMatchObject({
      step: 'offer-3',
      summary: 'Into the queue: nobody has accepted',
    });
  });
  test('waits in the queue until somebody takes the customer', () => {
    const offers = [anOffer(1, { status: 'expired' }), anOffer(2, { status: 'queued', staffId: null, dueAt: null })];
    expect(decideOnboarding(facts({ offers }), START).status).toBe('idle');
  });
  test('welcomes the customer when the contact policy lets it, and closes', () => {
    // Accepted on Friday at 19:00 in London: the window opens on Monday at 09:00.
    const at = Date.UTC(2026, 9, 9, 18);
    const accepted = { ownerId: 's1', offers: [anOffer(1, { status: 'accepted', endedAt: at })] };
    expect(decideOnboarding(facts(accepted), at)).toMatchObject({
      action: 'sendEmail',
      step: 'welcome',
      at: Date.UTC(2026, 9, 12, 8),
    });
    expect(decideOnboarding(facts({ ...accepted, done: doneSteps('welcome') }), at)).toMatchObject({
      status: 'closed',
      outcome: 'accepted',
    });
  });
  test('is not held up by a welcome that cannot be sent, or that nobody wants', () => {
    const accepted = { ownerId: 's1', offers: [anOffer(1, { status: 'accepted', endedAt: START })] };
    const outcomes = [
      facts({ ...accepted, contact: null }),
      facts({ ...accepted, policy: { tries: 2, welcome: null, businessHours: { from: 540, to: 1080 } } }),
    ].map((one) => decideOnboarding(one, START));
    expect(outcomes).toMatchObject([
      { status: 'closed', outcome: 'accepted' },
      { status: 'closed', outcome: 'accepted' },
    ]);
  });
  test('ends when an operator names the owner, or changes it beside the offer', () => {
    const byHand = facts({
      ownerId: 's9',
      offers: [anOffer(1, { status: 'withdrawn' })],
      byHandAt: START,
      contact: null,
    });
    const beside = facts({ ownerId: 's9', offers: [anOffer(1)], contact: null });
    expect([byHand, beside].map((one) => decideOnboarding(one, START))).toMatchObject([
      { status: 'closed', outcome: 'assigned-by-hand' },
      { status: 'closed', outcome: 'assigned-by-hand' },
    ]);
  });
  test('has nothing to do for a customer that came with its owner, but assigns one that returns', () => {
    expect(decideOnboarding(facts({ ownerId: 's9' }), START)).toMatchObject({ status: 'closed', outcome: 'has-owner' });
    expect(decideOnboarding(facts({ ownerId: 's9', returning: true }), START)).toMatchObject({ step: 'offer-1' });
  });
  test('ends where no policy applies', () => {
    expect(decideOnboarding(facts({ policy: null }), START)).toMatchObject({ status: 'closed', outcome: 'no-policy' });
  });
  test('waits while the customer is paused', () => {
    expect(decideOnboarding(facts({ paused: true }), START).status).toBe('idle');
  });
});
