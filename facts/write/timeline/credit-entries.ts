import type { LocalizedText } from '../../../domain/types';

/** Decimal strings; the currency stands beside them. */
type Terms = { readonly currency: string; readonly limit: string; readonly termsDays: number };
type About = { readonly reviewId: string };
type Scored = {
  readonly score: number;
  readonly band: string;
  readonly proposal: string;
};

/** What credit reviews, terms and orders leave in the timeline. */
export type CreditEntry =
  | {
      readonly kind: 'order.placed';
      readonly data: {
        readonly orderId: string;
        readonly externalId: string;
        readonly currency: string;
        readonly amount: string;
        /** ISO. */
        readonly placedAt: string;
      };
    }
  | {
      readonly kind: 'credit-review.evaluated';
      readonly data: About &
        Scored &
        Terms & {
          readonly scorecard: { readonly name: string; readonly version: number };
          readonly factors: readonly { readonly id: string; readonly points: number; readonly reason: LocalizedText }[];
          readonly reasons: readonly LocalizedText[];
        };
    }
  | {
      readonly kind: 'credit-review.referred';
      readonly data: About &
        Scored & {
          /** Who decides. */
          readonly role: string;
          readonly queue: string;
          /** ISO. */
          readonly dueAt: string;
        };
    }
  | {
      readonly kind: 'credit-review.overdue';
      readonly data: About & {
        readonly dueAt: string;
        /** What holds until somebody decides; `null` where nothing had to be lowered. */
        readonly held: Terms | null;
      };
    }
  | {
      readonly kind: 'credit-review.decided';
      readonly data: About & {
        readonly decision: 'approved' | 'declined';
        /** `scorecard`, or who. */
        readonly by: string;
        /** Of a member of staff. */
        readonly byName: string | null;
        readonly note: string | null;
      };
    }
  | {
      /** `confirmed` where only the next review moves. */
      readonly kind: 'credit.terms-changed' | 'credit.terms-confirmed';
      readonly data: {
        readonly from: Terms | null;
        readonly to: Terms;
        readonly band: string | null;
        /** ISO; `null` = none is planned. */
        readonly reviewAt: string | null;
        readonly reason: string;
        readonly setBy: string;
      };
    };
