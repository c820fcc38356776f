import type { z } from 'zod';
import { checkCredit } from '../../domain/credit/check-credit';
import type { CustomerFacts } from '../../domain/types';
import { readCreditCheck } from '../../facts/read/credit-check';
import { setTermsByHand } from '../../facts/write/credit-terms';
import type { CreditTerms, Customer } from '../../prisma/generated/client';
import {
  creditCheckBody,
  creditCheckOut,
  creditTermsOut,
  listTermsQuery,
  setTermsBody,
  termsPageOut,
} from '../contract/credit';
import { customerParams } from '../contract/customers';
import { amountOf, factContext, iso, isoOrNull, minorOf, resolveCustomer } from '../http/handler-tools';
import { bothWays, readPage } from '../http/keyset';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Credit';
const ORDERS = bothWays({ createdAt: 'instant' });

function presentTerms(row: CreditTerms): z.input<typeof creditTermsOut> {
  const { id, customerId, currency, limitMinor, termsDays, band, score, reason, setBy } = row;
  return {
    ...{ id, customerId, currency, termsDays, band, score, reason, setBy },
    limit: amountOf(limitMinor, currency),
    fromAt: iso(row.fromAt),
    untilAt: isoOrNull(row.untilAt),
    reviewAt: isoOrNull(row.reviewAt),
  };
}

function factsOf({ id, zone, language, segment, country, attributes }: Customer): CustomerFacts {
  return {
    ...{ id, zone, segment, country },
    language: language === 'zh' ? 'zh' : 'en',
    attributes: attributes as CustomerFacts['attributes'],
  };
}

export const creditTermsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/credit-terms',
    name: 'listCreditTerms',
    tag: TAG,
    summary: 'List the credit terms of a customer: those that stand, and those before',
    access: 'read',
    params: customerParams,
    query: listTermsQuery,
    success: { status: 200, schema: termsPageOut, description: 'A page of terms.' },
    handle: async ({ db, params, query }) => {
      const { id: customerId } = await resolveCustomer(db, params.id);
      const page = await readPage(ORDERS, query, ({ after, orderBy, take }) =>
        db.creditTerms.findMany({ where: { AND: [{ customerId }, after] }, orderBy, take }),
      );
      return { body: { ...page, items: page.items.map(presentTerms) } };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/customers/{id}/credit-terms',
    name: 'setCreditTerms',
    tag: TAG,
    summary: 'Set credit terms by hand, with a reason',
    description: 'They hold from now on; those before stay as history.',
    access: 'operate',
    versioned: 'no',
    params: customerParams,
    body: setTermsBody,
    success: { status: 200, schema: creditTermsOut, description: 'The terms that stand.' },
    handle: async (call) => {
      const { id: customerId } = await resolveCustomer(call.db, call.params.id);
      const { currency, limit, termsDays, reviewAt, reason } = call.body;
      const input = {
        ...{ customerId, currency, termsDays, reason },
        limitMinor: minorOf(limit, currency, '/limit'),
        reviewAt: typeof reviewAt === 'string' ? Date.parse(reviewAt) : reviewAt,
      };
      const { row } = await setTermsByHand(call.db, input, factContext(call));
      return { body: presentTerms(row) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/credit-check',
    name: 'checkCredit',
    tag: TAG,
    summary: 'Whether a customer may buy for an amount on credit, why not, and what would clear it',
    access: 'read',
    effect: 'none',
    params: customerParams,
    body: creditCheckBody,
    success: { status: 200, schema: creditCheckOut, description: 'The answer.' },
    handle: async ({ db, params, body, now }) => {
      const { id } = await resolveCustomer(db, params.id);
      const customer = await db.customer.findUniqueOrThrow({ where: { id } });
      const { currency } = body;
      const amountMinor = minorOf(body.amount, currency, '/amount');
      const asked = { currency, amountMinor, now: customer.clockNowAt?.getTime() ?? now };
      const facts = await readCreditCheck(db, factsOf(customer), asked);
      const { answer, availableMinor, objections } = checkCredit(facts);
      const { terms } = facts;
      const out: z.input<typeof creditCheckOut> = {
        answer,
        currency,
        amount: amountOf(amountMinor, currency),
        limit: terms?.currency === currency ? amountOf(terms.limitMinor, currency) : null,
        balance: amountOf(facts.balanceMinor, currency),
        overdue: amountOf(facts.overdueMinor, currency),
        available: availableMinor === null ? null : amountOf(availableMinor, currency),
        reasons: objections.map(({ code, reason, clearedBy }) => ({ code, text: reason, clearedBy })),
      };
      return { body: out };
    },
  }),
];
