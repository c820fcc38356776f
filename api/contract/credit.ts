import { z } from 'zod';
import { REVIEW_TRIGGERS } from '../../domain/credit/credit-review-input';
import { isDecimal } from '../../domain/money/money';
import {
  amountField,
  amountOut,
  currencyField,
  customerBriefOut,
  customerRefField,
  documentRefOut,
  idField,
  idOut,
  instantField,
  instantOut,
  localizedOut,
  noteField,
  textThat,
} from './fields';
import { listQuery, pageOf, queryWords } from './page';

/** A limit: none at all is one too. */
const limitField = textThat(
  (text) => text.length <= 30 && isDecimal(text) && !text.startsWith('-'),
  { en: 'an amount of 0 or more as a string such as "5000.00"', zh: '不小于零的金额字符串，例如 "5000.00"' },
  { description: 'Decimal string, 0 or more.', example: '5000.00' },
);
const termsDaysField = z.int().min(0).max(365).meta({ description: 'Days to pay.' });

export const requestReviewBody = z.strictObject({
  reason: noteField.default('').meta({ description: 'Why, for people.' }),
  staffId: idField.nullable().default(null).meta({ description: 'Who of yours asks: somebody else has to decide.' }),
});

const STATUSES = ['requested', 'referred', 'approved', 'declined', 'ended'] as const;
const decisionField = z.enum(['approved', 'declined']);

export const decideReviewBody = z.strictObject({
  staffId: idField.meta({ description: 'Who decides: of the scorecard’s role, and not who has asked.' }),
  decision: decisionField,
  limit: limitField.nullable().default(null).meta({ description: 'With an approval; null: as proposed.' }),
  termsDays: termsDaysField.nullable().default(null).meta({ description: 'With an approval; null: as proposed.' }),
  note: noteField.nullable().default(null),
});

export const creditReviewParams = z.object({ id: idField });
export const creditReviewOut = z
  .object({
    id: idOut,
    customer: customerBriefOut,
    status: z.enum(STATUSES).meta({
      description: '`requested`: not scored yet. `referred`: waits for a person. `ended`: over without a decision.',
    }),
    trigger: z.enum(REVIEW_TRIGGERS),
    reason: z.string(),
    requestedBy: z.string(),
    scorecard: documentRefOut.nullable(),
    score: z.int().nullable(),
    band: z.string().nullable(),
    proposal: z
      .object({
        decision: z.enum(['approve', 'decline', 'refer']),
        currency: z.string(),
        limit: amountOut,
        termsDays: z.int(),
      })
      .nullable(),
    factors: z.array(
      z.object({
        id: z.string(),
        fact: z.string(),
        value: z.string().nullable().meta({ description: 'null: not known.' }),
        bin: localizedOut,
        points: z.int(),
        reason: localizedOut,
      }),
    ),
    reasons: z.array(localizedOut).meta({ description: 'How proposal and limit came about.' }),
    dueAt: instantOut.nullable().meta({ description: 'A referral is to be decided by then.' }),
    decision: decisionField.nullable(),
    decidedBy: z.string().nullable().meta({ description: '`scorecard`, or who.' }),
    decidedAt: instantOut.nullable(),
    note: z.string().nullable(),
    createdAt: instantOut,
    evaluatedAt: instantOut.nullable(),
  })
  .meta({ id: 'CreditReview' });
export const listReviewsQuery = listQuery(
  {
    status: queryWords(STATUSES).optional(),
    customer: customerRefField.optional(),
  },
  ['-createdAt', 'createdAt', 'dueAt', '-dueAt'],
);
export const listCustomerReviewsQuery = listQuery({}, ['-createdAt', 'createdAt']);
export const reviewsPageOut = pageOf(creditReviewOut);

export const setTermsBody = z.strictObject({
  currency: currencyField,
  limit: limitField,
  termsDays: termsDaysField,
  reviewAt: instantField.nullable().optional().meta({ description: 'Next review; left out: as it was; null: none.' }),
  reason: noteField.min(1),
});
export const creditTermsOut = z
  .object({
    id: idOut,
    customerId: idOut,
    currency: z.string(),
    limit: amountOut,
    termsDays: z.int(),
    band: z.string().nullable(),
    score: z.int().nullable(),
    fromAt: instantOut,
    untilAt: instantOut.nullable().meta({ description: 'null: they stand.' }),
    reviewAt: instantOut.nullable(),
    reason: z.string(),
    setBy: z.string(),
  })
  .meta({ id: 'CreditTerms' });
export const listTermsQuery = listQuery({}, ['-createdAt', 'createdAt']);
export const termsPageOut = pageOf(creditTermsOut);

export const creditCheckBody = z.strictObject({ currency: currencyField, amount: amountField });
export const creditCheckOut = z
  .object({
    answer: z.enum(['allow', 'block']),
    currency: z.string(),
    amount: amountOut,
    limit: amountOut.nullable().meta({ description: 'null: no terms in this currency.' }),
    balance: amountOut.meta({ description: 'Owed in this currency.' }),
    overdue: amountOut,
    available: amountOut.nullable().meta({ description: 'Of the limit, before this purchase.' }),
    reasons: z.array(
      z.object({
        code: z.enum(['credit-hold', 'no-terms', 'other-currency', 'overdue', 'over-limit']),
        text: localizedOut,
        clearedBy: localizedOut,
      }),
    ),
  })
  .meta({ id: 'CreditCheck' });
