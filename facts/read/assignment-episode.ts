import type { OfferFacts, OnboardingFacts } from '../../domain/assign/decide-onboarding';
import { assignedCustomer, assignmentPolicyFor, type PublishedAssignmentPolicy } from './assignment-policy';
import type { Db } from './db';
import type { EpisodeContext } from './load-episode-context';

export type LoadedOnboarding = {
  readonly policy: PublishedAssignmentPolicy | null;
  readonly returning: boolean;
  readonly facts: OnboardingFacts;
};

/** What an onboarding is decided by, besides its context: the policy, and the assignments since it began. */
export async function loadOnboarding(db: Db, context: EpisodeContext): Promise<LoadedOnboarding> {
  const { customer, settings, episode, done } = context;
  const returning = isReturning(context);
  const policy = await assignmentPolicyFor(db, assignedCustomer(customer, returning));
  const rows = await db.assignment.findMany({
    where: {
      customerId: customer.id,
      OR: [
        { episodeId: episode.id },
        { episodeId: null, staffId: { not: null }, offeredAt: { gte: new Date(episode.startedAt) } },
      ],
    },
    orderBy: { sequence: 'asc' },
    select: { episodeId: true, number: true, status: true, staffId: true, offeredAt: true, dueAt: true, endedAt: true },
  });
  const facts: OnboardingFacts = {
    startedAt: episode.startedAt,
    emailStopped: settings.sendingStopped || settings.emailStopped,
    paused: customer.engagement === 'paused',
    ownerId: customer.ownerId,
    returning,
    policy: policy?.value ?? null,
    offers: rows.filter(({ episodeId }) => episodeId !== null).map(offerFacts),
    byHandAt: rows.find(({ episodeId }) => episodeId === null)?.offeredAt.getTime() ?? null,
    done,
    contact: contactOf(context),
  };
  return { policy, returning, facts };
}

type Row = {
  readonly number: number;
  readonly status: string;
  readonly staffId: string | null;
  readonly offeredAt: Date;
  readonly dueAt: Date | null;
  readonly endedAt: Date | null;
};

function offerFacts({ number, status, staffId, offeredAt, dueAt, endedAt }: Row): OfferFacts {
  return {
    number,
    // A constraint of the table lists the words.
    status: status as OfferFacts['status'],
    staffId,
    offeredAt: offeredAt.getTime(),
    dueAt: dueAt?.getTime() ?? null,
    endedAt: endedAt?.getTime() ?? null,
  };
}

function isReturning({ episode, customer }: EpisodeContext): boolean {
  const { returning } = (episode.input ?? {}) as { readonly returning?: unknown };
  return returning === true || customer.stage === 'won_back';
}

/** `null` where the customer has no email address that takes messages of service. */
function contactOf({
  contactPoints,
  policy,
  calendar,
  customer,
  messages,
}: EpisodeContext): OnboardingFacts['contact'] {
  const usable = contactPoints.some(
    ({ channel, state, consents }) => channel === 'email' && state === 'ok' && consents.service,
  );
  return usable ? { policy: policy.value, calendar, zone: customer.zone, messages } : null;
}
