import { decideOnboarding, type OnboardingAction } from '../../domain/assign/decide-onboarding';
import { loadOnboarding, type LoadedOnboarding } from '../../facts/read/assignment-episode';
import { offerAssignment } from '../../facts/write/assign-offer';
import { withdrawStanding } from '../../facts/write/assign-row';
import { lockCustomer } from '../../facts/write/lock-customer';
import { recordTimeline } from '../../facts/write/record';
import { composeLetter } from './compose-letter';
import type { EpisodeDefinition } from './episode-definition';
import { composeOfferNotice } from './onboarding-notice';

/** An owner for the customer, who accepts it. */
export const onboardingDefinition: EpisodeDefinition<LoadedOnboarding, OnboardingAction> = {
  kind: 'onboarding',
  load: loadOnboarding,
  decide: ({ facts }, _context, asOf) => decideOnboarding(facts, asOf),
  acts: {
    offerAssignment: {
      kind: 'at-once',
      act: async (tx, { facts: { policy, returning, facts }, context: { customer, episode }, ctx }) => {
        if (policy === null) throw new Error('No assignment policy applies, although an offer was decided for');
        const number = (facts.offers.at(-1)?.number ?? 0) + 1;
        const offer = { customerId: customer.id, episodeId: episode.id, number, policy, returning };
        await offerAssignment(tx, offer, ctx);
        return [];
      },
    },
    notifyStaff: { kind: 'message', compose: composeOfferNotice },
    sendEmail: {
      kind: 'message',
      compose: (tx, acting) =>
        composeLetter(tx, acting, {
          channel: 'email',
          template: acting.facts.policy?.value.welcome ?? '',
          purpose: 'service',
          role: 'manager',
          offer: null,
        }),
    },
  },
  // An offer that stands when somebody set the owner beside it, or closed the customer, is nobody's any more.
  onClosed: async (tx, { context, outcome, ctx }) => {
    if (outcome === 'accepted') return;
    const customer = await lockCustomer(tx, context.customer.id, ctx);
    const entries = await withdrawStanding(tx, customer, ctx);
    if (entries.length > 0) await recordTimeline(tx, [{ customer, entries }], ctx);
  },
};
