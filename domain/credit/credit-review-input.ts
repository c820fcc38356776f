/** What a credit review can begin with. */
export const REVIEW_TRIGGERS = ['onboarding', 'due', 'event', 'request', 'won-back'] as const;
export type ReviewTrigger = (typeof REVIEW_TRIGGERS)[number];

/** What an episode of credit review is asked for with. */
export type CreditReviewInput = {
  readonly trigger: ReviewTrigger;
  /** Why, for people: what was asked, or which event it was. */
  readonly detail: string;
};

/** Reads what was kept with an episode; anything else is a request without a reason. */
export function readCreditReviewInput(input: unknown): CreditReviewInput {
  const { trigger, detail } = (input ?? {}) as { readonly trigger?: unknown; readonly detail?: unknown };
  return {
    trigger: REVIEW_TRIGGERS.find((known) => known === trigger) ?? 'request',
    detail: typeof detail === 'string' ? detail : '',
  };
}
