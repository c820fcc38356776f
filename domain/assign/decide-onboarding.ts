import { assertNever } from '../assert-never';
import type { EpisodeDecision, EpisodeTouch } from '../episode/episode-decision';
import { earliestAllowed, type ContactContext } from '../policy/contact-policy';
import type { Instant, LocalizedText } from '../types';
import type { AssignmentPolicy } from './assignment-policy';

export type OnboardingAction = 'offerAssignment' | 'notifyStaff' | 'sendEmail';

export type AssignmentStatus = 'offered' | 'accepted' | 'expired' | 'declined' | 'withdrawn' | 'queued';

/** One offer of the episode, to a person or to the queue. */
export type OfferFacts = {
  readonly number: number;
  readonly status: AssignmentStatus;
  readonly staffId: string | null;
  readonly offeredAt: Instant;
  /** Acceptance is due; `null` in the queue. */
  readonly dueAt: Instant | null;
  readonly endedAt: Instant | null;
};

export type OnboardingFacts = {
  readonly startedAt: Instant;
  /** A kill switch keeps emails back: the acceptance is due all the same. */
  readonly emailStopped: boolean;
  /** A paused customer is not offered to anybody. */
  readonly paused: boolean;
  readonly ownerId: string | null;
  /** The customer came back: it is assigned again although it has an owner. */
  readonly returning: boolean;
  /** The policy that applies now; `null` = none. */
  readonly policy: Pick<AssignmentPolicy, 'tries' | 'welcome' | 'businessHours'> | null;
  /** Of this episode, ascending by number. */
  readonly offers: readonly OfferFacts[];
  /** Since the episode began a person gave the customer to somebody: when. */
  readonly byHandAt: Instant | null;
  /** Settled steps of the episode. */
  readonly done: ReadonlyMap<string, Instant>;
  /** What a message to the customer is judged by; `null` where no contact point takes one. */
  readonly contact: ContactContext | null;
};

type Decision = EpisodeDecision<OnboardingAction>;

/** Steps of the episode: done once, whatever happens. */
const WELCOME_STEP = 'welcome';
function offerStep(number: number): string {
  return `offer-${number}`;
}
function noticeStep(number: number): string {
  return `notify-${number}`;
}

/**
 * What onboarding does next: offer the customer to one person after the other, tell each, wait until acceptance is due,
 * put it into the queue when nobody accepts, and welcome it once it has an owner. That a closed customer has no episodes,
 * and a paused one gets no messages, is the engine's to see to.
 * @param asOf in the customer's time; a touch is never planned before it
 */
export function decideOnboarding(facts: OnboardingFacts, asOf: Instant): Decision {
  const last = facts.offers.at(-1) ?? null;
  const settled = settledOf(facts, last);
  if (settled !== null) return afterAssignment(facts, settled, asOf);
  if (facts.paused) return idle('The customer is paused', PAUSED);
  if (last === null) {
    if (facts.policy === null) return closed('no-policy', 'No assignment policy applies', NO_POLICY);
    return offer(1, facts, Math.max(facts.startedAt, asOf), { en: 'The customer has no owner', zh: '客户尚无负责人' });
  }
  return afterOffer(facts, last, asOf);
}

const PAUSED: LocalizedText = { en: 'The customer is paused', zh: '客户已暂停' };
const NO_POLICY: LocalizedText = { en: 'No published assignment policy applies', zh: '没有适用的已发布分配规则' };

/** How the customer came to its owner, and since when it has been so. */
type Settled = { readonly outcome: 'accepted' | 'assigned-by-hand' | 'has-owner'; readonly at: Instant };

function settledOf(
  { ownerId, returning, byHandAt, startedAt }: OnboardingFacts,
  last: OfferFacts | null,
): Settled | null {
  if (last?.status === 'accepted') return { outcome: 'accepted', at: last.endedAt ?? last.offeredAt };
  if (byHandAt !== null) return { outcome: 'assigned-by-hand', at: byHandAt };
  if (ownerId === null) return null;
  if (last === null) return returning ? null : { outcome: 'has-owner', at: startedAt };
  // Somebody changed the owner beside the offer.
  return ownerId === last.staffId ? null : { outcome: 'assigned-by-hand', at: last.offeredAt };
}

function afterAssignment(facts: OnboardingFacts, { outcome, at }: Settled, asOf: Instant): Decision {
  const { policy, contact, done } = facts;
  const template = policy?.welcome ?? null;
  // Who came with an owner was a customer before Perennial knew of it.
  const welcomes = template !== null && outcome !== 'has-owner' && !done.has(WELCOME_STEP);
  if (welcomes && contact !== null) {
    const sendAt = policy?.businessHours.from ?? 0;
    const planned = earliestAllowed(contact, 'email', sendAt, at);
    const allowed = planned !== null && planned.at < asOf ? earliestAllowed(contact, 'email', sendAt, asOf) : planned;
    if (allowed !== null) {
      return {
        status: 'planned',
        at: allowed.at,
        action: 'sendEmail',
        step: WELCOME_STEP,
        summary: 'Welcome email',
        reason: { en: `The customer has its owner: template "${template}"`, zh: `客户已有负责人：模板“${template}”` },
        moves: allowed.moves,
      };
    }
  }
  return closed(outcome, OUTCOMES[outcome].en, OUTCOMES[outcome]);
}

const OUTCOMES: Readonly<Record<Settled['outcome'], LocalizedText>> = {
  accepted: { en: 'The owner has accepted the customer', zh: '负责人已接受客户' },
  'assigned-by-hand': { en: 'The owner was set by hand', zh: '负责人由人工指定' },
  'has-owner': { en: 'The customer had an owner from the start', zh: '客户一开始就有负责人' },
};

function afterOffer(facts: OnboardingFacts, last: OfferFacts, asOf: Instant): Decision {
  const { policy } = facts;
  switch (last.status) {
    case 'queued':
      return idle('In the queue, waits for an owner', {
        en: 'Nobody has taken the customer; it waits in the queue until somebody accepts or is named',
        zh: '无人接受该客户；在队列中等待有人接受或被指定',
      });
    case 'offered': {
      const notice = noticeStep(last.number);
      // The deadline waits for no notice: not while email is stopped, nor for a mail server that is away.
      const isInTime = last.dueAt === null || asOf < last.dueAt;
      if (isInTime && !facts.emailStopped && !facts.done.has(notice)) {
        return planned(
          'notifyStaff',
          notice,
          `Notice to the owner (try ${last.number})`,
          Math.max(last.offeredAt, asOf),
          {
            en: 'The person must know of the customer to accept it',
            zh: '需通知该员工以便其接受客户',
          },
        );
      }
      if (policy === null || last.dueAt === null) return idle('Offered, waits for the answer', NO_POLICY);
      return offer(last.number + 1, facts, Math.max(last.dueAt, asOf), {
        en: 'The acceptance is due then',
        zh: '届时接受期限已到',
      });
    }
    case 'declined':
    case 'expired':
    case 'withdrawn':
      if (policy === null) return closed('no-policy', 'No assignment policy applies', NO_POLICY);
      return offer(last.number + 1, facts, Math.max(last.endedAt ?? last.offeredAt, asOf), {
        en: 'The customer was not accepted',
        zh: '客户未被接受',
      });
    case 'accepted':
      // An accepted offer has settled the episode before.
      return closed('accepted', OUTCOMES.accepted.en, OUTCOMES.accepted);
    default:
      return assertNever(last.status);
  }
}

function offer(number: number, { policy }: OnboardingFacts, at: Instant, reason: LocalizedText): Decision {
  const tries = policy?.tries ?? 0;
  const summary =
    number > tries ? 'Into the queue: nobody has accepted' : `Offer to the next candidate (try ${number})`;
  return planned('offerAssignment', offerStep(number), summary, at, reason);
}

function planned(
  action: OnboardingAction,
  step: string,
  summary: string,
  at: Instant,
  reason: LocalizedText,
): EpisodeTouch<OnboardingAction> {
  return { status: 'planned', at, action, step, summary, reason, moves: [] };
}

function idle(summary: string, reason: LocalizedText): Decision {
  return { status: 'idle', summary, reason };
}

function closed(outcome: string, summary: string, reason: LocalizedText): Decision {
  return { status: 'closed', outcome, summary, reason };
}
